//! Which overlapping runs of characters does a text have?

use std::iter;

use xxhash_rust::xxh3::xxh3_64;

use super::skeleton::Skeleton;

/// Characters in one gram; CJK scripts pack a word into fewer.
const WIDTH: usize = 5;
const WIDTH_CJK: usize = 3;

/// The set of a text's character grams (shingles; Broder 1997), each as its xxh3 hash: sorted, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grams {
    hashes: Vec<u64>,
}

impl Grams {
    /// Cut from the skeleton's own words without spaces: five characters wide, three where most are CJK.
    pub fn of(skeleton: &Skeleton) -> Self {
        Self::of_width(skeleton.stream(), width_for(skeleton))
    }

    pub fn as_slice(&self) -> &[u64] {
        &self.hashes
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// A text shorter than one gram is one gram.
    pub(super) fn of_width(stream: &str, width: usize) -> Self {
        Self::of_all(iter::once(stream), width)
    }

    /// The grams of several texts, cut within each.
    pub(super) fn of_all<'a>(streams: impl Iterator<Item = &'a str>, width: usize) -> Self {
        let mut hashes: Vec<u64> = streams.flat_map(|stream| in_order(stream, width)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        Self { hashes }
    }

    pub(super) fn contains(&self, gram: u64) -> bool {
        self.hashes.binary_search(&gram).is_ok()
    }

    /// How many grams both have.
    pub(super) fn shared_with(&self, other: &Self) -> usize {
        let (few, many) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        few.hashes.iter().filter(|&&gram| many.contains(gram)).count()
    }
}

/// The width at which two texts are compared: the finer one, where they differ.
pub(super) fn common_width(a: &Skeleton, b: &Skeleton) -> usize {
    width_for(a).min(width_for(b))
}

/// The hash of the gram at each position of the stream.
pub(super) fn in_order(stream: &str, width: usize) -> Vec<u64> {
    let mut starts: Vec<usize> = stream.char_indices().map(|(start, _)| start).collect();
    starts.push(stream.len());
    if stream.is_empty() {
        return Vec::new();
    }
    if starts.len() <= width {
        return vec![xxh3_64(stream.as_bytes())];
    }
    let ends = starts.iter().skip(width);
    let grams = starts.iter().zip(ends).filter_map(|(&start, &end)| stream.get(start..end));
    grams.map(|gram| xxh3_64(gram.as_bytes())).collect()
}

const fn width_for(skeleton: &Skeleton) -> usize {
    if skeleton.is_cjk() { WIDTH_CJK } else { WIDTH }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> Grams {
        Grams::of(&Skeleton::of(text))
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
    fn chinese_grams_are_three_characters_wide() {
        assert_eq!(grams("蜜蜂回到花园").len(), 4);
    }
}
