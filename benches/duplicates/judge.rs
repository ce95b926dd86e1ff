//! Who says whether two texts are the same? Moderato's rule, and what others use, on the same
//! pairs.

use moderato::domain::policy::Policy;
use moderato::moderation::comparison::{Comparison, DuplicateLimits, MatchKind, compare};
use moderato::moderation::facts::Relation;
use moderato::text::skeleton::Skeleton;

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

    /// Whether the pair is the same text once more, by this judge.
    pub fn flags(self, pair: &Pair) -> bool {
        let skeletons = || (Skeleton::of(&pair.a), Skeleton::of(&pair.b));
        match self {
            Self::Moderato => judge(pair).kind.is_some_and(MatchKind::is_duplicate),
            Self::EqualSkeletons => {
                let (a, b) = skeletons();
                a == b
            }
            Self::SimHash => {
                let (a, b) = skeletons();
                (simhash(a.ngrams()) ^ simhash(b.ngrams())).count_ones() <= 3
            }
            Self::Trigrams => trigrams::similarity(&pair.a, &pair.b) >= 0.3,
        }
    }
}

/// The rule with the limits that a new site has.
pub fn judge(pair: &Pair) -> Comparison {
    let relation = if pair.same_author {
        Relation::SameAuthor
    } else {
        Relation::OtherAuthor
    };
    compare(
        &Skeleton::of(&pair.a),
        &Skeleton::of(&pair.b),
        relation,
        &DuplicateLimits::of(&Policy::default()),
    )
}
