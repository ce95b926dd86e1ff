//! Finds bare URLs and email addresses.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::urls::{Scheme, web_host};

mod closing_marks;
mod domain;
mod syntax;
mod url_end;

use domain::{email_at, scheme_at};
pub(super) use syntax::Syntax;
use url_end::{Unit, units};

/// A URL or an email address that becomes a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Autolink {
    /// In bytes of the text.
    pub range: Range<usize>,
    /// The text of the link.
    pub shown: String,
    pub href: String,
}

/// The bare URLs and email addresses of a text that is no Markdown, in reading order.
pub(super) fn in_literal_text(text: &str) -> Vec<Autolink> {
    let whole = Stretch {
        range: 0..text.len(),
        limit: text.len(),
    };

    find(text, &[whole], Syntax::Literal)
}

/// A part of a text where links may begin.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub range: Range<usize>,
    /// Where a URL that begins here ends at the latest.
    pub limit: usize,
}

/// The bare URLs and email addresses that begin in one of the stretches, in reading order and
/// without overlap: the extended autolinks of GitHub Flavored Markdown (section 6.9).
///
/// It differs in what other scripts need: any character but an ASCII letter or digit may stand
/// before a URL, and [`closing_marks`] end it. Linear in the length of the text.
pub(super) fn find(text: &str, stretches: &[Stretch], syntax: Syntax) -> Vec<Autolink> {
    let mut found: Vec<Autolink> = Vec::new();
    let mut next = 0;

    for stretch in stretches {
        let Range { start, end } = stretch.range;
        let part = text.get(start..end).unwrap_or_default();

        for (offset, c) in part.char_indices() {
            let at = start + offset;
            if at < next {
                continue;
            }

            let link = match c {
                'h' | 'H' | 'w' | 'W' => {
                    let rest = text.get(at..stretch.limit.max(end)).unwrap_or_default();
                    let Some(scheme) = scheme_at(text, at) else {
                        continue;
                    };
                    let units = units(rest, syntax);
                    next = at + units.last().map_or(0, |unit| unit.end);
                    url(rest, at, scheme, &units, syntax)
                }
                '@' => email_at(text, at, next.max(start)..end).map(|range| {
                    let shown = text.get(range.clone()).unwrap_or_default().to_owned();
                    Autolink {
                        href: format!("mailto:{shown}"),
                        range,
                        shown,
                    }
                }),
                _ => None,
            };

            if let Some(link) = link {
                next = next.max(link.range.end);
                found.push(link);
            }
        }
    }

    found
}

fn url(
    rest: &str,
    start: usize,
    scheme: Scheme,
    units: &[Unit],
    syntax: Syntax,
) -> Option<Autolink> {
    let end = units.last()?.end;
    let characters: String = units.iter().map(|unit| unit.character).collect();
    debug_assert!(rest.is_char_boundary(end));

    let shown = match syntax {
        Syntax::Markdown => decoded(&characters).into_owned(),
        Syntax::Literal => characters,
    };
    let href = match scheme {
        Scheme::Written => shown.clone(),
        Scheme::Implied => format!("http://{shown}"),
    };
    let host = web_host(&href)?;

    // "www." alone, or "www.x" from a sentence without its space, is no URL.
    let is_plausible =
        scheme == Scheme::Written || host.trim_end_matches('.').matches('.').count() >= 2;

    is_plausible.then(|| Autolink {
        range: start..start + end,
        shown,
        href,
    })
}

/// The text with its entities resolved (CommonMark 6.2 of version 0.29).
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') || !text.contains(';') {
        return Cow::Borrowed(text);
    }

    let mut pieces = text.split('&');
    let mut decoded = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let entity = piece
            .split_once(';')
            .filter(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'#'))
            .and_then(|(name, rest)| Some((entity(&format!("&{name};"))?, rest)));

        match entity {
            Some((character, rest)) => decoded.extend([character.as_str(), rest]),
            None => decoded.extend(["&", piece]),
        }
    }

    Cow::Owned(decoded)
}

fn entity(written: &str) -> Option<String> {
    Parser::new(written).find_map(|event| match event {
        Event::Text(text) if *text != *written && *text != *"&" => Some(text.into_string()),
        Event::Text(text) if matches!(written, "&amp;" | "&AMP;") => Some(text.into_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
