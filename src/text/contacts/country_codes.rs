//! Country codes of telephone numbers (ITU-T E.164, list of assigned codes of 2023) with the usual
//! lengths of the numbers behind them.

/// The assigned codes of one and two digits. A code of three digits begins with other pairs.
const SHORT: &[&str] = &[
    "1", "7", "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45",
    "46", "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
    "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// The first two digits of the codes of three digits.
const LONG: &[&str] = &[
    "21", "22", "23", "24", "25", "26", "29", "35", "37", "38", "42", "50", "59", "67", "68", "69",
    "80", "85", "87", "88", "96", "97", "99",
];

/// Codes whose mobile numbers all have one length.
const LENGTHS: &[(&str, usize)] = &[
    ("1", 10),
    ("7", 10),
    ("20", 10),
    ("33", 9),
    ("34", 9),
    ("44", 10),
    ("48", 9),
    ("52", 10),
    ("86", 11),
    ("90", 10),
    ("91", 10),
    ("92", 10),
    ("98", 10),
    ("380", 9),
    ("966", 9),
    ("971", 9),
];

/// The number behind the country code of digits that begin with one; `None` if no country has it,
/// or numbers of that length.
pub(super) fn national_part(digits: &str) -> Option<&str> {
    let code = code_length(digits)?;
    let (code, national) = digits.split_at_checked(code)?;
    let national = national.strip_prefix('0').unwrap_or(national);

    // All numbers of North America and of Russia have ten digits. Elsewhere lengths vary.
    let fits = match code {
        "1" | "7" => national.len() == 10,
        _ => (6..=12).contains(&national.len()) && digits.len() >= 8,
    };

    fits.then_some(national)
}

/// The same for digits that need not begin with a country code: only codes whose mobile numbers all
/// have one length are recognised.
pub(super) fn unmarked_national_part(digits: &str) -> Option<&str> {
    LENGTHS.iter().find_map(|(code, length)| {
        digits
            .strip_prefix(code)
            .filter(|national| national.len() == *length)
    })
}

fn code_length(digits: &str) -> Option<usize> {
    let begins = |codes: &[&str]| codes.iter().any(|code| digits.starts_with(code));

    if begins(LONG) {
        Some(3)
    } else {
        SHORT
            .iter()
            .find(|code| digits.starts_with(**code))
            .map(|code| code.len())
    }
}
