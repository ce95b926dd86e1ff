//! Does one text repeat another, and in which way? The rule for two texts, whoever asks: a submission, a check, a
//! scan of what is stored, the command line.

use serde::Serialize;

use crate::domain::policy::Policy;
use crate::moderation::facts::Relation;
use crate::text::novelty::same_frame;
use crate::text::similarity::Similarity;
use crate::text::skeleton::Skeleton;

/// In which way a text is like another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The same after case, spacing, punctuation and invisible characters.
    Exact,
    /// Most of it the same.
    Near,
    /// One text stands in the other, nearly whole.
    Contains,
    /// The same wrapping around different content: a signature, a form letter, a quoted passage.
    Frame,
    /// The same few words, which different people say by chance.
    Short,
}

/// How alike two texts were found to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// `None`: they have nothing to do with each other.
    pub kind: Option<Kind>,
    /// Shared grams over all grams of both (Jaccard), 0 to 1; 1 when the texts are equal.
    pub similarity: f64,
    /// Shared grams over those of the text that has fewer, 0 to 1.
    pub containment: f64,
}

/// From where on a policy calls a text a repeat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The similarity of a near duplicate: of texts of 80 letters and more by different authors. Shorter texts
    /// must be more alike, texts of one author less.
    pub near: f64,
}

/// Compares two texts, the earlier one first.
pub fn compare(earlier: &Skeleton, later: &Skeleton, relation: Relation, limits: &Limits) -> Comparison {
    let Similarity { jaccard, containment } = Similarity::between(earlier, later);
    let equal = earlier == later;
    let kind = match relation {
        _ if equal && !later.is_short() => Some(Kind::Exact),
        Relation::SameAuthor if equal => Some(Kind::Exact),
        Relation::OtherAuthor if equal => Some(Kind::Short),
        _ if later.is_short() || jaccard < limits.near => None,
        _ if same_frame(earlier, later) => Some(Kind::Frame),
        _ => Some(Kind::Near),
    };
    Comparison { kind, similarity: if equal { 1.0 } else { jaccard }, containment }
}

impl Kind {
    /// The name in SQL, JSON and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
            Self::Contains => "contains",
            Self::Frame => "frame",
            Self::Short => "short",
        }
    }

    /// Whether it is the same text once more, rather than something that a moderator may want to know.
    pub const fn is_repeat(self) -> bool {
        matches!(self, Self::Exact | Self::Near | Self::Contains)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(&Policy::default())
    }
}

impl Limits {
    pub const fn of(policy: &Policy) -> Self {
        Self { near: policy.near_duplicate_threshold }
    }
}
