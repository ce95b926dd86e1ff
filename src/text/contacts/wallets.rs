//! Addresses of cryptocurrencies, with right checksums where the currency has one. Spaces or dashes
//! inside do not matter.

use std::ops::Range;

use super::base58::{Alphabet, checked_version, decode, is_base58};
use super::bech32;
use super::found::Found;
use super::kind::ContactKind;
use super::pieces::skip_separators;
use super::tokens::Tokens;
use crate::text::folding::fold;

/// Version bytes of addresses: Bitcoin, Dogecoin, Litecoin, Tron, Dash.
const VERSIONS: [u8; 8] = [0, 5, 0x1E, 0x16, 0x30, 0x32, 0x41, 0x4C];
const BECH32_PREFIXES: [&str; 5] = ["bc", "ltc", "addr", "cosmos", "bnb"];

const SHORTEST: usize = 26;
const LONGEST: usize = 110;
/// How many broken addresses of one text are put together. Each costs some microseconds.
const MOST_JOINED: usize = 64;
/// How many tokens before an address may name it.
const REACH: usize = 8;
/// The most pieces of a broken address.
const MOST_PIECES: usize = 112;
/// The fewest characters of an address that has words inside, before them and behind.
const SHORTEST_HALF: usize = 5;
/// The most tokens in which the rest of such an address is looked for.
const MOST_BETWEEN_HALVES: usize = 40;
/// So many short pieces are an address of which each character stands alone.
const FEWEST_SPELT: usize = 20;

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let mut found = Vec::new();
    let mut joined = 0;
    let mut at = 0;

    while at < tokens.len() {
        if let Some((canonical, end)) = spoken_hex(tokens, at) {
            found.push(Found {
                kind: ContactKind::Wallet,
                canonical,
                tokens: at..end,
            });
            at = end;
            continue;
        }

        let end = tokens.end_of_ascii(at, &[]);
        if end == at {
            at += 1;
            continue;
        }

        if !may_begin(tokens, at..end) {
            at = end;
            continue;
        }

        let run = tokens.raw_text(at..end);
        let mut wallet = (run.len() >= SHORTEST)
            .then(|| checked(&run).or_else(|| unchecked(tokens, at, &run)))
            .flatten()
            .map(|canonical| (canonical, end));
        if wallet.is_none()
            && joined < MOST_JOINED
            && (may_begin_wallet(&run) || run.len() < 3 && is_spelt(tokens, end))
        {
            joined += 1;
            wallet = join(tokens, at, end);
        }

        at = match wallet {
            Some((canonical, end)) => {
                found.push(Found {
                    kind: ContactKind::Wallet,
                    canonical,
                    tokens: at..end,
                });
                end
            }
            None => end,
        };
    }

    found
}

/// Whether a run is long enough or begins like an address, before it is copied.
fn may_begin(tokens: &Tokens, run: Range<usize>) -> bool {
    let first = tokens.raw(run.start).next();
    let is_long = tokens.glyph_count(run) >= SHORTEST;

    is_long || first.is_some_and(|first| "013TLD48rbl".contains(first))
}

/// Whether a short run may be the first piece of an address.
fn may_begin_wallet(run: &str) -> bool {
    let is_prefix = run.starts_with("0x") || run.starts_with("bc1") || run.starts_with("ltc1");
    let is_base58 = run.len() >= 3
        && run.starts_with(['1', '3', 'T', 'L', 'D', '4', '8', 'r'])
        && is_base58(run);

    run.len() < SHORTEST + 20 && (is_prefix || is_base58)
}

/// Whether each character stands alone from here on.
fn is_spelt(tokens: &Tokens, first_end: usize) -> bool {
    let mut end = first_end;
    for _ in 0..FEWEST_SPELT {
        let at = skip_separators(tokens, end);
        end = tokens.end_of_ascii(at, &[]);
        if end == at || tokens.glyph_count(at..end) > 2 {
            return false;
        }
    }

    true
}

/// The address that a run and those after it make together, with its end.
fn join(tokens: &Tokens, start: usize, first_end: usize) -> Option<(String, usize)> {
    let text = tokens.raw_text(start..first_end);

    join_pieces(tokens, text, first_end)
        .or_else(|| join_halves(tokens, tokens.raw_text(start..first_end), first_end))
}

/// Pieces with nothing but marks and spaces between them.
fn join_pieces(tokens: &Tokens, mut text: String, first_end: usize) -> Option<(String, usize)> {
    let mut end = first_end;

    for _ in 1..MOST_PIECES {
        let at = skip_separators(tokens, end);
        let piece_end = tokens.end_of_ascii(at, &[]);
        if at == end || piece_end == at {
            return None;
        }

        text.push_str(&tokens.raw_text(at..piece_end));
        end = piece_end;
        if text.len() > LONGEST {
            return None;
        }
        if let Some(canonical) = checked(&text) {
            return Some((canonical, end));
        }
    }

    None
}

/// Long pieces with words between them: `first half 37Kcry…, second half uiz5rn…`.
fn join_halves(tokens: &Tokens, mut text: String, first_end: usize) -> Option<(String, usize)> {
    if text.len() < SHORTEST_HALF {
        return None;
    }
    let is_hex = text.starts_with("0x");
    let mut at = first_end;

    while at < first_end + MOST_BETWEEN_HALVES {
        let end = tokens.end_of_ascii(at, &[]);
        if end == at {
            at += 1;
            continue;
        }

        let piece = tokens.raw_text(at..end);
        at = end;
        let belongs = piece.len() >= SHORTEST_HALF
            && if is_hex {
                piece.chars().all(|c| c.is_ascii_hexdigit())
            } else {
                looks_like_code(&piece)
            };
        if !belongs {
            continue;
        }

        text.push_str(&piece);
        if text.len() > LONGEST {
            return None;
        }
        if let Some(canonical) = checked(&text) {
            return Some((canonical, end));
        }
    }

    None
}

/// Letters with digits among them, or with capitals inside.
fn looks_like_code(piece: &str) -> bool {
    piece.contains(|c: char| c.is_ascii_digit())
        || piece.chars().skip(1).any(|c| c.is_ascii_uppercase())
            && piece.contains(|c: char| c.is_ascii_lowercase())
}

/// How the letter of `0x` is spoken.
const SPOKEN_X: &[&str] = &[
    "x",
    "ex",
    "equis",
    "икс",
    "إكس",
    "اكس",
    "اکس",
    "ایکس",
    "एक्स",
    "エックス",
    "엑스",
];
/// The most tokens of one of these.
const MOST_OF_X: usize = 4;

/// The address behind a spoken `0x`, as in "zero ex 1670c7a8…", with its end.
fn spoken_hex(tokens: &Tokens, start: usize) -> Option<(String, usize)> {
    let is_zero = tokens.meaning(start).digit == Some('0')
        || tokens.glyph_count(start..start + 1) == 1 && tokens.is_word(start, "0");
    if !is_zero {
        return None;
    }

    let x = tokens.skip_space(start + 1);
    let x_end = (x + 1..=x + MOST_OF_X).find(|&end| {
        let written = tokens.folded_text(x..end);
        SPOKEN_X.iter().any(|spoken| {
            let folded = fold(spoken).into_iter().map(|folded| folded.character);
            folded.eq(written.chars())
        })
    })?;

    let first = skip_separators(tokens, x_end);
    let end = tokens.end_of_ascii(first, &[]);
    let text = format!("0x{}", tokens.raw_text(first..end));
    if let Some(canonical) = checked(&text) {
        return Some((canonical, end));
    }
    (end > first)
        .then(|| join_pieces(tokens, text, end))
        .flatten()
}

/// The canonical form of an address that has a checksum or a prefix.
fn checked(text: &str) -> Option<String> {
    if !(SHORTEST..=LONGEST).contains(&text.len()) || !text.is_ascii() {
        return None;
    }

    let lower = text.to_ascii_lowercase();
    if is_ethereum(&lower) {
        return Some(lower);
    }
    let is_one_case = lower == text || text.to_ascii_uppercase() == text;
    if is_one_case
        && BECH32_PREFIXES
            .iter()
            .any(|prefix| bech32::is_address(&lower, prefix))
    {
        return Some(lower);
    }

    is_checked(text).then(|| text.to_owned())
}

/// The canonical form of an unbroken address that is known by its length. That of Solana may be any
/// long identifier, so a word before it has to name it.
fn unchecked(tokens: &Tokens, start: usize, text: &str) -> Option<String> {
    let is_named = || {
        (start.saturating_sub(REACH)..start).any(|position| {
            [
                "sol",
                "solana",
                "phantom",
                "wallet",
                "usdt",
                "usdc",
                "кошелек",
            ]
            .iter()
            .any(|word| tokens.is_same_word(position, word))
        })
    };

    (is_monero(text) || is_solana(text) && is_named()).then(|| text.to_owned())
}

fn is_ethereum(lower: &str) -> bool {
    let digits = lower.strip_prefix("0x");

    digits.is_some_and(|digits| {
        digits.len() == 40
            && digits.chars().all(|c| c.is_ascii_hexdigit())
            && digits.contains(|c| c != '0')
    })
}

fn is_checked(text: &str) -> bool {
    let version = || checked_version(text, Alphabet::Bitcoin);
    let is_ripple = || text.starts_with('r') && checked_version(text, Alphabet::Ripple) == Some(0);

    text.len() <= 36
        && (version().is_some_and(|version| VERSIONS.contains(&version)) || is_ripple())
}

/// Known by length alone: the checksum is one of Keccak.
fn is_monero(text: &str) -> bool {
    matches!(text.len(), 95 | 106)
        && text.starts_with(['4', '8'])
        && is_base58(text)
        && is_mixed(text)
}

/// Thirty-two bytes without a checksum.
fn is_solana(text: &str) -> bool {
    matches!(text.len(), 43 | 44)
        && is_mixed(text)
        && decode(text, Alphabet::Bitcoin).is_some_and(|bytes| bytes.len() == 32)
}

fn is_mixed(text: &str) -> bool {
    let has = |is_wanted: fn(&char) -> bool| text.chars().filter(is_wanted).count() >= 4;

    has(char::is_ascii_digit) && has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase)
}
