//! What is a labelled pair?

use serde::Serialize;

use crate::kind::Kind;

/// The development and the validation part are for whoever tunes the rule; the test part is
/// measured on and never tuned on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Development,
    Validation,
    Test,
}

impl Part {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Development => "development",
            Self::Validation => "validation",
            Self::Test => "test",
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Pair {
    pub id: String,
    pub part: Part,
    pub language: &'static str,
    pub kind: Kind,
    pub same_author: bool,
    /// What a careful moderator would say.
    pub duplicate: bool,
    /// The earlier text.
    pub a: String,
    pub b: String,
}
