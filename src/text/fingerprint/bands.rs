//! Under which keys is a text stored, under which are its near copies, and how alike are two by
//! their keys alone?

use super::super::grams::Grams;
use super::mix;

/// Locality-sensitive hashing: a key for each of `BANDS` bands, over `ROWS` min-hashes each.
pub(super) const BANDS: usize = 14;
const ROWS: usize = 3;
const MINIMA: usize = BANDS * ROWS;

/// Of the places in the index where a copy may be, how many are asked: so many for the square of
/// the text's grams, within bounds. What an edit changes is the smaller a part of a text the longer
/// it is, and so its copies stand in fewer places.
const FOR_THE_SQUARE: usize = 200_000;
const FEWEST: usize = 14;
const MOST: usize = 34;

/// What is kept of a min-hash. A key is the number of its band above three of these, so two texts
/// that share a key agree in all three, but for one chance in 2^27; and keys can be taken apart
/// again.
const BITS: u32 = 9;
const ALL_BITS: u32 = (1 << BITS) - 1;
/// Where the number of the band begins.
const BAND: u32 = 27;
/// The number that the keys of sentences carry, behind all bands.
const SENTENCE: u32 = 31;

/// For each permutation of the grams, the smallest value and the two after it.
struct Minima {
    first: [u64; MINIMA],
    second: [u64; MINIMA],
    third: [u64; MINIMA],
}

impl Minima {
    /// A gram is scattered once; after that a product with an odd number of its own is permutation
    /// enough for each (Dietzfelbinger et al. 1997, multiply-shift).
    fn of(grams: &Grams, seed: u64) -> Self {
        let mut factors = [0; MINIMA];
        factors
            .iter_mut()
            .zip(1..)
            .for_each(|(factor, number)| *factor = mix(seed.wrapping_add(number)) | 1);
        let [mut first, mut second, mut third] = [[u64::MAX; MINIMA]; 3];
        for &gram in grams.as_slice() {
            let scattered = mix(u64::from(gram) ^ seed);
            let minima = first.iter_mut().zip(&mut second).zip(&mut third);
            for (((first, second), third), factor) in minima.zip(&factors) {
                let value = scattered.wrapping_mul(*factor);
                let after_first = value.max(*first);
                let after_second = after_first.max(*second);
                *first = value.min(*first);
                *second = after_first.min(*second);
                *third = after_second.min(*third);
            }
        }
        Self {
            first,
            second,
            third,
        }
    }

    /// Those of each band, with its number.
    fn bands(&self) -> impl Iterator<Item = (u32, [&[u64]; 3])> {
        let bands =
            [&self.first, &self.second, &self.third].map(|minima| minima.chunks_exact(ROWS));
        let [first, second, third] = bands;
        (0..)
            .zip(first.zip(second).zip(third))
            .map(|(band, ((one, two), three))| (band, [one, two, three]))
    }
}

/// The keys of a text: one for each band, in order. Two texts of Jaccard similarity J share that of
/// a band with probability J^3.
pub(super) struct Bands {
    pub keys: Vec<i32>,
    /// Under which its near copies may be stored. Where one gram of this text comes first in a
    /// permutation that the copy has not, the copy's own first one is likely to be this text's
    /// second: so in each key some of the three are replaced by their successors ("Multi-probe
    /// LSH", Lv et al. 2007, for min-hashes). That finds as many copies as twice as many bands
    /// would, and takes no room.
    pub probes: Vec<i32>,
}

impl Bands {
    pub fn of(grams: &Grams, seed: u64) -> Self {
        let minima = Minima::of(grams, seed);
        let mut keys = Vec::with_capacity(BANDS);
        let mut places = Vec::with_capacity(BANDS * REPLACED.len());
        for (band, values) in minima.bands() {
            let [first, second, third] = values.map(|values| reduced(values, seed));
            keys.push(key(band, first));
            for replaced in REPLACED {
                let [one, two, _] = choose(replaced, first, second);
                let last = [first, second, third].map(|[_, _, last]| key(band, [one, two, last]));
                places.push((odds(grams, replaced, values), last));
            }
        }
        let asked = FOR_THE_SQUARE / grams.len().pow(2).max(1);
        places.sort_unstable();
        places.truncate(asked.clamp(FEWEST, MOST));
        Self {
            keys,
            probes: places.into_iter().flat_map(|(_, keys)| keys).collect(),
        }
    }
}

/// Which of the first two min-hashes are replaced by their successors. The third one is tried with
/// both of its own: all three keys stand in one place of the index, where the second and the third
/// cost a third of the first.
const REPLACED: [[bool; 2]; 4] = [[false, false], [true, false], [false, true], [true, true]];

fn choose<T>([one, two]: [bool; 2], [a, b, c]: [T; ROWS], [d, e, _]: [T; ROWS]) -> [T; ROWS] {
    [if one { d } else { a }, if two { e } else { b }, c]
}

/// The less, the likelier a copy stands there. A gram that a copy has alone comes before these the
/// more rarely the smaller they are; and that it lacks one of this text's is as rare as that two
/// and a half of its own grams, of as many as the text has, come before.
fn odds(grams: &Grams, [one, two]: [bool; 2], [first, second, _]: [&[u64]; 3]) -> u64 {
    let lacking = (5_u64 << 31) / u64::try_from(grams.len()).unwrap_or(u64::MAX).max(1);
    let values = [one, two, false].into_iter().zip(first.iter().zip(second));
    values
        .map(|(replaced, (first, second))| {
            if replaced {
                (second >> 32) + lacking
            } else {
                first >> 32
            }
        })
        .sum()
}

fn reduced(minima: &[u64], seed: u64) -> [u32; ROWS] {
    let mut reduced = [0; ROWS];
    for (slot, minimum) in reduced.iter_mut().zip(minima) {
        *slot = low_bits(mix(*minimum ^ seed)) & ALL_BITS;
    }
    reduced
}

fn key(band: u32, [first, second, third]: [u32; ROWS]) -> i32 {
    (band << BAND | first << (2 * BITS) | second << BITS | third).cast_signed()
}

/// The key of a sentence with that hash.
pub(super) fn sentence_key(hash: u64) -> i32 {
    (SENTENCE << BAND | low_bits(hash) >> (32 - BAND)).cast_signed()
}

/// Whether a key stands for a sentence, and not for a band.
pub const fn is_sentence_key(key: i32) -> bool {
    band_of(key) == SENTENCE
}

/// What two near copies have in common though they may share no key: each two min-hashes by
/// themselves, and the sentences. Copies of Jaccard similarity J have none of them in common with a
/// probability of (1 - J^2)^21: at 0.55, one in two thousand, where one in twelve has no key.
pub fn kinships(keys: &[i32]) -> impl Iterator<Item = u32> {
    // Those of the bands come first.
    let (bands, sentences) = keys.split_at(keys.partition_point(|key| !is_sentence_key(*key)));
    let parts: Vec<u32> = bands.iter().flat_map(|key| parts(*key)).collect();
    let pair =
        |(place, pair): (u32, &[u32])| pair.iter().fold(place, |pair, part| pair << BITS | part);
    let pairs: Vec<u32> = (0..).zip(parts.chunks(2)).map(pair).collect();
    pairs
        .into_iter()
        .chain(sentences.iter().map(|key| key.cast_unsigned()))
}

const fn band_of(key: i32) -> u32 {
    key.cast_unsigned() >> BAND
}

fn low_bits(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or_default()
}

/// In how many min-hashes two texts agree, of how many that both have. Each agrees with the
/// probability of their Jaccard similarity (Broder 1997), and once in 512 by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    pub equal: u32,
    pub of: u32,
}

impl Agreement {
    /// Keys in the order of their bands, some of which may have been left out.
    pub fn between(left: &[i32], right: &[i32]) -> Self {
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
    parts(one ^ other)
        .map(|different| u32::from(different == 0))
        .iter()
        .sum()
}

/// What a band's key has of its min-hashes.
fn parts(key: i32) -> [u32; ROWS] {
    [2, 1, 0].map(|part| key.cast_unsigned() >> (part * BITS) & ALL_BITS)
}
