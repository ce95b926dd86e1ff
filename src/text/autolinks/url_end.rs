//! Where a bare URL ends.

use crate::text::characters::is_dense;

use super::closing_marks::{ends_url, is_trailing};
use super::syntax::Syntax;

/// A character of a URL, perhaps written with a backslash in front.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub character: char,
    /// Where it ends, in bytes from the start of the URL.
    pub end: usize,
}

/// The characters of the URL that the text begins with, without the punctuation of the sentence
/// behind it (GFM 6.9, "extended autolink path validation").
pub(super) fn units(rest: &str, syntax: Syntax) -> Vec<Unit> {
    let mut units = raw_units(rest, syntax);

    let mut brackets = Brackets::of(&units);
    while let Some(length) = trailing(&units, &mut brackets) {
        units.truncate(units.len().saturating_sub(length));
    }

    units
}

/// All characters up to one that cannot belong to a URL.
fn raw_units(rest: &str, syntax: Syntax) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut open = Vec::new();
    let mut part = Part::of(rest);
    let mut characters = rest.char_indices().peekable();

    while let Some((at, mut c)) = characters.next() {
        let mut end = at + c.len_utf8();
        if c == '\\' {
            let escaped = characters
                .next_if(|(_, next)| next.is_ascii_punctuation())
                .filter(|_| syntax == Syntax::Markdown);
            let Some((_, next)) = escaped else { break };
            c = next;
            end += next.len_utf8();
        }

        // French and Ukrainian words contain this mark: "/wiki/L’Équipe".
        let is_apostrophe = c == '’'
            && units
                .last()
                .is_some_and(|unit| unit.character.is_alphanumeric())
            && characters
                .peek()
                .is_some_and(|(_, next)| next.is_alphanumeric() && !is_dense(*next));
        if is_never_in_url(c) || (ends_url(c) && !is_apostrophe) {
            break;
        }

        match c {
            '/' | '?' | '#' if part == Part::Host => part = Part::Path,
            _ if part == Part::Host && !may_be_in_host(c, open.is_empty()) => break,
            _ => {}
        }
        match c {
            '[' => open.push(']'),
            '{' => open.push('}'),
            // "[https://a.example/b]": only brackets that the URL opened belong to it.
            ']' | '}' if open.pop() != Some(c) => break,
            _ => {}
        }
        if part == Part::Scheme && c == '/' && units.last().is_some_and(|it| it.character == '/') {
            part = Part::Host;
        }

        units.push(Unit { character: c, end });
    }

    units
}

/// A part of a URL (RFC 3986, section 3).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Scheme,
    Host,
    Path,
}

impl Part {
    /// The first part of a URL, which has no scheme if it begins with `www.`.
    fn of(rest: &str) -> Self {
        if rest.starts_with(['h', 'H']) {
            Self::Scheme
        } else {
            Self::Host
        }
    }
}

fn is_never_in_url(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '\\')
}

/// The characters of a host, a port and user information; brackets around an IPv6 address only.
fn may_be_in_host(c: char, is_outside_brackets: bool) -> bool {
    match c {
        '[' => is_outside_brackets,
        _ => !c.is_ascii() || c.is_ascii_alphanumeric() || "-._:@%+$&=~!]".contains(c),
    }
}

/// The number of opening and closing round brackets.
struct Brackets {
    opened: usize,
    closed: usize,
}

impl Brackets {
    fn of(units: &[Unit]) -> Self {
        let count = |wanted: char| units.iter().filter(|it| it.character == wanted).count();

        Self {
            opened: count('('),
            closed: count(')'),
        }
    }
}

/// How many characters at the end are punctuation of the sentence; `None` for none.
fn trailing(units: &[Unit], brackets: &mut Brackets) -> Option<usize> {
    match units.last()?.character {
        ';' => Some(entity_length(units)),
        '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '&' | '[' | '{' | '|' | '^' => {
            Some(1)
        }
        '(' => {
            brackets.opened = brackets.opened.saturating_sub(1);
            Some(1)
        }
        ')' if brackets.closed > brackets.opened => {
            brackets.closed -= 1;
            Some(1)
        }
        c => is_trailing(c).then_some(1),
    }
}

/// The length of `&name;` at the end (GFM 6.9: it "is excluded from the autolink"), or 1.
fn entity_length(units: &[Unit]) -> usize {
    let before = units.iter().rev().skip(1);
    let name = before
        .take_while(|unit| unit.character.is_ascii_alphanumeric() || unit.character == '#')
        .count();
    let and = units.iter().rev().nth(name + 1);

    match and {
        Some(unit) if name > 0 && unit.character == '&' => name + 2,
        _ => 1,
    }
}
