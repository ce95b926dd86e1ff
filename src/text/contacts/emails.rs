//! Email addresses, also with the `@` and the dots in disguise.

use std::ops::Range;

use super::dots::{Dot, bracketed, dot};
use super::lexicon::Role;
use super::number_signs::WordRoles;
use super::tokens::{Shape, Tokens};
use super::{ContactKind, Found};

/// Providers of mailboxes, by the label before their top-level domain. Behind ` at `, only these are
/// taken for a domain, unless a word nearby says that a mailbox follows.
const PROVIDERS: &[&str] = &[
    "gmail",
    "googlemail",
    "yahoo",
    "ymail",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "icloud",
    "me",
    "proton",
    "protonmail",
    "pm",
    "tutanota",
    "tuta",
    "gmx",
    "web",
    "aol",
    "mail",
    "yandex",
    "ya",
    "rambler",
    "bk",
    "list",
    "inbox",
    "qq",
    "163",
    "126",
    "sina",
    "foxmail",
    "naver",
    "daum",
    "hanmail",
    "nate",
    "zoho",
    "fastmail",
    "freenet",
    "rediffmail",
    "libero",
    "orange",
    "wanadoo",
    "yopmail",
];

/// Words that stand before "at" without being a mailbox.
const NO_MAILBOXES: &[&str] = &[
    "me",
    "us",
    "you",
    "him",
    "her",
    "them",
    "it",
    "look",
    "looking",
    "meet",
    "find",
    "am",
    "is",
    "are",
    "was",
    "be",
    "here",
    "now",
    "see",
    "out",
    "only",
    "buy",
    "live",
    "join",
    "contact",
    "reach",
    "email",
    "mail",
    "available",
    "work",
    "works",
    "arrived",
    "starts",
    "and",
    "or",
    "that",
    "this",
];

/// Endings of files, which follow an `@` in the names of pictures.
const FILES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "js", "css", "json", "mp", "zip",
];

const LONGEST_LABELS: usize = 5;
const LONGEST_LOCAL: usize = 12;

/// How an `@` is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// Between letters.
    Plain,
    /// In brackets or between marks.
    Disguised,
    /// As a word or with spaces, which may mean a place.
    Loose,
}

struct Sign {
    how: At,
    tokens: Range<usize>,
}

struct Domain {
    labels: Vec<String>,
    end: usize,
    /// All its dots are disguised.
    is_disguised: bool,
}

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut roles = None;
    let mut at = 0;

    while at < tokens.len() {
        let Some(sign) = sign(tokens, at) else {
            at += 1;
            continue;
        };
        at = sign.tokens.end.max(at + 1);

        let roles = roles.get_or_insert_with(|| WordRoles::of(tokens));
        let Some(email) = read(tokens, &sign, roles) else {
            continue;
        };
        let overlaps = found
            .last()
            .is_some_and(|last| last.tokens.end > email.tokens.start);
        if !overlaps {
            at = email.tokens.end;
            found.push(email);
        }
    }

    found
}

fn sign(tokens: &Tokens, at: usize) -> Option<Sign> {
    if tokens.is_in_url(at) {
        return None;
    }
    if tokens.is_mark(at, &['@']) {
        let (start, end) = (tokens.skip_space_back(at), tokens.skip_space(at + 1));
        let is_plain = end - start == 1;
        // Emphasis ends before the `@`.
        let start = (0..start)
            .rev()
            .take_while(|&before| tokens.is_mark(before, &['*']))
            .last()
            .unwrap_or(start);
        let how = if is_plain { At::Plain } else { At::Loose };

        return Some(Sign {
            how,
            tokens: start..end,
        });
    }
    if let Some(end) = bracketed(tokens, at, |position| is_at(tokens, position)) {
        return Some(Sign {
            how: At::Disguised,
            tokens: tokens.skip_space_back(at)..tokens.skip_space(end),
        });
    }
    if !tokens.meaning(at).has(Role::At) {
        return None;
    }

    let marks = (tokens.mark_before(at), tokens.mark(at + 1));
    if let (Some(one), Some(other)) = marks
        && one == other
        && matches!(one, '_' | '-' | '.' | '*' | '~')
    {
        return Some(Sign {
            how: At::Disguised,
            tokens: at - 1..at + 2,
        });
    }

    let (start, end) = (tokens.skip_space_back(at), tokens.skip_space(at + 1));
    let is_parted = start < at && end > at + 1 || tokens.is_dense(at);
    is_parted.then_some(Sign {
        how: At::Loose,
        tokens: start..end,
    })
}

fn is_at(tokens: &Tokens, position: usize) -> bool {
    tokens.is_mark(position, &['@'])
        || tokens.meaning(position).has(Role::At)
        || tokens.is_word(position, "a")
}

fn read(tokens: &Tokens, sign: &Sign, roles: &WordRoles) -> Option<Found> {
    let start = local_start(tokens, sign)?;
    let domain = domain(tokens, sign)?;
    let local = local_name(tokens, start..sign.tokens.start);

    let provider = domain
        .labels
        .iter()
        .any(|label| PROVIDERS.contains(&label.as_str()));
    let is_expected = match sign.how {
        At::Plain | At::Disguised => true,
        At::Loose => {
            let is_announced = roles.has_before(tokens, start, Role::Mail);
            let is_name = !NO_MAILBOXES.contains(&local.as_str());
            is_name
                && (provider
                    || is_announced
                        && (domain.is_disguised || tokens.is_mark(sign.tokens.start + 1, &['@'])))
        }
    };
    let is_file = domain
        .labels
        .last()
        .is_some_and(|last| FILES.contains(&last.as_str()));
    if !is_expected || is_file || local == "git" {
        return None;
    }

    Some(Found {
        kind: ContactKind::Email,
        canonical: canonical(&local, &domain.labels),
        tokens: start..domain.end,
    })
}

/// Where the name before an `@` begins.
fn local_start(tokens: &Tokens, sign: &Sign) -> Option<usize> {
    let end = sign.tokens.start;
    let mut start = end;

    while end - start < LONGEST_LOCAL {
        let before = start.checked_sub(1);
        if before.is_some_and(|before| {
            tokens.is_letters_or_digits(before) && !is_loose_break(tokens, sign, start, before)
        }) {
            start -= 1;
        } else if start < end
            && let Some(before) = name_mark_before(tokens, start)
        {
            start = before;
        } else {
            break;
        }
    }

    // A second `@` makes it a name on another network; a slash, a part of a URL.
    let is_other = start > 0 && tokens.is_mark(start - 1, &['@', '/']);
    (start < end && !is_other).then_some(start)
}

/// In a script without spaces, a name in Latin letters ends where the sentence around it begins.
fn is_loose_break(tokens: &Tokens, sign: &Sign, start: usize, before: usize) -> bool {
    let has_started = start < sign.tokens.start;
    tokens.is_dense(before)
        && (!has_started || !tokens.is_dense(start))
        && (has_started || sign.how != At::Plain)
        || has_started && !tokens.is_dense(before) && tokens.is_dense(start)
}

/// The start of a mark inside a name that ends at a position: `.`, `_`, or the word for one.
fn name_mark_before(tokens: &Tokens, start: usize) -> Option<usize> {
    let mark = start.checked_sub(1)?;
    let is_inside = |position: usize| position > 0 && tokens.is_letters_or_digits(position - 1);

    if tokens.is_mark(mark, &['.', '_', '-', '+', '%']) {
        return is_inside(mark).then_some(mark);
    }

    let word = start.checked_sub(2)?;
    let meaning = tokens.meaning(word);
    let is_word = tokens.is_space(mark) && (meaning.has(Role::Dot) || meaning.has(Role::Dash));
    let before = word.checked_sub(1)?;
    if is_word && tokens.is_space(before) && is_inside(before) {
        return Some(before);
    }

    // A bracketed dot: walk back from the closing bracket.
    let open = start.checked_sub(3)?;
    let is_bracketed = bracketed(tokens, open, |position| {
        tokens.is_mark(position, &['.']) || tokens.meaning(position).has(Role::Dot)
    });
    (is_bracketed == Some(start) && is_inside(open)).then_some(open)
}

/// The name with its marks, where words stand for some.
fn local_name(tokens: &Tokens, range: Range<usize>) -> String {
    let last = range.end;
    let mut name = String::new();
    for position in range {
        let meaning = tokens.meaning(position);
        let is_between = !name.is_empty() && position + 1 < last;
        match tokens.shape(position) {
            Some(Shape::Word) if is_between && meaning.has(Role::Dot) => name.push('.'),
            Some(Shape::Word) if is_between && meaning.has(Role::Dash) => name.push('-'),
            Some(Shape::Word | Shape::Number | Shape::Dense) => {
                name.extend(tokens.folded(position))
            }
            Some(Shape::Mark) if tokens.is_mark(position, &['.', '_', '-', '+', '%']) => {
                name.extend(tokens.folded(position))
            }
            _ => {}
        }
    }

    name
}

fn domain(tokens: &Tokens, sign: &Sign) -> Option<Domain> {
    let mut labels: Vec<String> = Vec::new();
    let mut at = sign.tokens.end;
    let mut is_disguised = true;
    let mut end = at;

    while labels.len() < LONGEST_LABELS {
        let label_end = label_end(tokens, at);
        if label_end == at {
            break;
        }
        labels.push(tokens.folded_text(at..label_end));
        end = label_end;

        let Some((how, after)) = dot(tokens, label_end) else {
            break;
        };
        // After a plain `@`, a dot with a space ends the sentence.
        if how == Dot::Spaced && sign.how == At::Plain {
            break;
        }
        is_disguised &= how == Dot::Disguised;
        at = after;
    }

    let is_provider = labels
        .first()
        .is_some_and(|label| PROVIDERS.contains(&label.as_str()));
    if labels.len() == 1 && is_provider {
        let top = tokens.skip_space(end);
        let is_top = top > end
            && ["com", "ru", "de", "net", "org"]
                .iter()
                .any(|it| tokens.is_word(top, it));
        if is_top {
            labels.push(tokens.folded_text(top..top + 1));
            end = top + 1;
        } else if sign.how != At::Loose {
            labels.push("com".to_owned());
        }
    }

    let has_top = labels.len() > 1
        && labels
            .last()
            .is_some_and(|last| last.chars().count() >= 2 && last.chars().all(char::is_alphabetic));
    has_top.then_some(Domain {
        labels,
        end,
        is_disguised,
    })
}

/// The end of a label of a domain: letters, digits and single hyphens inside. A label in Latin
/// letters ends where another script without spaces begins.
fn label_end(tokens: &Tokens, start: usize) -> usize {
    let is_dense = tokens.is_dense(start);
    let mut end = start;
    loop {
        if tokens.is_letters_or_digits(end) && (tokens.is_dense(end) == is_dense || end == start) {
            end += 1;
        } else if end > start && tokens.is_mark(end, &['-']) && tokens.is_letters_or_digits(end + 1)
        {
            end += 2;
        } else {
            return end;
        }
    }
}

/// The address without what its provider ignores: a tag, and the dots of Gmail.
fn canonical(local: &str, labels: &[String]) -> String {
    let local = local.split('+').next().unwrap_or(local);
    let domain = labels.join(".");

    match domain.as_str() {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", local.replace('.', "")),
        _ => format!("{local}@{domain}"),
    }
}
