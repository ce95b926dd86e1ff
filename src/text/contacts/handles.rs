//! Names on messengers: `Telegram: @ann`, `@ann on Instagram`, `加微信 ann_88`. A mention of a fellow
//! reader, without the name of a messenger, is no contact.

use name::{Marks, Name, is_dotted, name, spelt_name};
use surroundings::{ends_segment, is_messenger};

use super::found::Found;
use super::kind::ContactKind;
use super::role::Role;
use super::tokens::{Shape, Tokens};

mod clause;
mod name;
mod placed;
mod surroundings;

/// The most tokens between a messenger and a handle.
const MOST_BETWEEN: usize = 10;
/// The shortest name that only dots divide.
const SHORTEST_DOTTED: usize = 7;
/// The most words among them.
const MOST_WORDS: usize = 3;

/// Marks after which a handle belongs to another sentence.
const STOPS: &[char] = &[
    ',', '.', '!', '?', ';', '،', '。', '，', '！', '？', '؟', '؛', '।',
];

/// What stands between a messenger and a handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Link {
    Nothing,
    /// Words such as "is" and "me".
    Words,
    /// A colon, or "id".
    Announced,
}

pub(super) fn find(tokens: &Tokens) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();

    for at in 0..tokens.len() {
        if tokens.is_in_url(at) {
            continue;
        }
        let name = if is_messenger(tokens, at) {
            after_messenger(tokens, at).or_else(|| clause::announced(tokens, at))
        } else if tokens.is_mark(at, &['@']) {
            before_messenger(tokens, at)
        } else {
            None
        };

        let Some(name) = name else { continue };
        let is_new = found
            .last()
            .is_none_or(|last| last.tokens.end <= name.start);
        if is_new {
            found.push(Found {
                kind: ContactKind::Handle,
                canonical: name.text,
                tokens: name.start..name.end,
            });
        }
    }

    found
}

fn after_messenger(tokens: &Tokens, messenger: usize) -> Option<Name> {
    if tokens.is_scheme_end(messenger + 1) {
        return None;
    }

    let mut link = Link::Nothing;
    let mut is_pointed = false;
    let mut words = 0;
    let mut at = messenger + 1;

    while at <= messenger + MOST_BETWEEN {
        if tokens.is_mark(at, &['@']) {
            return name(tokens, at).filter(|name| is_addressed(tokens, messenger, at, name, link));
        }

        if spelt_name(tokens, at).is_some() {
            return bare_name(tokens, messenger, at, link, is_pointed);
        }

        is_pointed |= tokens.is_mark(at, POINTERS);
        match tokens.shape(at)? {
            Shape::Space => {}
            Shape::Mark if is_pause(tokens, messenger, at, link) => {}
            Shape::Mark if tokens.is_mark(at, &['_']) && tokens.is_letters_or_digits(at + 1) => {
                return bare_name(tokens, messenger, at, link, is_pointed);
            }
            Shape::Mark if tokens.is_mark(at, &['(']) && is_in_brackets(tokens, at) => {
                return bare_name(tokens, messenger, at, link, is_pointed);
            }
            Shape::Line if link == Link::Announced => {}
            Shape::Mark if tokens.is_mark(at, &[':', '=', '→']) => link = Link::Announced,
            Shape::Mark if !tokens.is_mark(at, STOPS) => {}
            Shape::Word | Shape::Dense if is_between(tokens, at) && !is_bare_handle(tokens, at) => {
                words += usize::from(!is_messenger(tokens, at));
                if is_id(tokens, at) {
                    link = Link::Announced;
                } else if link == Link::Nothing {
                    link = Link::Words;
                }
            }
            Shape::Word | Shape::Number => {
                return bare_name(tokens, messenger, at, link, is_pointed);
            }
            _ => return None,
        }
        at += 1;
        if words > MOST_WORDS {
            return None;
        }
    }

    None
}

/// Whether a name with an `@` belongs to the messenger before it. A frequent word needs more.
fn is_addressed(tokens: &Tokens, messenger: usize, at: usize, name: &Name, link: Link) -> bool {
    let is_strict = tokens.meaning(messenger).has(Role::Messenger);
    let is_joined = !tokens.is_space(at + 1);
    let is_mailbox = at == messenger + 1 && !tokens.is_dense(messenger) && name.text.contains('.');

    !is_mailbox
        && (is_strict || is_joined && (link == Link::Announced || ends_segment(tokens, name.end)))
}

fn is_between(tokens: &Tokens, at: usize) -> bool {
    let meaning = tokens.meaning(at);

    meaning.has(Role::Connector) || meaning.has(Role::At) || is_messenger(tokens, at)
}

/// The comma of `my Instagram, @ann.draws`. Behind one, a fellow reader is spoken to, unless somebody
/// names their own messenger or disguises it, and the name looks like no word.
fn is_pause(tokens: &Tokens, messenger: usize, at: usize, link: Link) -> bool {
    let before = tokens.skip_space_back(messenger).checked_sub(1);
    let is_own = before.is_some_and(|before| tokens.meaning(before).has(Role::Possessive));
    let next = tokens.skip_space(at + 1);
    let looks_made_up = || {
        name(tokens, next).is_some_and(|name| {
            name.text
                .contains(|c: char| c.is_ascii_digit() || matches!(c, '_' | '.'))
        })
    };

    link == Link::Nothing
        && tokens.is_mark(at, &[',', '،', '，'])
        && (is_own || tokens.is_disguised(messenger))
        && tokens.is_mark(next, &['@'])
        && looks_made_up()
}

/// Whether a known word is only the first part of a name, as in `id_ann`.
fn is_bare_handle(tokens: &Tokens, at: usize) -> bool {
    tokens.shape(at) == Some(Shape::Word)
        && (tokens.is_mark(at + 1, &['_']) || tokens.shape(at + 1) == Some(Shape::Number))
}

fn is_id(tokens: &Tokens, at: usize) -> bool {
    [
        "id",
        "ids",
        "아이디",
        "号",
        "号码",
        "账号",
        "帐号",
        "آیدی",
        "आईडी",
        "معرف",
    ]
    .iter()
    .any(|id| tokens.raw_text(at..at + 1).eq_ignore_ascii_case(id))
}

/// A name without an `@`: after a colon or an "id" where it ends its line, and else only if it looks
/// like no word.
fn bare_name(
    tokens: &Tokens,
    messenger: usize,
    at: usize,
    link: Link,
    is_pointed: bool,
) -> Option<Name> {
    let name = name(tokens, at).filter(|name| !tokens.is_mark(name.end, &['@']))?;
    let is_strict = tokens.meaning(messenger).has(Role::Messenger);
    let letters = name.text.chars().filter(char::is_ascii_alphabetic).count();
    let begins_with_digit = name.text.starts_with(|c: char| c.is_ascii_digit());
    let looks_made_up = letters >= 2
        && !begins_with_digit
        && name.text.contains(|c: char| c.is_ascii_digit() || c == '_');
    let is_dotted_name =
        link == Link::Nothing && is_strict && is_dotted_name(tokens, messenger, &name);
    let is_tagged = name.text.contains('#');

    let is_number_of_qq = letters == 0
        && (5..=11).contains(&name.text.len())
        && ["qq", "扣扣", "加群", "群号"]
            .iter()
            .any(|it| tokens.raw_text(messenger..messenger + 1).to_lowercase() == *it);
    let is_asian = tokens.is_dense(messenger) && letters >= 4;
    // Behind "Telegram: overrated." comes another opinion.
    let is_alone = letters >= 4
        && link == Link::Announced
        && ends_segment(tokens, name.end)
        && !tokens.is_mark(tokens.skip_space(name.end), STOPS);
    // Nobody writes so without hiding something.
    let is_hidden = is_pointed || link == Link::Announced || tokens.is_disguised(messenger);
    let is_handle = match link {
        _ if name.is_spelt => is_strict && letters >= 2 && (looks_made_up || is_hidden),
        _ if name.marks == Marks::Certain => is_strict,
        _ if name.marks == Marks::Words => is_strict && is_hidden,
        Link::Announced if is_strict => looks_made_up || is_alone || is_number_of_qq || is_asian,
        Link::Announced => looks_made_up,
        Link::Nothing | Link::Words if is_strict => looks_made_up || is_number_of_qq || is_asian,
        Link::Nothing | Link::Words => false,
    };

    (is_handle || is_tagged || is_dotted_name).then_some(name)
}

/// `in Insta ann.lee.draws`: a name of small letters right behind the name of a messenger that has a
/// place, or at the end of a segment.
fn is_dotted_name(tokens: &Tokens, messenger: usize, name: &Name) -> bool {
    let before = tokens.skip_space_back(messenger).checked_sub(1);
    let is_placed = before.is_some_and(|before| {
        tokens.meaning(before).has(Role::Preposition)
            || tokens.meaning(before).has(Role::Possessive)
    });
    let is_small = tokens
        .raw_text(name.start..name.end)
        .chars()
        .all(|c| !c.is_ascii_uppercase());

    is_small
        && name.text.len() >= SHORTEST_DOTTED
        && is_dotted(&name.text)
        && (is_placed || ends_segment(tokens, name.end))
}

/// Marks that point at what follows.
const POINTERS: &[char] = &['→', '➡', '➜', '➔', '⇒', '👉', '👇', '⬇', '»', '✈'];

/// Whether a name begins here of which each part is in brackets.
fn is_in_brackets(tokens: &Tokens, at: usize) -> bool {
    name(tokens, at).is_some_and(|name| name.marks == Marks::Certain)
}

/// `@ann on Telegram`, `@ann (Telegram)`, or `@ann Telegram` at the end of the line.
fn before_messenger(tokens: &Tokens, at: usize) -> Option<Name> {
    if at > 0 && tokens.is_letters_or_digits(at - 1) {
        return None;
    }

    let name = name(tokens, at)?;
    let mut next = tokens.skip_space(name.end);
    let mut is_linked = false;
    if tokens.is_mark(next, &['(', '[', '-', '–', '—', '|'])
        || tokens.meaning(next).has(Role::Preposition)
    {
        is_linked = true;
        next = tokens.skip_space(next + 1);
    }

    let is_named =
        tokens.meaning(next).has(Role::Messenger) || is_linked && is_messenger(tokens, next);
    let is_closed = is_linked || ends_segment(tokens, next + 1);
    (is_named && is_closed).then_some(name)
}
