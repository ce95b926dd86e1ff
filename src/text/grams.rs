//! Which overlapping runs of characters does a text have?

use std::iter;

use super::characters;

/// Characters in one gram; a dense script packs a word into fewer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    pub letters: usize,
    pub dense: usize,
}

impl Width {
    /// To compare texts.
    pub const OUTER: Self = Self { letters: 5, dense: 3 };
    /// To compare pieces of texts, which are short.
    pub const INNER: Self = Self { letters: 3, dense: 2 };

    const fn at(self, first: char) -> usize {
        if characters::is_dense(first) { self.dense } else { self.letters }
    }
}

/// The set of a text's character grams (shingles; Broder 1997), each as a hash of 32 bits: sorted, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grams {
    hashes: Vec<u32>,
}

/// One gram at its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gram {
    pub hash: u32,
    /// Its first character in the stream, and how many there are.
    pub start: usize,
    pub length: usize,
}

impl Grams {
    /// Five characters from each place on, three where the first is of a dense script: so the width follows the
    /// script within a text that mixes two.
    pub(super) fn of(letters: &[char]) -> Self {
        Self::of_runs(iter::once(letters), Width::OUTER)
    }

    /// The grams of several texts, cut within each.
    pub(super) fn of_runs<'a>(runs: impl Iterator<Item = &'a [char]>, width: Width) -> Self {
        let mut hashes: Vec<u32> = runs.flat_map(|run| in_order(run, width)).map(|gram| gram.hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes }
    }

    pub fn as_slice(&self) -> &[u32] {
        &self.hashes
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    pub(super) fn contains(&self, hash: u32) -> bool {
        self.hashes.binary_search(&hash).is_ok()
    }

    /// How many grams both have. One step through both lists, without a branch to guess.
    pub(super) fn shared_with(&self, other: &Self) -> usize {
        let (mut here, mut there, mut shared) = (0, 0, 0);
        while let (Some(left), Some(right)) = (self.hashes.get(here), other.hashes.get(there)) {
            shared += usize::from(left == right);
            here += usize::from(left <= right);
            there += usize::from(left >= right);
        }
        shared
    }
}

/// The grams in reading order. A text shorter than one gram is one.
pub(super) fn in_order(letters: &[char], width: Width) -> impl Iterator<Item = Gram> {
    let gram = move |start: usize| {
        let length = width.at(*letters.get(start)?);
        let characters = letters.get(start..start + length)?;
        Some(Gram { hash: hash(characters), start, length })
    };
    let is_short = letters.first().is_some_and(|&first| letters.len() < width.at(first));
    let whole = is_short.then(|| Gram { hash: hash(letters), start: 0, length: letters.len() });
    whole.into_iter().chain((0..letters.len()).filter_map(gram))
}

fn hash(characters: &[char]) -> u32 {
    let sum = characters.iter().fold(0x9E37_79B9_7F4A_7C15_u64, |sum, &c| {
        (sum ^ u64::from(u32::from(c))).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_left(29)
    });
    // The upper half of a product hangs on all of its lower bits.
    u32::try_from(sum.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::skeleton::Skeleton;

    fn grams(text: &str) -> Grams {
        Skeleton::of(text).grams().clone()
    }

    #[test]
    fn grams_run_across_the_spaces_between_words() {
        assert_eq!(grams("now here"), grams("nowhere"));
        assert_eq!(grams("nowhere").len(), 3);
    }

    #[test]
    fn grams_are_sorted_and_each_stands_once() {
        let repeated = grams("abcabcabcabcabc");
        assert_eq!(repeated.len(), 3);
        assert!(repeated.as_slice().is_sorted());
    }

    #[test]
    fn a_text_shorter_than_a_gram_is_one_and_an_empty_one_has_none() {
        assert_eq!(grams("no").len(), 1);
        assert!(grams("").is_empty());
    }

    #[test]
    fn grams_of_a_dense_script_are_three_characters_wide_also_within_another() {
        assert_eq!(grams("蜜蜂回到花园").len(), 4);
        assert_eq!(grams("그벌들이돌아왔다").len(), 6);
        // "honey", "oney蜜", "ney蜜蜂", and three of Chinese; "ey蜜蜂花" and "y蜜蜂花园" are five wide too.
        assert_eq!(grams("honey 蜜蜂花园里").len(), 8);
    }

    #[test]
    fn shared_grams_are_counted_once() {
        assert_eq!(grams("the bees came back").shared_with(&grams("the bees came by, the bees")), 7);
        assert_eq!(grams("the bees").shared_with(&grams("")), 0);
    }
}
