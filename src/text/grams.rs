//! Which overlapping runs of characters does a text have?

use super::characters;

/// Characters in one gram; a dense script packs a word into fewer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Width {
    pub letters: usize,
    pub dense: usize,
}

impl Width {
    /// To compare texts.
    pub const OUTER: Self = Self {
        letters: 5,
        dense: 3,
    };
    /// To compare pieces of texts, which are short.
    pub const INNER: Self = Self {
        letters: 3,
        dense: 2,
    };

    pub const fn at(self, first: char) -> usize {
        if characters::is_dense(first) {
            self.dense
        } else {
            self.letters
        }
    }
}

/// The set of a text's character grams (shingles; Broder 1997), each as a hash of 32 bits: sorted,
/// each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grams {
    hashes: Vec<u32>,
}

/// Where in a text each gram begins: its hash above the place, sorted. So two texts are laid over
/// each other in one step through both.
#[derive(Debug, Clone)]
pub(super) struct Places {
    sorted: Vec<u64>,
}

impl Grams {
    /// The grams of several texts, cut within each.
    pub(super) fn of_runs<'a>(runs: impl Iterator<Item = &'a [char]>, width: Width) -> Self {
        let mut hashes = Vec::new();
        for run in runs {
            in_order(run, width, |_, hash| hashes.push(hash));
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

impl Places {
    /// Five characters from each place on, three where the first is of a dense script: so the width
    /// follows the script within a text that mixes two.
    pub fn of(letters: &[char]) -> Self {
        let mut sorted = Vec::with_capacity(letters.len());
        in_order(letters, Width::OUTER, |start, hash| {
            sorted.push(u64::from(hash) << 32 | u64::from(start))
        });
        sorted.sort_unstable();
        Self { sorted }
    }

    pub fn grams(&self) -> Grams {
        let mut hashes = Vec::with_capacity(self.sorted.len());
        hashes.extend(self.sorted.iter().map(|&place| gram(place)));
        hashes.dedup();
        Grams { hashes }
    }

    /// Calls back with each place of this text whose gram the other has too, by rising hash.
    pub fn for_each_shared(&self, other: &Self, mut shared: impl FnMut(usize)) {
        let mut there = other.sorted.as_slice();
        for &place in &self.sorted {
            let known = there
                .iter()
                .position(|&other| gram(other) >= gram(place))
                .unwrap_or(there.len());
            there = there.get(known..).unwrap_or_default();
            if there
                .first()
                .is_some_and(|&other| gram(other) == gram(place))
            {
                shared(start(place));
            }
        }
    }
}

fn gram(place: u64) -> u32 {
    u32::try_from(place >> 32).unwrap_or(u32::MAX)
}

fn start(place: u64) -> usize {
    usize::try_from(place & u64::from(u32::MAX)).unwrap_or(usize::MAX)
}

/// The place and the hash of each gram in reading order. A text shorter than one gram is one.
fn in_order(letters: &[char], width: Width, mut each: impl FnMut(u32, u32)) {
    let mut rest = letters;
    for place in 0_u32.. {
        let Some((&first, behind)) = rest.split_first() else {
            return;
        };
        match rest.get(..width.at(first)) {
            Some(characters) => each(place, hash(characters)),
            None if place == 0 => return each(0, hash(rest)),
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
        assert_eq!(
            grams("the bees came back").shared_with(&grams("the bees came by, the bees")),
            7
        );
        assert_eq!(grams("the bees").shared_with(&grams("")), 0);
    }
}
