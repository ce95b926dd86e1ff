//! Lengths of fields that no domain type parses, as `validator` calls them:
//! `#[validate(custom(function = "length::reason"))]`.

use std::borrow::Cow;

use validator::ValidationError;

use crate::domain::text_limit::{
    AUTHOR_SEARCH, GIVEN_EMAIL, GIVEN_PASSWORD, NOTE, REASON, SEARCH, TextLimit,
};

/// Declares a rule for each limit.
macro_rules! lengths {
    ($($name:ident = $limit:ident),+ $(,)?) => {$(
        pub(crate) fn $name(text: &str) -> Result<(), ValidationError> {
            check(text, $limit)
        }
    )+};
}

lengths! {
    reason = REASON,
    note = NOTE,
    search = SEARCH,
    author_search = AUTHOR_SEARCH,
    given_email = GIVEN_EMAIL,
    given_password = GIVEN_PASSWORD,
}

fn check(text: &str, limit: TextLimit) -> Result<(), ValidationError> {
    limit.check(text, "").map_err(|invalid| {
        let mut error = ValidationError::new(invalid.code);
        error.message = Some(Cow::Owned(invalid.detail));

        error
    })
}
