//! Judges of whether two texts are the same: Moderato's rule, and common methods to compare it
//! with.

use moderato::domain::policy::Policy;
use moderato::moderation::comparison::{Comparison, DuplicateLimits, MatchKind, compare};
use moderato::moderation::facts::Relation;
use moderato::text::skeleton::Skeleton;

use crate::kind::Question;
use crate::pair::Pair;
use crate::simhash::simhash;
use crate::trigrams;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judge {
    Moderato,
    EqualSkeletons,
    SimHash,
    Trigrams,
}

impl Judge {
    pub const ALL: [Self; 4] = [
        Self::Moderato,
        Self::EqualSkeletons,
        Self::SimHash,
        Self::Trigrams,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Moderato => "Moderato",
            Self::EqualSkeletons => "equal skeletons",
            Self::SimHash => "SimHash, distance 3",
            Self::Trigrams => "pg_trgm, 0.3",
        }
    }

    /// This judge's answer to the question of the pair's kind. The other methods know only one
    /// question.
    pub fn flags(self, pair: &Pair) -> bool {
        match self {
            Self::Moderato => {
                let comparison = judge(pair);
                match pair.kind.question() {
                    Question::Duplicate => comparison.kind.is_some_and(MatchKind::is_duplicate),
                    Question::Campaign => comparison.is_campaign,
                }
            }
            Self::EqualSkeletons => {
                let [a, b] = skeletons(pair);
                a == b
            }
            Self::SimHash => {
                let [a, b] = skeletons(pair);
                (simhash(a.ngrams()) ^ simhash(b.ngrams())).count_ones() <= 3
            }
            Self::Trigrams => trigrams::similarity(&pair.a, &pair.b) >= 0.3,
        }
    }
}

/// The comparison by Moderato's rule, with the limits of a new site.
pub fn judge(pair: &Pair) -> Comparison {
    let [a, b] = skeletons(pair);
    let relation = if pair.same_author {
        Relation::SameAuthor
    } else {
        Relation::OtherAuthor
    };

    compare(&a, &b, relation, &DuplicateLimits::of(&Policy::default()))
}

fn skeletons(pair: &Pair) -> [Skeleton; 2] {
    [&pair.a, &pair.b].map(|text| Skeleton::of(text))
}
