//! A reader's report about a comment: its reason and its text.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::domain::enum_names::enum_names;
use crate::domain::refusal::Invalid;
use crate::domain::text_field::check_text;
use crate::domain::text_limit::REPORT_DETAIL;
use crate::text::normalize::tidy;

/// What is wrong with the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Reason {
    Spam,
    Abuse,
    OffTopic,
    Illegal,
    Other,
}

enum_names!(Reason);

/// What the reader adds in their own words: 1 to 1,000 graphemes. Only moderators read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReportDetail(String);

impl ReportDetail {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub(crate) fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let text = tidy(input);
        check_text(&text, pointer, REPORT_DETAIL)?;
        Ok(Self(text))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}
