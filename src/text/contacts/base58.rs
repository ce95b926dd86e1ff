//! Base58 (draft-msporny-base58) and its checksum, as in addresses of Bitcoin.

use sha2::{Digest, Sha256};

const BITCOIN: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RIPPLE: &str = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";

/// The order of the 58 characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    Bitcoin,
    Ripple,
}

impl Alphabet {
    const fn characters(self) -> &'static str {
        match self {
            Self::Bitcoin => BITCOIN,
            Self::Ripple => RIPPLE,
        }
    }
}

pub(super) fn is_base58(text: &str) -> bool {
    text.chars().all(|c| BITCOIN.contains(c))
}

/// The bytes of a text; `None` if a character is not in the alphabet. Quadratic in the length, so
/// only for short texts.
pub(super) fn decode(text: &str, alphabet: Alphabet) -> Option<Vec<u8>> {
    // Little-endian, so that a carry can be appended.
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    for c in text.chars() {
        let mut carry = alphabet.characters().find(c)?;
        for byte in &mut bytes {
            carry += usize::from(*byte) * 58;
            *byte = low_byte(carry);
            carry >>= 8;
        }
        if carry > 0 {
            bytes.push(low_byte(carry));
        }
    }

    let zero = alphabet.characters().chars().next();
    let zeros = text.chars().take_while(|&c| Some(c) == zero).count();
    bytes.extend(std::iter::repeat_n(0, zeros));
    bytes.reverse();

    Some(bytes)
}

fn low_byte(number: usize) -> u8 {
    u8::try_from(number & 0xFF).unwrap_or(u8::MAX)
}

/// The version of an address of 25 bytes: a version, a hash of twenty bytes, and the beginning of
/// the double SHA-256 of both. `None` if the checksum is wrong.
pub(super) fn checked_version(text: &str, alphabet: Alphabet) -> Option<u8> {
    let bytes = decode(text, alphabet).filter(|bytes| bytes.len() == 25)?;
    let (payload, checksum) = bytes.split_last_chunk::<4>()?;
    let hash = Sha256::digest(Sha256::digest(payload));

    hash.starts_with(checksum)
        .then(|| payload.first().copied())
        .flatten()
}
