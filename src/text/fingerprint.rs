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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::similarity::Similarity;

    const SALT: Salt = Salt::new([7; 32]);

    fn of(text: &str) -> Fingerprint {
        Fingerprint::of(&Skeleton::of(text), &SALT)
    }

    fn shared_keys(a: &Fingerprint, b: &Fingerprint) -> usize {
        a.keys.iter().filter(|key| b.keys.contains(key)).count()
    }

    /// Text number `seed` of `length` words: invented ones of six letters, in a fixed, scattered order.
    fn sentence(seed: u64, length: u64) -> Vec<String> {
        let letter = |byte: u8| char::from(b'a' + byte % 26);
        let word = |place| mix(seed * 1_000 + place).to_le_bytes().into_iter().take(6).map(letter).collect();
        (0..length).map(word).collect()
    }

    #[test]
    fn equal_texts_have_equal_fingerprints_and_different_ones_different_hashes() {
        let text = "The bees came back to our garden on Sunday";
        assert_eq!(of(text), of("the BEES came back,\nto our garden on sunday!"));
        assert_ne!(of(text).exact_hash, of("The bees came back to our garden on Monday").exact_hash);
    }

    #[test]
    fn another_link_makes_a_near_text_and_not_an_equal_one() {
        let (one, two) = (
            of("Read this before you plant anything https://a.example"),
            of("Read this before you plant anything https://b.example"),
        );
        assert_ne!(one.exact_hash, two.exact_hash);
        assert_eq!(one.keys, two.keys);
    }

    #[test]
    fn a_short_text_has_no_keys() {
        assert_eq!(of("Love this song!").keys, Vec::<i32>::new());
        assert_eq!(of("很好的歌").keys, Vec::<i32>::new());
        assert_eq!(of("蜜蜂今天回到了花园").keys.len(), 21);
        assert_eq!(of("The bees came back to our garden").keys.len(), 21);
    }

    #[test]
    fn nothing_matches_across_sites() {
        let skeleton = Skeleton::of("The bees came back to our garden on Sunday");
        let (one, two) = (Fingerprint::of(&skeleton, &SALT), Fingerprint::of(&skeleton, &Salt::new([8; 32])));
        assert_ne!(one.exact_hash, two.exact_hash);
        assert_eq!(shared_keys(&one, &two), 0);
    }

    #[test]
    fn the_values_of_this_version_do_not_drift() {
        let fingerprint = of("The bees came back to our garden on Sunday");
        assert_eq!((fingerprint.version, fingerprint.letters), (1, 34));
        assert_eq!(
            (fingerprint.exact_hash, fingerprint.keys[0]),
            (-4_097_440_915_492_429_653, 1_802_255_650)
        );
    }

    #[test]
    fn edited_copies_share_a_key_and_other_texts_hardly_ever() {
        let (mut copies, mut found, mut strangers) = (0, 0, 0);
        for seed in 0..200 {
            let original = sentence(seed, 25);
            let mut edited = original.clone();
            for place in 0..1 + usize::try_from(seed % 4).unwrap() {
                edited[place * 6] = "otherwise".to_owned();
            }
            let (original, edited) = (Skeleton::of(&original.join(" ")), Skeleton::of(&edited.join(" ")));
            let stranger = Skeleton::of(&sentence(seed + 10_000, 25).join(" "));
            let fingerprint = Fingerprint::of(&original, &SALT);
            if Similarity::between(&original, &edited).jaccard >= 0.5 {
                copies += 1;
                found += usize::from(shared_keys(&fingerprint, &Fingerprint::of(&edited, &SALT)) > 0);
            }
            strangers += usize::from(shared_keys(&fingerprint, &Fingerprint::of(&stranger, &SALT)) > 0);
        }
        assert!(copies >= 150, "{copies}");
        assert!(found * 100 >= copies * 97, "{found} of {copies}");
        assert!(strangers == 0, "{strangers}");
    }

    proptest! {
        #[test]
        fn fingerprints_are_deterministic_and_equal_skeletons_have_equal_hashes(a in "[ab ,]{0,6}", b in "[aAbB .]{0,6}") {
            prop_assert_eq!(of(&a), of(&a));
            prop_assert_eq!(Skeleton::of(&a) == Skeleton::of(&b), of(&a).exact_hash == of(&b).exact_hash);
        }
    }
}
