//! Where in a plain text do bare web addresses stand?

use std::ops::Range;

use url::Url;

/// A web address in plain text, as bytes of that text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    pub range: Range<usize>,
    /// The address in full: a bare `www.` is read as `http://www.`, as browsers do.
    pub url: String,
    /// Lower-case, in Punycode where it is not ASCII.
    pub host: String,
    /// Whether the text itself names the scheme.
    pub scheme: Scheme,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Written,
    Implied,
}

/// The addresses in reading order, without overlap. An address begins where no word goes on, with `http://`,
/// `https://` or `www.`, and ends before white space, quotes or closing punctuation, much as the extended
/// autolinks of GitHub Flavored Markdown. Linear in the length of the text.
pub(super) fn find(text: &str) -> Vec<Address> {
    let mut found = Vec::new();
    let mut in_word = false;
    let mut next = 0;
    for (start, c) in text.char_indices() {
        if start < next {
            continue;
        }
        let rest = text.get(start..).unwrap_or_default();
        if !in_word && let Some(scheme) = scheme_at(rest) {
            let length = length_of(rest);
            next = start + length.max(c.len_utf8());
            let written = rest.get(..length).unwrap_or_default();
            if let Some((url, host)) = resolve(written, scheme) {
                found.push(Address { range: start..start + length, url, host, scheme });
            }
            in_word = true;
        } else {
            in_word = c.is_alphanumeric();
        }
    }
    found
}

/// The host of an http(s) address, or `None` for every other scheme and for what is no address.
pub(super) fn web_host(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.host_str().map(str::to_owned)
}

fn scheme_at(rest: &str) -> Option<Scheme> {
    let starts =
        |prefix: &str| rest.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
    if starts("http://") || starts("https://") {
        Some(Scheme::Written)
    } else if starts("www.") {
        Some(Scheme::Implied)
    } else {
        None
    }
}

fn resolve(written: &str, scheme: Scheme) -> Option<(String, String)> {
    let url = match scheme {
        Scheme::Written => written.to_owned(),
        Scheme::Implied => format!("http://{written}"),
    };
    let host = web_host(&url)?;
    // "www." alone, or "www.x" of a sentence that lost its space, is no address.
    let plausible = scheme == Scheme::Written || host.trim_end_matches('.').split('.').count() >= 3;
    plausible.then_some((url, host))
}

fn length_of(rest: &str) -> usize {
    let end = rest.find(ends_address).unwrap_or(rest.len());
    let body = rest.get(..end).unwrap_or_default();
    let mut open = body.matches('(').count();
    let mut closed = body.matches(')').count();
    let mut length = end;
    for c in body.chars().rev() {
        match c {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '&' => {}
            // "(see https://host/a_(b))": only the brackets that the address opened belong to it.
            ')' if closed > open => closed -= 1,
            '(' => open = open.saturating_sub(1),
            _ => break,
        }
        length -= c.len_utf8();
    }
    length
}

fn ends_address(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' | '[' | ']')
        || matches!(c, '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‹' | '›' | '…')
        // CJK and full-width punctuation: those scripts put no space before the next sentence.
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF1F}')
}
