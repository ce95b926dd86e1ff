//! Measures how much of one text occurs in another.

use super::ngrams::{NgramWidth, Ngrams};
use super::skeleton::Skeleton;

/// How alike two texts are, each from 0 (nothing in common) to 1.
///
/// Broder, "On the resemblance and containment of documents" (1997).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Similarity {
    /// Shared n-grams over all n-grams of both.
    pub jaccard: f64,
    /// Shared n-grams over those of the text that has fewer: 1 if one text occurs completely in the
    /// other.
    pub containment: f64,
}

impl Similarity {
    /// Compares the authors' own words. Symmetric. A text without a word has nothing in common with
    /// any text.
    pub(crate) fn between(a: &Skeleton, b: &Skeleton) -> Self {
        Self::of(a.ngrams(), b.ngrams())
    }

    /// Compares the authors' own words with their numbers as they were written.
    pub(crate) fn as_written(a: &Skeleton, b: &Skeleton) -> Self {
        let [a, b] = [a, b].map(|text| {
            let stream = text.stream();
            let written = stream.numbers.written_into(&stream.letters);

            Ngrams::of_runs([written.as_slice()].into_iter(), NgramWidth::TEXT)
        });

        Self::of(&a, &b)
    }

    pub(super) fn of(a: &Ngrams, b: &Ngrams) -> Self {
        let shared = a.shared_with(b);

        Self {
            jaccard: share(count(shared), count(a.len() + b.len() - shared)),
            containment: share(count(shared), count(a.len().min(b.len()))),
        }
    }
}

/// `part` over `whole`; 0 if `whole` is 0.
pub(super) fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(part) / f64::from(whole)
    }
}

fn count(ngrams: usize) -> u32 {
    u32::try_from(ngrams).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
