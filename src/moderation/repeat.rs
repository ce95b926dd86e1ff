//! Does one text repeat another, and in which way? The rule for two texts, whoever asks: a
//! submission, a check, a scan of what is stored, the command line.

use serde::Serialize;

use crate::domain::policy::Policy;
use crate::moderation::facts::Relation;
use crate::text::novelty::{Content, Overlap};
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
    /// Letters that only the earlier text has, and that only the later one has; 0 where there is no
    /// kind.
    pub gone: u32,
    pub new: u32,
}

/// From where on a policy calls a text a repeat.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The similarity of a near duplicate: of texts of 80 letters and more by different authors.
    /// Shorter texts must be more alike, texts of one author less.
    pub near: f64,
    /// How much of the shorter text must stand in the longer one, from 80 letters on. Shorter texts
    /// must be contained more fully, and those below 40 letters may stand in another by chance.
    pub containment: f64,
}

/// Below this a pair is not laid side by side: nothing in it could be enough.
const HOPELESS: f64 = 0.15;

/// An earlier text of somebody else's that stands in one of two and a half times its length was
/// quoted and answered.
const ANSWER: f64 = 1.5;

/// Compares two texts, the earlier one first.
pub fn compare(
    earlier: &Skeleton,
    later: &Skeleton,
    relation: Relation,
    limits: &Limits,
) -> Comparison {
    if earlier == later {
        let by_chance = later.is_common() && relation == Relation::OtherAuthor;
        let kind = Some(if by_chance { Kind::Short } else { Kind::Exact });
        return Comparison {
            kind,
            similarity: 1.0,
            containment: 1.0,
            gone: 0,
            new: 0,
        };
    }
    let Similarity {
        jaccard,
        containment,
    } = Similarity::between(earlier, later);
    let unrelated = Comparison {
        kind: None,
        similarity: jaccard,
        containment,
        gone: 0,
        new: 0,
    };
    let Some(demand) = limits.demand_on(earlier, later, relation) else {
        return unrelated;
    };
    let contained = demand.containment.is_some_and(|least| containment >= least);
    if jaccard < HOPELESS && !contained {
        return unrelated;
    }
    let overlap = Overlap::between(earlier, later);
    let near = jaccard >= demand.similarity || overlap.tiled >= demand.tiled;
    let kind = match overlap.content {
        _ if !near && !contained => return unrelated,
        Content::OwnInOneFrame => Kind::Frame,
        Content::Shared if near => Kind::Near,
        Content::Shared if relation == Relation::OtherAuthor && is_answered(earlier, &overlap) => {
            Kind::Frame
        }
        Content::Shared => Kind::Contains,
    };
    let (gone, new) = overlap.new;
    Comparison {
        kind: Some(kind),
        gone,
        new,
        ..unrelated
    }
}

/// People quote without marks, too: the later text says that much more of its own than the earlier
/// one says at all.
fn is_answered(earlier: &Skeleton, overlap: &Overlap) -> bool {
    let (_, new) = overlap.new;
    f64::from(new) >= ANSWER * f64::from(earlier.letters())
}

/// What two texts of some length must reach, each in its own measure.
struct Demand {
    similarity: f64,
    tiled: f64,
    /// `None`: standing in the other is not enough.
    containment: Option<f64>,
}

impl Limits {
    pub const fn of(policy: &Policy) -> Self {
        Self {
            near: policy.near_duplicate_threshold,
            containment: policy.containment_threshold,
        }
    }

    /// Whether texts of so few letters are repeats only if they are equal.
    pub fn ask_for_equality(letters: impl Into<i64>) -> bool {
        letters.into() < 20
    }

    /// The fewer letters, the likelier two people say nearly the same by chance, or one person says
    /// something new with few changes ("Chapter 3 was the best", "Chapter 7 was the best"). `None`:
    /// nothing but equality counts.
    fn demand_on(
        &self,
        earlier: &Skeleton,
        later: &Skeleton,
        relation: Relation,
    ) -> Option<Demand> {
        let letters = earlier.letters().min(later.letters());
        if Self::ask_for_equality(letters) {
            return None;
        }
        let (similarity, tiled) = match (letters, relation) {
            (..40, Relation::OtherAuthor) if !earlier.has_the_numbers_of(later) => return None,
            (..40, Relation::OtherAuthor) => (0.3, 0.4),
            (..40, Relation::SameAuthor) => (0.05, 0.3),
            (40..80, Relation::OtherAuthor) => (0.15, 0.2),
            (40..80, Relation::SameAuthor) => (-0.05, 0.2),
            (80.., Relation::OtherAuthor) => (0.0, 0.15),
            (80.., Relation::SameAuthor) => (-0.1, 0.1),
        };
        Some(Demand {
            similarity: (self.near + similarity).min(1.0),
            tiled: (self.near + tiled).min(1.0),
            containment: self.containment_of(letters),
        })
    }

    /// How much of a text of so many letters must stand in a longer one; `None`: standing there is
    /// not enough.
    pub fn containment_of(&self, letters: impl Into<i64>) -> Option<f64> {
        let more = match letters.into() {
            ..40 => return None,
            40..60 => 0.12,
            60..80 => 0.05,
            80.. => 0.0,
        };
        Some((self.containment + more).min(1.0))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(&Policy::default())
    }
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

    /// Whether it is the same text once more, rather than something that a moderator may want to
    /// know.
    pub const fn is_duplicate(self) -> bool {
        matches!(self, Self::Exact | Self::Near | Self::Contains)
    }
}

#[cfg(test)]
mod tests;
