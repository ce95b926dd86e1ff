//! Bank accounts by their IBAN (ISO 13616), with a right check number and the structure of their
//! country.

use iban::{BaseIban, Iban, IbanLike};

use super::found::Found;
use super::kind::ContactKind;
use super::pieces::{is_separator, skip_separators};
use super::tokens::{Shape, Tokens};

const SHORTEST: usize = 15;
const LONGEST: usize = 34;
/// How many beginnings of one text are tried. Each costs some microseconds.
const MOST_TRIED: usize = 256;

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let mut found = Vec::new();
    let mut tried = 0;
    let mut at = 0;

    while at < tokens.len() && tried < MOST_TRIED {
        let Some(country_end) = country_end(tokens, at) else {
            at += 1;
            continue;
        };

        tried += 1;
        let account = read(tokens, at, country_end, Words::BelongToIt)
            .or_else(|| read(tokens, at, country_end, Words::AreBetween));
        match account {
            Some((canonical, end)) => {
                found.push(Found {
                    kind: ContactKind::Iban,
                    canonical,
                    tokens: at..end,
                });
                at = end;
            }
            None => at += 1,
        }
    }

    found
}

/// Where two letters of a country end, also apart, with a digit behind.
fn country_end(tokens: &Tokens, at: usize) -> Option<usize> {
    let letters = |at: usize, count: usize| {
        tokens.shape(at) == Some(Shape::Word)
            && tokens.folded(at).count() == count
            && tokens.folded(at).all(|c| c.is_ascii_alphabetic())
    };
    if tokens.shape(at) != Some(Shape::Word) || tokens.is_in_run(at.checked_sub(1)) {
        return None;
    }

    let country_end = if letters(at, 2) {
        at + 1
    } else if is_iran(tokens, at) {
        at + 3
    } else {
        let second = skip_separators(tokens, at + 1);
        if !letters(at, 1) || !letters(second, 1) {
            return None;
        }
        second + 1
    };

    let first = skip_separators(tokens, country_end);
    let is_digit =
        tokens.shape(first) == Some(Shape::Number) || tokens.meaning(first).digit.is_some();
    is_digit.then_some(country_end)
}

/// The letters of the one country whose language spells them in another script.
fn is_iran(tokens: &Tokens, at: usize) -> bool {
    tokens.glyph_count(at..at + 1) == 2
        && tokens.is_space(at + 1)
        && tokens.glyph_count(at + 2..at + 3) == 2
        && (tokens.is_same_word(at, "آی") || tokens.is_same_word(at, "آي"))
        && tokens.is_same_word(at + 2, "آر")
}

/// Whether words between the pieces of an account are passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    BelongToIt,
    /// `first half DE89 3704 0044, then 0532 0130 00`.
    AreBetween,
}

/// The account that begins here, with its end.
fn read(
    tokens: &Tokens,
    start: usize,
    country_end: usize,
    words: Words,
) -> Option<(String, usize)> {
    let mut text = if is_iran(tokens, start) {
        "IR".to_owned()
    } else {
        let country = tokens.raw_text(start..country_end);
        country.chars().filter(char::is_ascii_alphabetic).collect()
    };
    // Words between digits are frequent, so the rest of the account must look like one.
    let is_written_small = text.contains(|c: char| c.is_ascii_lowercase());
    if words == Words::AreBetween && (is_written_small || tokens.is_in_url(start)) {
        return None;
    }
    text.make_ascii_uppercase();
    let mut at = country_end;
    let mut passed = 0;

    while text.len() <= LONGEST {
        if let Some(digit) = tokens.meaning(at).digit {
            text.push(digit);
        } else if tokens.shape(at) == Some(Shape::Number)
            || tokens.is_in_run(Some(at)) && words == Words::BelongToIt
        {
            text.extend(tokens.folded(at).map(|c| c.to_ascii_uppercase()));
        } else if words == Words::AreBetween
            && text.len() >= FEWEST_BEFORE_WORDS
            && tokens.is_letters_or_digits(at)
            && passed < MOST_PASSED
        {
            passed += 1;
        } else if !is_separator(tokens, at) {
            return None;
        }
        at += 1;

        let ends = !tokens.is_in_run(Some(at));
        if ends
            && (SHORTEST..=LONGEST).contains(&text.len())
            && let Some(canonical) = canonical(&text)
        {
            return Some((canonical, at));
        }
    }

    None
}

/// The fewest characters of an account before words, and the most words, or characters of a script
/// without spaces.
const FEWEST_BEFORE_WORDS: usize = 8;
const MOST_PASSED: usize = 8;

fn canonical(text: &str) -> Option<String> {
    let parse = |text: &str| {
        let registered = text
            .parse::<Iban>()
            .map(|iban| iban.electronic_str().to_owned());

        registered.ok().or_else(|| unregistered(text))
    };

    // Letters in place of digits, where the country has digits.
    parse(text).or_else(|| {
        let (country, rest) = text.split_at_checked(2)?;
        let rest = rest.replace('O', "0").replace(['I', 'L'], "1");

        parse(&format!("{country}{rest}"))
    })
}

/// Countries whose accounts have the form of an IBAN without being in its registry, with the length.
const UNREGISTERED: &[(&str, usize)] = &[
    ("AO", 25),
    ("BF", 28),
    ("BJ", 28),
    ("CF", 27),
    ("CG", 27),
    ("CI", 28),
    ("CM", 27),
    ("CV", 25),
    ("DZ", 26),
    ("GA", 27),
    ("GQ", 27),
    ("GW", 25),
    ("IR", 26),
    ("KM", 27),
    ("MA", 28),
    ("MG", 27),
    ("ML", 28),
    ("MZ", 25),
    ("NE", 28),
    ("SN", 28),
    ("TD", 27),
    ("TG", 28),
];

/// An account of such a country: right check digits, and digits behind at most two letters of a bank.
fn unregistered(text: &str) -> Option<String> {
    let country = text.get(..2)?;
    let is_known = UNREGISTERED
        .iter()
        .any(|&(known, length)| known == country && length == text.len());
    let has_digits = text
        .get(6..)
        .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
    if !is_known || !has_digits {
        return None;
    }

    let account = text.parse::<BaseIban>().ok()?;
    Some(account.electronic_str().to_owned())
}
