//! Compares two texts by their keys alone.

use super::key::{append_part, band_of, is_sentence_key, parts_of};

/// How many of the min-hashes that two texts can be compared by are equal. Each one is equal with
/// the probability of the texts' Jaccard similarity (Broder 1997), and once in 512 by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Agreement {
    pub equal: u32,
    /// The number of min-hashes that both texts have.
    pub of: u32,
}

impl Agreement {
    /// Compares keys in the order of their bands. Either list may lack some keys.
    pub(crate) fn between(left: &[i32], right: &[i32]) -> Self {
        let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
        let mut agreement = Self { equal: 0, of: 0 };

        while let (Some(&&one), Some(&&other)) = (left.peek(), right.peek()) {
            if is_sentence_key(one) || is_sentence_key(other) {
                break;
            }

            if band_of(one) == band_of(other) {
                agreement.of += 3;
                agreement.equal += equal_parts(one, other);
            }
            if band_of(one) <= band_of(other) {
                left.next();
            }
            if band_of(one) >= band_of(other) {
                right.next();
            }
        }

        agreement
    }
}

fn equal_parts(one: i32, other: i32) -> u32 {
    parts_of(one ^ other)
        .map(|different| u32::from(different == 0))
        .iter()
        .sum()
}

/// Numbers of which two near copies have one in common even if they share no key: each pair of
/// min-hashes, and the sentences. A writer locks them, so that near copies are written one after
/// the other. Copies of Jaccard similarity J have none in common with a probability of
/// (1 - J^2)^21: at 0.55, one in two thousand, where one in twelve shares no key.
pub(crate) fn lock_keys(keys: &[i32]) -> impl Iterator<Item = u32> {
    // The keys of the bands come first.
    let (bands, sentences) = keys.split_at(keys.partition_point(|key| !is_sentence_key(*key)));
    let parts: Vec<u32> = bands.iter().flat_map(|key| parts_of(*key)).collect();

    let pair_at = |(place, pair): (u32, &[u32])| pair.iter().copied().fold(place, append_part);
    let pairs: Vec<u32> = (0..).zip(parts.chunks(2)).map(pair_at).collect();

    pairs
        .into_iter()
        .chain(sentences.iter().map(|key| key.cast_unsigned()))
}
