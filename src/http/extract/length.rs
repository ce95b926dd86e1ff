//! Lengths of fields that no domain type parses, as `validator` calls them:
//! `#[validate(custom(function = "length::reason"))]`.

use std::borrow::Cow;

use validator::ValidationError;

use crate::domain::text_limit::{
    AUTHOR_SEARCH, GIVEN_EMAIL, GIVEN_PASSWORD, NOTE, REASON, SEARCH, TextLimit,
};

pub(crate) fn reason(text: &str) -> Result<(), ValidationError> {
    check(text, REASON)
}

pub(crate) fn note(text: &str) -> Result<(), ValidationError> {
    check(text, NOTE)
}

pub(crate) fn search(text: &str) -> Result<(), ValidationError> {
    check(text, SEARCH)
}

pub(crate) fn author_search(text: &str) -> Result<(), ValidationError> {
    check(text, AUTHOR_SEARCH)
}

pub(crate) fn given_email(text: &str) -> Result<(), ValidationError> {
    check(text, GIVEN_EMAIL)
}

pub(crate) fn given_password(text: &str) -> Result<(), ValidationError> {
    check(text, GIVEN_PASSWORD)
}

fn check(text: &str, limit: TextLimit) -> Result<(), ValidationError> {
    limit.check(text, "").map_err(|invalid| {
        let mut error = ValidationError::new(invalid.code);
        error.message = Some(Cow::Owned(invalid.detail));

        error
    })
}
