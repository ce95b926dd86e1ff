//! Bank accounts by their IBAN (ISO 13616), with a right check number and the structure of their
//! country.

use iban::{Iban, IbanLike};

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

/// Two letters of a country, then a digit.
fn begins_account(tokens: &Tokens, at: usize) -> bool {
    let is_country = tokens.shape(at) == Some(Shape::Word)
        && tokens.folded(at).count() == 2
        && tokens.folded(at).all(|c| c.is_ascii_alphabetic());
    let is_begin = !tokens.is_in_run(at.checked_sub(1));

    is_country && is_begin && tokens.shape(tokens.skip_space(at + 1)) == Some(Shape::Number)
}

/// The account that begins here, with its end.
fn read(tokens: &Tokens, start: usize) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut at = start;

    while text.len() <= LONGEST {
        if tokens.is_in_run(Some(at)) {
            text.extend(tokens.folded(at).map(|c| c.to_ascii_uppercase()));
            at += 1;
        } else if tokens.is_space(at) || tokens.is_mark(at, &['-', '.', '_', '·', '/']) {
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
        text.parse::<Iban>()
            .ok()
            .map(|iban| iban.electronic_str().to_owned())
    };

    // Letters in place of digits, where the country has digits.
    parse(text).or_else(|| {
        let (country, rest) = text.split_at_checked(2)?;
        let rest = rest.replace('O', "0").replace(['I', 'L'], "1");

        parse(&format!("{country}{rest}"))
    })
}
