//! How much of one text stands in another?

use super::skeleton::Skeleton;

/// How alike two texts are, each from 0 (nothing shared) to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Shared grams over all grams of both.
    pub jaccard: f64,
    /// Shared grams over those of the text that has fewer: 1 when one text stands whole in the other.
    pub containment: f64,
}

impl Similarity {
    /// Compares the author's own words (Broder 1997: resemblance and containment). Symmetric. Texts without a
    /// word are like nothing.
    pub fn between(a: &Skeleton, b: &Skeleton) -> Self {
        let (a, b) = (a.grams(), b.grams());
        let shared = a.shared_with(b);
        Self {
            jaccard: ratio(shared, a.len() + b.len() - shared),
            containment: ratio(shared, a.len().min(b.len())),
        }
    }
}

/// 0 where there is nothing to share.
pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    let count = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if whole == 0 { 0.0 } else { count(part) / count(whole) }
}

#[cfg(test)]
mod tests;
