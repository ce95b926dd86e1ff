//! The hosts of URLs, and the bare URLs that a skeleton leaves out.

use std::ops::Range;

use url::Url;

/// A URL in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundUrl {
    /// In bytes of the text.
    pub range: Range<usize>,
    /// The complete URL: a bare `www.` is read as `http://www.`, as browsers do.
    pub url: String,
    /// Lower-case, in Punycode (RFC 3492) if it is not ASCII.
    pub host: String,
    pub scheme: Scheme,
}

/// Whether the text itself names the scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    Written,
    Implied,
}

/// The URLs in reading order, without overlap. A URL begins with `http://`, `https://` or `www.`
/// outside a word, and ends before white space, quotes or closing punctuation, nearly as the
/// extended autolinks of GitHub Flavored Markdown (section 6.9). Linear in the length of the text.
pub(super) fn find_urls(text: &str) -> Vec<FoundUrl> {
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
                found.push(FoundUrl {
                    range: start..start + length,
                    url,
                    host,
                    scheme,
                });
            }
            in_word = true;
        } else {
            in_word = c.is_alphanumeric();
        }
    }

    found
}

/// The host of an http or https URL; `None` for every other scheme and for a text that is no URL.
pub(super) fn web_host(url: &str) -> Option<String> {
    let url = Url::parse(url.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }

    url.host_str().map(str::to_owned)
}

fn scheme_at(rest: &str) -> Option<Scheme> {
    let starts = |prefix: &str| {
        rest.get(..prefix.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(prefix))
    };

    if starts("http://") || starts("https://") {
        Some(Scheme::Written)
    } else if starts("www.") {
        Some(Scheme::Implied)
    } else {
        None
    }
}

/// The complete URL and its host.
fn resolve(written: &str, scheme: Scheme) -> Option<(String, String)> {
    let url = match scheme {
        Scheme::Written => written.to_owned(),
        Scheme::Implied => format!("http://{written}"),
    };
    let host = web_host(&url)?;

    // "www." alone, or "www.x" from a sentence without its space, is no URL.
    let is_plausible =
        scheme == Scheme::Written || host.trim_end_matches('.').split('.').count() >= 3;

    is_plausible.then_some((url, host))
}

fn length_of(rest: &str) -> usize {
    let end = rest.find(ends_url).unwrap_or(rest.len());
    let body = rest.get(..end).unwrap_or_default();
    let mut open = body.matches('(').count();
    let mut closed = body.matches(')').count();

    let mut length = end;
    for c in body.chars().rev() {
        match c {
            '?' | '!' | '.' | ',' | ':' | ';' | '*' | '_' | '~' | '\'' | '&' => {}
            // "(see https://host/a_(b))": only brackets that the URL opened belong to it.
            ')' if closed > open => closed -= 1,
            '(' => open = open.saturating_sub(1),
            _ => break,
        }
        length -= c.len_utf8();
    }

    length
}

fn ends_url(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '{' | '}' | '|' | '\\' | '^' | '[' | ']')
        || matches!(c, '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '‹' | '›' | '…')
        // CJK and full-width punctuation: those scripts put no space before the next sentence.
        || matches!(c, '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF1F}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(text: &str) -> Vec<&str> {
        find_urls(text)
            .into_iter()
            .map(|found| &text[found.range])
            .collect()
    }

    #[test]
    fn a_url_ends_before_the_punctuation_of_the_sentence() {
        assert_eq!(
            written("see https://a.example/b?c=d&e=f, then"),
            ["https://a.example/b?c=d&e=f"]
        );
        assert_eq!(
            written("(https://a.example/b_(c)). Next"),
            ["https://a.example/b_(c)"]
        );

        assert_eq!(written("“https://a.example”"), ["https://a.example"]);
        assert_eq!(
            written("見て https://a.example/b。次"),
            ["https://a.example/b"]
        );
        assert_eq!(
            written("HTTP://A.EXAMPLE and www.b.example!"),
            ["HTTP://A.EXAMPLE", "www.b.example"]
        );
    }

    #[test]
    fn text_that_only_looks_like_a_url_is_no_url() {
        for text in [
            "xhttps://a.example",
            "https://",
            "www.",
            "www.x",
            "ftp://a.example",
            "http:// a.example",
            "awww.b.example",
        ] {
            assert_eq!(written(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn the_host_is_the_one_that_a_browser_opens() {
        assert_eq!(
            web_host("https://bank.example@evil.example:8080/x").as_deref(),
            Some("evil.example")
        );
        assert_eq!(
            web_host("HTTPS://BÜCHER.example").as_deref(),
            Some("xn--bcher-kva.example")
        );

        assert_eq!(web_host("mailto:a@b.example"), None);
        assert_eq!(web_host("/relative"), None);
    }

    proptest! {
        #[test]
        fn urls_are_in_order_and_do_not_overlap(text in "(https?://|www\\.|[a-c.()/ !é。]){0,30}") {
            let mut from = 0;
            for found in find_urls(&text) {
                prop_assert!(found.range.start >= from && found.range.end > found.range.start);
                prop_assert!(text.get(found.range.clone()).is_some());
                from = found.range.end;
            }
        }
    }
}
