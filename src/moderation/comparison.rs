//! Compares two texts and names the way in which one duplicates the other. Submissions, checks,
//! scans and the command line share this rule.

use self::alike::{Alike, Texts};
pub use self::match_kind::MatchKind;
use crate::domain::policy::Policy;
use crate::moderation::facts::Relation;
use crate::text::overlap::Overlap;
use crate::text::similarity::Similarity;
use crate::text::skeleton::Skeleton;

/// The result of comparing an earlier text with a later one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// `None`: the texts are unrelated.
    pub kind: Option<MatchKind>,
    /// Whether the texts of two authors belong to one campaign: what they share is no chance, no
    /// quotation and no signature.
    pub is_campaign: bool,
    /// Shared n-grams over all n-grams of both (Jaccard), 0 to 1; 1 if the texts are equal. Numbers
    /// count as they are written.
    pub similarity: f64,
    /// Shared n-grams over those of the text that has fewer, 0 to 1.
    pub containment: f64,
    /// Letters that only the earlier text has; 0 without a kind.
    pub only_in_earlier: u32,
    /// Letters that only the later text has; 0 without a kind.
    pub only_in_later: u32,
}

/// The thresholds from which a policy calls a text a duplicate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DuplicateLimits {
    /// The similarity of a near duplicate, for texts of 80 letters and more by different authors.
    /// Shorter texts must be more alike, texts of one author less.
    pub near: f64,
    /// How much of the shorter text must occur in the longer one, from 80 letters on. Shorter texts
    /// must be contained more fully. Below 40 letters a text may occur in another by chance.
    pub containment: f64,
}

/// Below this similarity the texts are not aligned, because no rule could call them alike.
const MIN_SIMILARITY: f64 = 0.15;

/// Compares two texts, the earlier one first.
pub fn compare(
    earlier: &Skeleton,
    later: &Skeleton,
    relation: Relation,
    limits: &DuplicateLimits,
) -> Comparison {
    if earlier == later {
        return equal_texts(later, relation);
    }

    let Similarity {
        jaccard,
        containment,
    } = Similarity::between(earlier, later);
    let unrelated = Comparison {
        kind: None,
        is_campaign: false,
        similarity: jaccard,
        containment,
        only_in_earlier: 0,
        only_in_later: 0,
    };

    let texts = Texts {
        earlier,
        later,
        relation,
    };
    let Some(demand) = limits.demand_on(texts) else {
        return unrelated;
    };
    let is_contained = demand.containment.is_some_and(|least| containment >= least);
    if jaccard < MIN_SIMILARITY && !is_contained {
        return unrelated;
    }

    // Aligning the texts costs most, so it comes last.
    let overlap = Overlap::between(earlier, later);
    let is_near = jaccard >= demand.similarity || overlap.tiled >= demand.tiled;
    let alike = if is_near {
        Some(texts.judge_near(&overlap))
    } else if is_contained {
        Some(texts.judge_contained(&overlap))
    } else {
        texts.judge_partly_alike(&overlap)
    };
    let Some(Alike { kind, is_campaign }) = alike else {
        return unrelated;
    };

    let shown = texts.similarity_as_written(Similarity {
        jaccard,
        containment,
    });

    Comparison {
        kind: Some(kind),
        is_campaign,
        similarity: shown.jaccard,
        containment: shown.containment,
        only_in_earlier: overlap.only_in_first,
        only_in_later: overlap.only_in_second,
    }
}

fn equal_texts(text: &Skeleton, relation: Relation) -> Comparison {
    let by_chance = text.is_common() && relation == Relation::OtherAuthor;

    Comparison {
        kind: Some(if by_chance {
            MatchKind::Short
        } else {
            MatchKind::Exact
        }),
        is_campaign: !by_chance,
        similarity: 1.0,
        containment: 1.0,
        only_in_earlier: 0,
        only_in_later: 0,
    }
}

/// The thresholds for two texts of a given length and relation.
struct Demand {
    similarity: f64,
    tiled: f64,
    /// `None`: containment alone makes no duplicate.
    containment: Option<f64>,
}

impl DuplicateLimits {
    pub const fn of(policy: &Policy) -> Self {
        Self {
            near: policy.near_duplicate_threshold,
            containment: policy.containment_threshold,
        }
    }

    /// Whether texts of so few letters are duplicates only if they are equal.
    pub(crate) fn ask_for_equality(letters: impl Into<i64>) -> bool {
        letters.into() < 20
    }

    /// The thresholds rise for shorter texts: the fewer letters, the likelier two people write
    /// nearly the same by chance, or one person says something new with few changes ("Chapter 3 was
    /// the best", "Chapter 7 was the best"). An email that anybody can type lowers none. `None`:
    /// only equal texts are duplicates.
    fn demand_on(&self, texts: Texts<'_>) -> Option<Demand> {
        let letters = texts.letters();
        if Self::ask_for_equality(letters) {
            return None;
        }

        let (similarity, tiled) = match (letters, texts.relation) {
            (..40, Relation::OtherAuthor | Relation::SameEmail)
                if !texts.have_the_same_numbers() =>
            {
                // An offer with other numbers is near if its words are equal.
                if !texts.name_offers() {
                    return None;
                }
                (1.0, 1.0)
            }
            (..40, Relation::OtherAuthor | Relation::SameEmail) => (0.3, 0.4),
            (..40, Relation::SameAuthor) => (0.05, 0.3),
            (40..80, Relation::OtherAuthor | Relation::SameEmail) => (0.15, 0.2),
            (40..80, Relation::SameAuthor) => (-0.05, 0.2),
            (80.., Relation::OtherAuthor | Relation::SameEmail) => (0.0, 0.15),
            (80.., Relation::SameAuthor) => (-0.1, 0.1),
        };

        Some(Demand {
            similarity: (self.near + similarity).min(1.0),
            tiled: (self.near + tiled).min(1.0),
            containment: self.containment_of(letters),
        })
    }

    /// How much of a text of so many letters must occur in a longer one, 0 to 1. `None`: containment
    /// alone makes no duplicate.
    pub(crate) fn containment_of(&self, letters: impl Into<i64>) -> Option<f64> {
        let more = match letters.into() {
            ..40 => return None,
            40..60 => 0.12,
            60..80 => 0.05,
            80.. => 0.0,
        };

        Some((self.containment + more).min(1.0))
    }
}

impl Default for DuplicateLimits {
    fn default() -> Self {
        Self::of(&Policy::default())
    }
}

mod alike;
mod match_kind;

#[cfg(test)]
mod tests;
