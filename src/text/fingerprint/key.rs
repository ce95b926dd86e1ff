//! The layout of a key: the number of its band above three parts of min-hashes, in 32 bits.

/// The min-hashes in one key.
pub(super) const ROWS: usize = 3;

/// The bits that a key keeps of each min-hash. Two texts that share a key agree in all three
/// min-hashes, except for one chance in 2^27, and a key can be taken apart again.
const PART_BITS: u32 = 9;
const PART_MASK: u32 = (1 << PART_BITS) - 1;
/// The lowest bit of the band's number.
const BAND_SHIFT: u32 = 27;
/// The number in the keys of sentences, above those of all bands.
const SENTENCE_BAND: u32 = 31;

/// The key of a band with those parts.
pub(super) fn band_key(band: u32, parts: [u32; ROWS]) -> i32 {
    let [first, second, third] = parts;
    (band << BAND_SHIFT | first << (2 * PART_BITS) | second << PART_BITS | third).cast_signed()
}

/// The key of a sentence with that hash.
pub(super) fn sentence_key(hash: u64) -> i32 {
    (SENTENCE_BAND << BAND_SHIFT | low_bits(hash) >> (32 - BAND_SHIFT)).cast_signed()
}

/// Whether a key is that of a sentence, and not of a band.
pub(crate) const fn is_sentence_key(key: i32) -> bool {
    band_of(key) == SENTENCE_BAND
}

pub(super) const fn band_of(key: i32) -> u32 {
    key.cast_unsigned() >> BAND_SHIFT
}

/// The part of a min-hash that a key keeps.
pub(super) fn part_of(hash: u64) -> u32 {
    low_bits(hash) & PART_MASK
}

/// The parts of a band's key.
pub(super) fn parts_of(key: i32) -> [u32; ROWS] {
    [2, 1, 0].map(|part| key.cast_unsigned() >> (part * PART_BITS) & PART_MASK)
}

/// Appends a part to a number.
pub(super) const fn append_part(number: u32, part: u32) -> u32 {
    number << PART_BITS | part
}

fn low_bits(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or_default()
}
