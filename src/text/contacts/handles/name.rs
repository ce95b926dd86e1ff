//! How a name on a messenger is written: whole, spelt, or with words for its marks.

use crate::text::contacts::dots::bracketed;
use crate::text::contacts::role::Role;
use crate::text::contacts::tokens::{Shape, Tokens};

const SHORTEST: usize = 3;
const LONGEST: usize = 40;
/// The most parts of one name.
const MOST_PARTS: usize = 6;
/// The fewest characters of a name of which each stands alone.
const FEWEST_SPELT: usize = 5;
/// The fewest letters of such a name.
const FEWEST_LETTERS: usize = 2;
/// The fewest digits as words behind a name.
const FEWEST_SPOKEN: usize = 2;

/// Marks inside a handle.
const INSIDE: &[char] = &['_', '.', '-'];
/// Endings of addresses and files, which follow the word for a dot.
const ENDINGS: &[&str] = &[
    "com", "org", "net", "info", "io", "ru", "de", "ir", "cn", "jp", "kr", "in", "es", "js", "py",
    "json", "txt", "pdf", "apk", "exe", "html", "mp3", "mp4", "jpg", "png", "zip", "app", "me",
    "gg", "dev",
];

/// Products and versions, which have a number behind them.
const PRODUCTS: &[&str] = &[
    "android",
    "covid",
    "galaxy",
    "ios",
    "ipad",
    "iphone",
    "ipod",
    "pixel",
    "playstation",
    "version",
    "windows",
];

/// What in a name is written as a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
pub(super) enum Marks {
    Plain,
    /// One word that also has another meaning: "underscore" is a verb.
    Words,
    /// In brackets, several, or beside digits.
    Certain,
}

/// A name that may be a handle.
pub(super) struct Name {
    pub text: String,
    pub start: usize,
    pub end: usize,
    /// Each letter stands alone.
    pub is_spelt: bool,
    pub marks: Marks,
}

/// The name at a position, with an `@` before it or without.
pub(super) fn name(tokens: &Tokens, start: usize) -> Option<Name> {
    let has_at = tokens.is_mark(start, &['@']);
    let first = if has_at {
        tokens.skip_space(start + 1)
    } else {
        start
    };
    if let Some((text, end)) = spelt_name(tokens, first) {
        return Some(Name {
            text,
            start,
            end,
            is_spelt: true,
            marks: Marks::Plain,
        });
    }

    let (text, end, marks) = parts(tokens, first)?;
    if !has_at && is_product(&text) {
        return None;
    }
    ((SHORTEST..=LONGEST).contains(&text.len())).then_some(Name {
        text,
        start,
        end,
        is_spelt: false,
        marks,
    })
}

/// Whether a name without an `@` is a product with its number: `iphone15`.
fn is_product(text: &str) -> bool {
    PRODUCTS.contains(&text.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// A part of a name, in brackets or not, and its end.
fn part(tokens: &Tokens, at: usize) -> Option<(String, usize)> {
    let opens = tokens.is_mark(at, &['(', '[']);
    let first = if opens { at + 1 } else { at };
    let mut end = tokens.end_of_ascii(first, INSIDE);
    while end > first && tokens.is_mark(end - 1, &['.', '-']) {
        end -= 1;
    }

    // Names on Discord had four digits behind them.
    let has_tag = !opens
        && tokens.is_mark(end, &['#'])
        && tokens.folded(end + 1).count() == 4
        && tokens.shape(end + 1) == Some(Shape::Number);
    if has_tag {
        end += 2;
    }
    if end == first || opens && !tokens.is_mark(end, &[')', ']']) {
        return None;
    }

    Some((tokens.folded_text(first..end), end + usize::from(opens)))
}

/// The parts of a name with the marks between them.
fn parts(tokens: &Tokens, first: usize) -> Option<(String, usize, Marks)> {
    let opens = |at: usize| tokens.is_mark(at, &['(', '[']);
    let (mut text, mut end) = part(tokens, first)?;
    let mut marks = Marks::Plain;

    for _ in 1..MOST_PARTS {
        if opens(first) && opens(end) {
            let Some((more, after)) = part(tokens, end) else {
                break;
            };
            text.push_str(&more);
            end = after;
            marks = Marks::Certain;
            continue;
        }

        let Some((mark, at, is_certain)) = spelt_mark(tokens, end) else {
            break;
        };
        let Some((more, after)) = part(tokens, at) else {
            break;
        };
        if mark == '.' && ENDINGS.contains(&more.as_str()) {
            break;
        }
        let is_certain = is_certain
            || marks != Marks::Plain
            || more.contains(|c: char| c.is_ascii_digit())
            || text.contains(|c: char| c.is_ascii_digit());
        marks = if is_certain {
            Marks::Certain
        } else {
            Marks::Words
        };
        text.push(mark);
        text.push_str(&more);
        end = after;
    }

    if let Some((digits, after)) = spoken_digits(tokens, end) {
        text.push_str(&digits);
        return Some((text, after, Marks::Certain));
    }
    (!opens(first) || marks != Marks::Plain).then_some((text, end, marks))
}

/// A mark that a word stands for, the position after it, and whether the word means nothing else.
fn spelt_mark(tokens: &Tokens, start: usize) -> Option<(char, usize, bool)> {
    let mark_of = |at: usize| {
        let meaning = tokens.meaning(at);
        if meaning.has(Role::Underscore) {
            Some('_')
        } else if meaning.has(Role::Dot) {
            Some('.')
        } else if meaning.has(Role::Dash) {
            Some('-')
        } else {
            None
        }
    };

    let at = tokens.skip_space(start);
    if let Some(end) = bracketed(tokens, at, |position| mark_of(position).is_some()) {
        let mark = (at + 1..end).find_map(mark_of)?;
        return Some((mark, tokens.skip_space(end), true));
    }

    let is_parted = at > start || tokens.is_dense(at);
    let next = tokens.skip_space(at + 1);
    let (mark, end, is_phrase) = if tokens.meaning(at).has(Role::Low) {
        let is_underscore = tokens.meaning(next).has(Role::Underscore);
        ('_', is_underscore.then_some(next + 1)?, true)
    } else if mark_of(at)? == '-' && tokens.meaning(next).has(Role::Low) {
        ('_', next + 1, true)
    } else {
        (mark_of(at)?, at + 1, false)
    };

    let is_foreign = mark != '-' && tokens.folded(at).any(|c| !c.is_ascii());
    is_parted.then_some((mark, tokens.skip_space(end), is_phrase || is_foreign))
}

/// Digits as words behind a name: `kladmen семь семь`.
fn spoken_digits(tokens: &Tokens, start: usize) -> Option<(String, usize)> {
    let mut digits = String::new();
    let mut end = start;
    while tokens.is_space(end)
        && digits.len() < MOST_PARTS
        && let Some(digit) = tokens.meaning(end + 1).digit
    {
        digits.push(digit);
        end += 2;
    }

    (digits.len() >= FEWEST_SPOKEN).then_some((digits, end))
}

/// A name of which each character stands alone, `a n n _ 8 8` or `a-n-n-8-8`, and its end.
pub(super) fn spelt_name(tokens: &Tokens, first: usize) -> Option<(String, usize)> {
    let is_single = |at: usize| {
        tokens.glyph_count(at..at + 1) == 1
            && (tokens.end_of_ascii(at, INSIDE) > at)
            && !tokens.is_space(at)
    };
    if !is_single(first) || tokens.is_mark(first, INSIDE) {
        return None;
    }

    let has_hyphens = tokens.is_mark(first + 1, &['-']);
    let is_between = |at: usize| {
        if has_hyphens {
            tokens.is_mark(at, &['-'])
        } else {
            tokens.is_space(at)
        }
    };
    let mut text = tokens.folded_text(first..first + 1);
    let mut last = first;
    while text.len() < LONGEST && is_between(last + 1) && is_single(last + 2) {
        last += 2;
        text.extend(tokens.folded(last));
    }

    // A character with another one beside it is of the next word.
    let is_torn = tokens.end_of_ascii(last + 1, INSIDE) > last + 1;
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let is_spelt = text.len() >= FEWEST_SPELT && letters >= FEWEST_LETTERS;
    (is_spelt && !is_torn).then_some((text, last + 1))
}

/// Whether dots divide a name, and not an address or the name of a file.
pub(super) fn is_dotted(text: &str) -> bool {
    let labels: Vec<&str> = text.split('.').collect();
    let is_address = labels.last().is_some_and(|last| ENDINGS.contains(last));
    let has_word = labels.iter().any(|label| {
        label.len() >= SHORTEST && label.chars().all(|c| c.is_ascii_alphabetic() || c == '_')
    });

    labels.len() > 1 && has_word && !is_address && labels.iter().all(|label| !label.is_empty())
}
