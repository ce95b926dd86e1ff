//! The few numbers by which a near copy of a text is found among a million others.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use self::mix::mix;
use super::letter_stream::weight_of;
use super::skeleton::{COMPARABLE_SINCE, FINGERPRINT_VERSION, Skeleton};

mod agreement;
mod bands;
mod key;
mod mix;

pub(crate) use agreement::{Agreement, lock_keys};
use bands::{Bands, Division};
pub(crate) use key::is_sentence_key;
use key::sentence_key;

/// The shortest sentence with a key, in letters; shorter ones are written by chance. A text that
/// occurs in a longer one shares complete sentences with it, however little the two are alike as a
/// whole.
const MIN_SENTENCE: u32 = 40;
/// The most sentences with a key: those with the smallest hashes, which are the same in every copy.
const MAX_SENTENCES: usize = 8;

/// The secret of one site. Fingerprints of two sites never match, and nobody can look them up in a
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

/// The stored numbers by which copies of a text are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// [`FINGERPRINT_VERSION`] when it was made.
    pub version: i16,
    /// The length of the author's own words: see [`Skeleton::letters`].
    pub letters: i32,
    /// Equal for equal skeletons.
    pub exact_hash: i64,
    /// One key per band, in band order, then one per sentence that is long enough, at most eight.
    /// Empty for a short text, whose keys too many texts would share.
    pub keys: Vec<i32>,
    /// The keys under which near copies are searched: most of `keys`, and some close to them.
    pub probes: Vec<i32>,
}

impl Fingerprint {
    /// Min-wise hashing over the n-grams (Broder, "On the resemblance and containment of
    /// documents", 1997), in bands (locality-sensitive hashing; Indyk and Motwani 1998). Pure: the
    /// same skeleton and salt give the same fingerprint on every machine.
    pub fn of(skeleton: &Skeleton, salt: &Salt) -> Self {
        let Bands { keys, probes } = if skeleton.is_short() {
            Bands::default()
        } else {
            keys_and_probes(skeleton, salt)
        };
        let exact_hash = salt.digest("equality", skeleton.equality_form().as_bytes());

        Self {
            version: FINGERPRINT_VERSION,
            letters: i32::try_from(skeleton.letters()).unwrap_or(i32::MAX),
            exact_hash: i64::from_le_bytes(exact_hash),
            keys,
            probes,
        }
    }
}

impl Salt {
    /// The first eight bytes of HMAC-SHA-256 (RFC 2104) under the secret. Digests for different
    /// purposes are independent.
    fn digest(&self, purpose: &str, message: &[u8]) -> [u8; 8] {
        // RFC 2104 pads a key with zeros to the block size of the hash: 64 bytes.
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

fn keys_and_probes(skeleton: &Skeleton, salt: &Salt) -> Bands {
    let seed = u64::from_le_bytes(salt.digest("bands", &COMPARABLE_SINCE.to_le_bytes()));

    let sentences: Vec<i32> = sentence_keys(skeleton, mix(seed)).collect();
    let division = if sentences.len() > 1 {
        Division::Sentences
    } else {
        Division::OnePiece
    };

    let mut bands = Bands::of(skeleton.ngrams(), division, seed);
    for sentence in sentences {
        bands.keys.push(sentence);
        bands.probes.push(sentence);
    }

    bands
}

fn sentence_keys(skeleton: &Skeleton, seed: u64) -> impl Iterator<Item = i32> {
    let stream = skeleton.stream();
    let sentences = stream
        .sentences
        .iter()
        .filter_map(|range| stream.letters.get(range.clone()));

    let mut hashes: Vec<u64> = sentences
        .filter(|sentence| weight_of(sentence.iter()) >= MIN_SENTENCE)
        .map(|sentence| {
            sentence.iter().fold(seed, |hash, &letter| {
                mix(hash ^ u64::from(u32::from(letter)))
            })
        })
        .collect();
    hashes.sort_unstable();
    hashes.dedup();

    hashes.into_iter().take(MAX_SENTENCES).map(sentence_key)
}

#[cfg(test)]
mod tests;
