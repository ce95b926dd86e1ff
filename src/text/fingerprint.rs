//! By which few numbers is a near copy of a text found among a million others?

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::grams::Grams;
use super::skeleton::{FINGERPRINT_VERSION, Skeleton};

/// Locality-sensitive hashing: `BANDS` keys, each over `ROWS` min-hashes. Two texts of Jaccard similarity J share a
/// key with probability 1 - (1 - J^3)^21: 0.94 at 0.5, 0.75 at 0.4, 0.16 at 0.2.
const BANDS: u64 = 21;
const ROWS: u64 = 3;

/// The secret of one site. Fingerprints of two sites never match, and none can be looked up in a dictionary.
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
    /// [`FINGERPRINT_VERSION`] when it was made; only fingerprints of one version are comparable.
    pub version: i16,
    /// Letters and digits of the author's own words.
    pub letters: i32,
    /// Equal for equal skeletons.
    pub exact_hash: i64,
    /// One key per band, in band order; none for a text too short to carry a signal, which would
    /// only make a crowded key.
    pub keys: Vec<i32>,
}

impl Fingerprint {
    /// Min-wise hashing (Broder, "On the resemblance and containment of documents", 1997) over the grams,
    /// banded. Pure: the same skeleton and salt give the same fingerprint on every machine.
    pub fn of(skeleton: &Skeleton, salt: &Salt) -> Self {
        Self {
            version: FINGERPRINT_VERSION,
            letters: i32::try_from(skeleton.letters()).unwrap_or(i32::MAX),
            exact_hash: i64::from_le_bytes(salt.digest("equality", skeleton.whole().as_bytes())),
            keys: if skeleton.is_short() { Vec::new() } else { keys(&Grams::of(skeleton), salt) },
        }
    }
}

impl Salt {
    /// The first eight bytes of HMAC-SHA-256 (RFC 2104) under the secret, apart for each purpose.
    fn digest(&self, purpose: &str, message: &[u8]) -> [u8; 8] {
        // RFC 2104 fills a key up with zeros to the block of the hash: 64 bytes.
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(slot, byte)| *slot = byte);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message);
        let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = mac.finalize().into_bytes().into();
        [a, b, c, d, e, f, g, h]
    }
}

fn keys(grams: &Grams, salt: &Salt) -> Vec<i32> {
    let seed = u64::from_le_bytes(salt.digest("bands", &FINGERPRINT_VERSION.to_le_bytes()));
    (0..BANDS)
        .map(|band| {
            let mut bytes = band.to_le_bytes().to_vec();
            for row in 0..ROWS {
                let permutation = mix(seed.wrapping_add(band * ROWS + row));
                let minimum = grams.as_slice().iter().map(|gram| mix(gram ^ permutation)).min();
                bytes.extend(minimum.unwrap_or(u64::MAX).to_le_bytes());
            }
            let [a, b, c, d, ..] = xxh3_64_with_seed(&bytes, seed).to_le_bytes();
            i32::from_le_bytes([a, b, c, d])
        })
        .collect()
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection whose every output bit hangs on every
/// input bit, so that xor with a secret and `mix` is a permutation of the grams.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}
