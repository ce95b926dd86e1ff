//! Links to groups and people whose marks or letters are spelt or broken up:
//! `tee dot me slash plus …`, `d i s c o r d . g g / …`, `t[.]me[/]joinchat[/]…`.

use super::found::Found;
use super::kind::ContactKind;
use super::pieces::end_of_singles;
use super::role::Role;
use super::tokens::{Shape, Tokens};

/// What leads to a code, and the host of the canonical form.
const LEADS: &[(&str, &str)] = &[
    ("t.me/+", "t.me"),
    ("t.me/joinchat/", "t.me"),
    ("telegram.me/+", "t.me"),
    ("telegram.me/joinchat/", "t.me"),
    ("discord.gg/", "discord.gg"),
    ("discord.com/invite/", "discord.gg"),
    ("discordapp.com/invite/", "discord.gg"),
    ("chat.whatsapp.com/invite/", "chat.whatsapp.com"),
    ("chat.whatsapp.com/", "chat.whatsapp.com"),
];
/// What leads to a person.
const TELEGRAM: &str = "t.me/";

/// How letters and parts of a host are spoken.
const NAMES: &[(&str, &[&str])] = &[
    (
        "t",
        &["tee", "te", "ти", "те", "تي", "تی", "टी", "티", "ティー"],
    ),
    ("me", &["mee", "ми", "مي", "می", "मी", "미", "ミー", "एमई"]),
    ("gg", &["джиджи", "жж", "جيجي", "جی‌جی", "जीजी", "지지"]),
    ("com", &["ком", "كوم", "کام", "कॉम", "닷컴", "컴"]),
];

const DOTS: &[char] = &['.', '。', '·', '•', '∙', '⋅', '‧', ',', '，', '،', '、'];
const SLASHES: &[char] = &['/', '\\', '⁄', '∕'];
const BRACKETS: &[char] = &[
    '(', ')', '[', ']', '{', '}', '<', '>', '【', '】', '「', '」', '«', '»', '*', '|', '"', '\'',
];
/// The most spaces and brackets in a row.
const MOST_SKIPPED: usize = 4;

/// The lengths of codes that nobody chose.
const LONG: std::ops::RangeInclusive<usize> = 10..=32;
const SHORT: std::ops::RangeInclusive<usize> = 6..=16;

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;

    while at < tokens.len() {
        let link = begins(tokens, at).then(|| read(tokens, at)).flatten();

        at = link.as_ref().map_or(at + 1, |found| found.tokens.end);
        found.extend(link);
    }

    found
}

fn begins(tokens: &Tokens, at: usize) -> bool {
    let first = tokens.folded(at).next();
    let is_begin = tokens.meaning(at).has(Role::Host) || matches!(first, Some('t' | 'd' | 'c'));
    let is_inside = at > 0
        && (tokens.is_in_run(Some(at - 1)) || tokens.is_mark(at - 1, &['_', '@', '/', '-', '.']));

    is_begin && !is_inside
}

fn read(tokens: &Tokens, start: usize) -> Option<Found> {
    let invitation = LEADS.iter().find_map(|(lead, host)| {
        let (code, end) = code(tokens, after(tokens, start, lead)?);
        let lengths = if *host == "discord.gg" { SHORT } else { LONG };

        (lengths.contains(&code.len()) && is_made_up(&code)).then(|| Found {
            kind: ContactKind::Invitation,
            canonical: format!("{host}/{code}"),
            tokens: start..end,
        })
    });

    invitation.or_else(|| {
        let (name, end) = code(tokens, after(tokens, start, TELEGRAM)?);
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.contains(|c: char| c == '_' || c.is_ascii_digit());

        (LONG.start() / 2..=*LONG.end())
            .contains(&name.len())
            .then_some(())
            .filter(|()| is_name)?;
        Some(Found {
            kind: ContactKind::Handle,
            canonical: name.to_lowercase(),
            tokens: start..end,
        })
    })
}

/// Digits among letters, or capitals inside.
fn is_made_up(code: &str) -> bool {
    let has_digit = code.contains(|c: char| c.is_ascii_digit());
    let has_letter = code.contains(|c: char| c.is_ascii_alphabetic());
    let has_capital = code
        .chars()
        .skip(1)
        .any(|letter| letter.is_ascii_uppercase());
    let has_small = code.contains(|c: char| c.is_ascii_lowercase());

    has_letter && (has_digit || has_capital && has_small)
}

/// The code at a position, with its end.
fn code(tokens: &Tokens, start: usize) -> (String, usize) {
    let at = (start..start + MOST_SKIPPED)
        .find(|&at| !is_skipped(tokens, at))
        .unwrap_or(start);
    if let Some(end) = end_of_singles(tokens, at, *SHORT.start()) {
        let code = tokens.raw_text(at..end);
        return (code.chars().filter(|c| *c != ' ').collect(), end);
    }

    let mut end = tokens.end_of_ascii(at, &['_', '-']);
    while end > at && tokens.is_mark(end - 1, &['_', '-']) {
        end -= 1;
    }
    (tokens.raw_text(at..end), end)
}

fn is_skipped(tokens: &Tokens, at: usize) -> bool {
    tokens.is_space(at) || tokens.is_mark(at, BRACKETS)
}

/// The position after a lead that begins here.
fn after(tokens: &Tokens, start: usize, lead: &str) -> Option<usize> {
    let mut rest = lead;
    let mut at = start;
    let mut skipped = 0;

    while !rest.is_empty() {
        if let Some(next) = step(tokens, at, rest) {
            rest = next;
            skipped = 0;
        } else if at > start && skipped < MOST_SKIPPED && is_skipped(tokens, at) {
            skipped += 1;
        } else {
            return None;
        }
        at += 1;
    }

    Some(at)
}

/// What is left of a lead behind the token at a position.
fn step<'a>(tokens: &Tokens, at: usize, rest: &'a str) -> Option<&'a str> {
    let meaning = tokens.meaning(at);
    let first = rest.chars().next()?;
    let is_sign = match first {
        '.' => tokens.is_mark(at, DOTS) || meaning.has(Role::Dot),
        '/' => tokens.is_mark(at, SLASHES) || meaning.has(Role::Slash),
        '+' => tokens.is_mark(at, &['+']) || meaning.has(Role::Plus),
        _ => false,
    };
    if is_sign {
        return rest.get(1..);
    }
    if !first.is_ascii_alphabetic() {
        return None;
    }

    match tokens.shape(at)? {
        Shape::Word | Shape::Number | Shape::Dense => {
            literal(tokens, at, rest).or_else(|| named(tokens, at, rest))
        }
        Shape::Mark => literal(tokens, at, rest),
        Shape::Space | Shape::Line => None,
    }
}

fn literal<'a>(tokens: &Tokens, at: usize, rest: &'a str) -> Option<&'a str> {
    let mut left = rest;
    for c in tokens.folded(at) {
        let wanted = left.chars().next()?;
        if !looks_like(c, wanted) {
            return None;
        }
        left = left.get(1..)?;
    }

    (left.len() < rest.len()).then_some(left)
}

fn named<'a>(tokens: &Tokens, at: usize, rest: &'a str) -> Option<&'a str> {
    NAMES.iter().find_map(|(letters, names)| {
        let left = rest.strip_prefix(letters)?;
        let is_name = names.iter().any(|name| tokens.is_same_word(at, name));

        is_name.then_some(left)
    })
}

/// Whether a character is a letter, or a digit or a mark that looks like it.
fn looks_like(c: char, letter: char) -> bool {
    c == letter
        || matches!(
            (c, letter),
            ('0', 'o')
                | ('1' | 'l' | '!' | '|', 'i')
                | ('1' | 'i' | '|', 'l')
                | ('3' | '€', 'e')
                | ('4' | '@', 'a')
                | ('5' | '$', 's')
                | ('7', 't')
        )
}
