//! A labelled pair of texts.

use serde::Serialize;

use crate::kind::Kind;

/// The rule is tuned on the development and the validation part, and measured on the test part.
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
    /// The label: the answer to the question of the kind.
    pub duplicate: bool,
    /// The earlier text.
    pub a: String,
    /// The later text.
    pub b: String,
}
