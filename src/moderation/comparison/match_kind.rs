//! The ways in which two texts are alike.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::domain::enum_names::enum_names;

/// The way in which two texts are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, EnumString, IntoStaticStr, VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum MatchKind {
    /// Equal, apart from case, spacing, punctuation and invisible characters.
    Exact,
    /// Most of the text is the same.
    Near,
    /// One text occurs almost completely in the other.
    Contains,
    /// The same frame around different content: a signature, a form letter, a quoted passage.
    Frame,
    /// The same few words, which different people write by chance, or one person under several
    /// articles.
    Short,
}

enum_names!(MatchKind);

impl MatchKind {
    /// Whether the later text duplicates the earlier one. The other kinds are only worth a note.
    pub const fn is_duplicate(self) -> bool {
        matches!(self, Self::Exact | Self::Near | Self::Contains)
    }
}
