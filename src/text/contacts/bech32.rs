//! The checksum of Bech32 (BIP 173) and Bech32m (BIP 350).

const CHARACTERS: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS: [u32; 5] = [
    0x3B6A_57B2,
    0x2650_8E6D,
    0x1EA1_19FA,
    0x3D42_33DD,
    0x2A14_62B3,
];
const BECH32: u32 = 1;
const BECH32M: u32 = 0x2BC8_30A3;

/// Whether a lower-case address has this prefix and a right checksum.
pub(super) fn is_address(text: &str, prefix: &str) -> bool {
    let Some(data) = text
        .strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('1'))
    else {
        return false;
    };
    let values: Option<Vec<u32>> = data
        .chars()
        .map(|c| {
            CHARACTERS
                .find(c)
                .and_then(|value| u32::try_from(value).ok())
        })
        .collect();
    let Some(values) = values.filter(|values| values.len() > 6) else {
        return false;
    };

    let high = prefix.bytes().map(|byte| u32::from(byte >> 5));
    let low = prefix.bytes().map(|byte| u32::from(byte & 31));
    let sum = high.chain([0]).chain(low).chain(values).fold(1, polymod);

    matches!(sum, BECH32 | BECH32M)
}

fn polymod(sum: u32, value: u32) -> u32 {
    let top = sum >> 25;
    let shifted = (sum & 0x01FF_FFFF) << 5 ^ value;

    GENERATORS
        .iter()
        .zip(0..)
        .filter(|(_, bit)| top >> bit & 1 == 1)
        .fold(shifted, |sum, (generator, _)| sum ^ generator)
}
