//! Bank accounts by their IBAN (ISO 13616), with a right check number and the structure of their
//! country.

use iban::{BaseIban, Iban, IbanLike};

use super::found::Found;
use super::kind::ContactKind;
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
        if !begins_account(tokens, at) {
            at += 1;
            continue;
        }

        tried += 1;
        match read(tokens, at) {
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

/// Marks that may stand between the groups of an account.
const SEPARATORS: &[char] = &['-', '–', '—', '.', '_', '·', '/', '*', '|'];
/// The most spaces and marks between two groups.
const MOST_BETWEEN: usize = 3;

/// Two letters of a country, also apart, then a digit.
fn begins_account(tokens: &Tokens, at: usize) -> bool {
    let letters = |at: usize, count: usize| {
        tokens.shape(at) == Some(Shape::Word)
            && tokens.folded(at).count() == count
            && tokens.folded(at).all(|c| c.is_ascii_alphabetic())
    };
    let is_begin = !tokens.is_in_run(at.checked_sub(1));

    let country_end = if letters(at, 2) {
        Some(at + 1)
    } else {
        let second = skip_separators(tokens, at + 1);
        (letters(at, 1) && letters(second, 1)).then_some(second + 1)
    };
    is_begin
        && country_end
            .is_some_and(|end| tokens.shape(skip_separators(tokens, end)) == Some(Shape::Number))
}

fn skip_separators(tokens: &Tokens, start: usize) -> usize {
    (start..start + MOST_BETWEEN)
        .find(|&at| !is_separator(tokens, at))
        .unwrap_or(start + MOST_BETWEEN)
}

fn is_separator(tokens: &Tokens, at: usize) -> bool {
    tokens.is_space(at) || tokens.is_mark(at, SEPARATORS)
}

/// The account that begins here, with its end.
fn read(tokens: &Tokens, start: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = start;

    while text.len() <= LONGEST {
        if tokens.is_in_run(Some(at)) {
            text.extend(tokens.folded(at).map(|c| c.to_ascii_uppercase()));
            at += 1;
        } else if is_separator(tokens, at) {
            at += 1;
            continue;
        } else {
            return None;
        }

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
