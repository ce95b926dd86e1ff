//! Why does a reader report a comment?

use crate::domain::comment::check;
use crate::domain::refusal::Invalid;
use crate::text::normalize::tidy;

/// What is wrong with the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    Spam,
    Abuse,
    OffTopic,
    Illegal,
    Other,
}

/// What the reader adds in their own words: 1 to 1,000 graphemes. Moderators read it; nobody else
/// does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDetail(String);

const MAX_DETAIL: usize = 1_000;

impl Reason {
    pub const ALL: [Self; 5] = [
        Self::Spam,
        Self::Abuse,
        Self::OffTopic,
        Self::Illegal,
        Self::Other,
    ];

    /// The name in SQL, JSON and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spam => "spam",
            Self::Abuse => "abuse",
            Self::OffTopic => "off_topic",
            Self::Illegal => "illegal",
            Self::Other => "other",
        }
    }
}

impl ReportDetail {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let text = tidy(input);
        check(&text, pointer, MAX_DETAIL)?;
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}
