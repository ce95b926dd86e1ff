//! Character n-grams: the overlapping runs of characters by which texts are compared.

use super::characters;

/// The characters in one n-gram. Dense scripts write a word in fewer characters.
#[derive(Debug, Clone, Copy)]
pub(super) struct NgramWidth {
    pub letters: usize,
    pub dense: usize,
}

impl NgramWidth {
    /// For comparing texts.
    pub const TEXT: Self = Self {
        letters: 5,
        dense: 3,
    };
    /// For comparing parts of texts, which are short.
    pub const PART: Self = Self {
        letters: 3,
        dense: 2,
    };

    /// The width of an n-gram that begins with this character.
    pub(crate) const fn at(self, first: char) -> usize {
        if characters::is_dense(first) {
            self.dense
        } else {
            self.letters
        }
    }
}

/// The set of a text's character n-grams (shingles; Broder 1997), each as a hash of 32 bits. The
/// hashes are sorted and distinct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ngrams {
    hashes: Vec<u32>,
}

/// Where in a text each n-gram begins: sorted numbers with the hash in the upper 32 bits and the
/// position in the lower ones. One pass through two such lists finds all shared n-grams.
#[derive(Debug, Clone)]
pub(super) struct NgramPositions {
    sorted: Vec<u64>,
}

impl Ngrams {
    /// The n-grams of several runs of text. None crosses the end of a run.
    pub(super) fn of_runs<'a>(runs: impl Iterator<Item = &'a [char]>, width: NgramWidth) -> Self {
        let mut hashes = Vec::new();
        for run in runs {
            for_each_ngram(run, width, |_, hash| hashes.push(hash));
        }

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

    /// How many n-grams both have: one pass through both lists, without a branch to mispredict.
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

impl NgramPositions {
    /// Five characters from each position on, three if the first one is dense: the width follows
    /// the script within a text that mixes two.
    pub(crate) fn of(letters: &[char]) -> Self {
        let mut sorted = Vec::with_capacity(letters.len());
        for_each_ngram(letters, NgramWidth::TEXT, |start, hash| {
            sorted.push(u64::from(hash) << 32 | u64::from(start))
        });
        sorted.sort_unstable();

        Self { sorted }
    }

    pub(crate) fn ngrams(&self) -> Ngrams {
        let mut hashes = Vec::with_capacity(self.sorted.len());
        hashes.extend(self.sorted.iter().map(|&position| hash_of(position)));
        hashes.dedup();

        Ngrams { hashes }
    }

    /// Calls back with the start of each n-gram of this text that the other text has too, by rising
    /// hash.
    pub(crate) fn for_each_shared(&self, other: &Self, mut shared: impl FnMut(usize)) {
        let mut there = other.sorted.as_slice();

        for &position in &self.sorted {
            let known = there
                .iter()
                .position(|&other| hash_of(other) >= hash_of(position))
                .unwrap_or(there.len());
            there = there.get(known..).unwrap_or_default();

            if there
                .first()
                .is_some_and(|&other| hash_of(other) == hash_of(position))
            {
                shared(start_of(position));
            }
        }
    }
}

fn hash_of(position: u64) -> u32 {
    u32::try_from(position >> 32).unwrap_or(u32::MAX)
}

fn start_of(position: u64) -> usize {
    usize::try_from(position & u64::from(u32::MAX)).unwrap_or(usize::MAX)
}

/// Calls back with the start and the hash of each n-gram, in reading order. A text shorter than one
/// n-gram is one n-gram.
fn for_each_ngram(letters: &[char], width: NgramWidth, mut each: impl FnMut(u32, u32)) {
    let mut rest = letters;

    for start in 0_u32.. {
        let Some((&first, behind)) = rest.split_first() else {
            return;
        };

        match rest.get(..width.at(first)) {
            Some(characters) => each(start, hash(characters)),
            None if start == 0 => return each(0, hash(rest)),
            None => {}
        }
        rest = behind;
    }
}

fn hash(characters: &[char]) -> u32 {
    let sum = characters
        .iter()
        .fold(0x9E37_79B9_7F4A_7C15_u64, |sum, &c| {
            (sum ^ u64::from(u32::from(c)))
                .wrapping_mul(0xD6E8_FEB8_6659_FD93)
                .rotate_left(29)
        });

    // The upper half of a product depends on all lower bits.
    u32::try_from(sum.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::skeleton::Skeleton;

    fn ngrams(text: &str) -> Ngrams {
        Skeleton::of(text).ngrams().clone()
    }

    #[test]
    fn ngrams_run_across_the_spaces_between_words() {
        assert_eq!(ngrams("now here"), ngrams("nowhere"));
        assert_eq!(ngrams("nowhere").len(), 3);
    }

    #[test]
    fn ngrams_are_sorted_and_distinct() {
        let repeated = ngrams("abcabcabcabcabc");
        assert_eq!(repeated.len(), 3);
        assert!(repeated.as_slice().is_sorted());
    }

    #[test]
    fn a_text_shorter_than_an_ngram_is_one_and_an_empty_one_has_none() {
        assert_eq!(ngrams("no").len(), 1);
        assert!(ngrams("").is_empty());
    }

    #[test]
    fn ngrams_of_a_dense_script_are_three_characters_wide_also_within_another() {
        assert_eq!(ngrams("蜜蜂回到花园").len(), 4);
        assert_eq!(ngrams("그벌들이돌아왔다").len(), 6);
        // "honey", "oney蜜", "ney蜜蜂", and three of Chinese; "ey蜜蜂花" and "y蜜蜂花园" are five wide too.
        assert_eq!(ngrams("honey 蜜蜂花园里").len(), 8);
    }

    #[test]
    fn shared_ngrams_are_counted_once() {
        assert_eq!(
            ngrams("the bees came back").shared_with(&ngrams("the bees came by, the bees")),
            7
        );
        assert_eq!(ngrams("the bees").shared_with(&ngrams("")), 0);
    }
}
