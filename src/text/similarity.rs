//! How much of one text stands in another?

use super::grams::Grams;
use super::skeleton::Skeleton;

/// How alike two texts are, each from 0 (nothing shared) to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Shared grams over all grams of both.
    pub jaccard: f64,
    /// Shared grams over those of the text that has fewer: 1 when one text stands whole in the
    /// other.
    pub containment: f64,
}

impl Similarity {
    /// Compares the author's own words (Broder 1997: resemblance and containment). Symmetric. Texts
    /// without a word are like nothing.
    pub fn between(a: &Skeleton, b: &Skeleton) -> Self {
        Self::of(a.grams(), b.grams())
    }

    pub(super) fn of(a: &Grams, b: &Grams) -> Self {
        let shared = a.shared_with(b);
        Self {
            jaccard: share(count(shared), count(a.len() + b.len() - shared)),
            containment: share(count(shared), count(a.len().min(b.len()))),
        }
    }
}

/// 0 where there is nothing to share.
pub(super) fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

fn count(grams: usize) -> u32 {
    u32::try_from(grams).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
