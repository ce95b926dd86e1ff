//! By which few numbers is a near copy of a text found among a million others?

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::skeleton::{COMPARABLE_SINCE, FINGERPRINT_VERSION, Skeleton};
use super::stream::weight_of;

mod bands;

pub use bands::{Agreement, is_sentence_key, kinships};
use bands::{Bands, sentence_key};

/// A text that stands in a longer one shares whole sentences with it, however little they are alike
/// as a whole. A sentence of fewer letters is one that anybody may write.
const SENTENCE: u32 = 40;
/// The same few of a long text whoever posts it: those with the smallest hashes.
const SENTENCES: usize = 8;

/// The secret of one site. Fingerprints of two sites never match, and none can be looked up in a
/// dictionary.
#[derive(Clone)]
pub struct Salt([u8; 32]);

impl Salt {
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(secret)")
    }
}

/// What is stored of a text so that its copies are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// [`FINGERPRINT_VERSION`] when it was made.
    pub version: i16,
    /// How much the author's own words say: see [`Skeleton::letters`].
    pub letters: i32,
    /// Equal for equal skeletons.
    pub exact_hash: i64,
    /// One key per band, in band order, then one per sentence that is long enough, eight at the
    /// most. None for a text too short to carry a signal, which would only make a crowded key.
    pub keys: Vec<i32>,
    /// Under which keys near copies are stored: most of these, and some of their neighbours.
    pub probes: Vec<i32>,
}

impl Fingerprint {
    /// Min-wise hashing (Broder, "On the resemblance and containment of documents", 1997) over the
    /// grams, banded. Pure: the same skeleton and salt give the same fingerprint on every machine.
    pub fn of(skeleton: &Skeleton, salt: &Salt) -> Self {
        let (keys, probes) = if skeleton.is_short() {
            Default::default()
        } else {
            keys(skeleton, salt)
        };
        Self {
            version: FINGERPRINT_VERSION,
            letters: i32::try_from(skeleton.letters()).unwrap_or(i32::MAX),
            exact_hash: i64::from_le_bytes(salt.digest("equality", skeleton.whole().as_bytes())),
            keys,
            probes,
        }
    }
}

impl Salt {
    /// The first eight bytes of HMAC-SHA-256 (RFC 2104) under the secret, apart for each purpose.
    fn digest(&self, purpose: &str, message: &[u8]) -> [u8; 8] {
        // RFC 2104 fills a key up with zeros to the block of the hash: 64 bytes.
        let mut block = [0; 64];
        block
            .iter_mut()
            .zip(self.0)
            .for_each(|(slot, byte)| *slot = byte);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message);
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = mac.finalize().into_bytes().into();
        [a, b, c, d, e, f, g, h]
    }
}

/// The keys and the probes.
fn keys(skeleton: &Skeleton, salt: &Salt) -> (Vec<i32>, Vec<i32>) {
    let seed = u64::from_le_bytes(salt.digest("bands", &COMPARABLE_SINCE.to_le_bytes()));
    let Bands {
        mut keys,
        mut probes,
    } = Bands::of(skeleton.grams(), seed);
    for sentence in sentences(skeleton, mix(seed)) {
        keys.push(sentence);
        probes.push(sentence);
    }
    (keys, probes)
}

fn sentences(skeleton: &Skeleton, seed: u64) -> impl Iterator<Item = i32> {
    let stream = skeleton.stream();
    let sentences = stream
        .sentences
        .iter()
        .filter_map(|range| stream.letters.get(range.clone()));
    let mut hashes: Vec<u64> = sentences
        .filter(|sentence| weight_of(sentence.iter()) >= SENTENCE)
        .map(|sentence| {
            sentence.iter().fold(seed, |hash, &letter| {
                mix(hash ^ u64::from(u32::from(letter)))
            })
        })
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.into_iter().take(SENTENCES).map(sentence_key)
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection whose every output bit hangs
/// on every input bit, so that xor with a secret and `mix` is a permutation of the grams.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests;
