//! Computes the keys under which a text is stored and those under which its near copies are
//! searched.

use super::key::{ROWS, band_key, part_of};
use super::mix::mix;
use crate::text::ngrams::Ngrams;

/// The number of bands. Each has one key, made from `ROWS` min-hashes.
pub(super) const BANDS: usize = 14;
const MINIMA: usize = BANDS * ROWS;

/// How many places of the index are searched: this number divided by the square of the number of
/// n-grams, within the two bounds. The longer a text, the smaller the part that an edit changes,
/// and the fewer the places where its copies can be.
const PLACES_TIMES_SQUARE: usize = 200_000;
const MIN_PLACES: usize = 14;
const MAX_PLACES: usize = 34;
/// So many n-grams have room for an advertisement with other words around it. If such a text is one
/// piece, more places are searched.
const LONG: usize = 180;

/// The keys of a text: one for each band, in order. Two texts of Jaccard similarity J share that of
/// a band with probability J^3.
#[derive(Default)]
pub(super) struct Bands {
    pub keys: Vec<i32>,
    /// The keys under which near copies may be stored. If a copy lacks the n-gram that gives a
    /// min-hash of this text, its own min-hash is probably the second smallest value of this text.
    /// So some keys are searched with second or third values ("Multi-probe LSH", Lv et al. 2007,
    /// for min-hashes). That finds as many copies as twice as many bands would, and needs no room.
    pub probes: Vec<i32>,
}

/// How a text is divided into sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Division {
    /// Into several with keys, by which a copy of a part is found.
    Sentences,
    /// Hardly: a copy of a part is only found by its bands.
    OnePiece,
}

impl Bands {
    pub(crate) fn of(ngrams: &Ngrams, division: Division, seed: u64) -> Self {
        let minima = Minima::of(ngrams, seed);
        let mut keys = Vec::with_capacity(BANDS);
        let mut places = Vec::with_capacity(BANDS * PLACES.len());

        for (band, values) in minima.bands() {
            let [smallest, second, third] = values.map(|values| parts(values, seed));
            keys.push(band_key(band, smallest));

            for place in PLACES {
                let [one, two, _] = place.choose(smallest, second);
                let probes =
                    [smallest, second, third].map(|[_, _, last]| band_key(band, [one, two, last]));
                places.push((place.odds_against(ngrams, values), probes));
            }
        }

        // The likeliest places first.
        let searched = match division {
            Division::OnePiece if ngrams.len() >= LONG => MAX_PLACES,
            _ => PLACES_TIMES_SQUARE / ngrams.len().pow(2).max(1),
        };
        places.sort_unstable();
        places.truncate(searched.clamp(MIN_PLACES, MAX_PLACES));

        Self {
            keys,
            probes: places.into_iter().flat_map(|(_, probes)| probes).collect(),
        }
    }
}

/// The smallest three values of each permutation of the n-grams.
struct Minima {
    first: [u64; MINIMA],
    second: [u64; MINIMA],
    third: [u64; MINIMA],
}

impl Minima {
    /// Mixes each n-gram once. A product with an odd factor is then permutation enough for each
    /// min-hash (multiply-shift; Dietzfelbinger et al., "A reliable randomized algorithm for the
    /// closest-pair problem", 1997).
    fn of(ngrams: &Ngrams, seed: u64) -> Self {
        let mut factors = [0; MINIMA];
        factors
            .iter_mut()
            .zip(1..)
            .for_each(|(factor, number)| *factor = mix(seed.wrapping_add(number)) | 1);

        let [mut first, mut second, mut third] = [[u64::MAX; MINIMA]; 3];
        for &ngram in ngrams.as_slice() {
            let mixed = mix(u64::from(ngram) ^ seed);
            let minima = first.iter_mut().zip(&mut second).zip(&mut third);

            for (((first, second), third), factor) in minima.zip(&factors) {
                let value = mixed.wrapping_mul(*factor);
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

    /// The smallest, second and third values of each band, with the band's number.
    fn bands(&self) -> impl Iterator<Item = (u32, [&[u64]; 3])> {
        let [first, second, third] =
            [&self.first, &self.second, &self.third].map(|minima| minima.chunks_exact(ROWS));

        (0..)
            .zip(first.zip(second).zip(third))
            .map(|(band, ((one, two), three))| (band, [one, two, three]))
    }
}

/// Which value of a min-hash a place of the index is about.
#[derive(Clone, Copy)]
enum Value {
    Smallest,
    Second,
}

/// A place of the index: the values of a band's first two min-hashes. The third min-hash is tried
/// with all three of its values: these keys are neighbours in the index, where the second and the
/// third cost a third of the first.
#[derive(Clone, Copy)]
struct Place {
    one: Value,
    two: Value,
}

const PLACES: [Place; 4] = [
    Place::new(Value::Smallest, Value::Smallest),
    Place::new(Value::Second, Value::Smallest),
    Place::new(Value::Smallest, Value::Second),
    Place::new(Value::Second, Value::Second),
];

impl Place {
    const fn new(one: Value, two: Value) -> Self {
        Self { one, two }
    }

    /// The place's parts, from those of the smallest and of the second values.
    const fn choose(self, smallest: [u32; ROWS], second: [u32; ROWS]) -> [u32; ROWS] {
        let [a, b, c] = smallest;
        let [d, e, _] = second;

        [self.one.of(a, d), self.two.of(b, e), c]
    }

    /// The smaller, the likelier a copy is stored at the place. An n-gram that only the copy has
    /// comes before these values the more rarely the smaller they are. A copy lacks a given n-gram
    /// of this text as rarely as two and a half of the copy's own n-grams, out of as many as the
    /// text has, come before.
    fn odds_against(self, ngrams: &Ngrams, values: [&[u64]; 3]) -> u64 {
        let [smallest, second, _] = values;
        let lacking = (5_u64 << 31) / u64::try_from(ngrams.len()).unwrap_or(u64::MAX).max(1);

        let chosen = [self.one, self.two, Value::Smallest];
        chosen
            .into_iter()
            .zip(smallest.iter().zip(second))
            .map(|(value, (smallest, second))| match value {
                Value::Smallest => smallest >> 32,
                Value::Second => (second >> 32) + lacking,
            })
            .sum()
    }
}

impl Value {
    const fn of(self, smallest: u32, second: u32) -> u32 {
        match self {
            Self::Smallest => smallest,
            Self::Second => second,
        }
    }
}

fn parts(minima: &[u64], seed: u64) -> [u32; ROWS] {
    let mut parts = [0; ROWS];
    for (slot, minimum) in parts.iter_mut().zip(minima) {
        *slot = part_of(mix(*minimum ^ seed));
    }

    parts
}
