//! How long addresses of pages may be: in characters as a browser shows them.

use percent_encoding::percent_decode_str;
use unicode_segmentation::UnicodeSegmentation;
use url::Url;

use crate::domain::refusal::Invalid;

/// The size of the longest address of a field. A character of the address counts once, whether it
/// was typed or copied in its percent-encoded form, which has up to twelve bytes for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UrlLimit {
    characters: usize,
}

/// The website of an author.
pub const WEBSITE: UrlLimit = UrlLimit::of(500);
/// The page of an article or of a reference.
pub const PAGE_URL: UrlLimit = UrlLimit::of(2_000);

/// Encoded bytes of a character of one code point.
const BYTES_OF_CHARACTER: usize = 12;
/// Encoded bytes of a character in a short address: syllables of two or three code points.
const BYTES_OF_LONG_CHARACTER: usize = 24;
/// Servers and proxies take no longer addresses than this.
const BYTES_OF_LONG_ADDRESS: usize = 24_000;

impl UrlLimit {
    const fn of(characters: usize) -> Self {
        Self { characters }
    }

    /// Extended grapheme clusters of the decoded address.
    pub const fn characters(self) -> usize {
        self.characters
    }

    /// Bytes of the encoded address.
    pub const fn bytes(self) -> usize {
        let usual = self.characters.saturating_mul(BYTES_OF_CHARACTER);
        let long = self.characters.saturating_mul(BYTES_OF_LONG_CHARACTER);
        let long = if long < BYTES_OF_LONG_ADDRESS {
            long
        } else {
            BYTES_OF_LONG_ADDRESS
        };

        if usual > long { usual } else { long }
    }

    /// Bytes of the longest address as a JSON string: typed and `\u`-escaped, or percent-encoded.
    pub(crate) const fn in_json(self) -> usize {
        self.bytes().saturating_mul(3).saturating_add(2)
    }

    /// # Errors
    /// An [`Invalid`] at `pointer` for an address that is too long. `typed` is what was sent for
    /// `parsed`.
    pub(super) fn check(self, typed: &str, parsed: &Url, pointer: &str) -> Result<(), Invalid> {
        let refuse = |detail: String| Err(Invalid::new(pointer, "invalid_url", detail));

        let shown = percent_decode_str(typed.trim()).decode_utf8_lossy();
        if shown.graphemes(true).nth(self.characters).is_some() {
            let limit = self.characters;
            return refuse(format!("Enter a URL of at most {limit} characters."));
        }
        if parsed.as_str().len() > self.bytes() {
            let limit = self.bytes();
            return refuse(format!(
                "Enter a URL of at most {limit} bytes in its percent-encoded form."
            ));
        }

        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::*;

    const BASE: &str = "https://a.example/";

    fn check(limit: UrlLimit, typed: &str) -> Result<(), String> {
        let checked = limit.check(typed, &Url::parse(typed).unwrap(), "/url");
        checked.map_err(|fault| fault.detail)
    }

    #[test]
    fn an_address_counts_characters_in_every_script_typed_or_encoded() {
        for limit in [WEBSITE, PAGE_URL] {
            for character in ["x", "é", "я", "中", "न", "😀"] {
                let path = character.repeat(limit.characters() - BASE.len());
                let encoded = utf8_percent_encode(&path, NON_ALPHANUMERIC);

                assert_eq!(
                    check(limit, &format!("{BASE}{path}")),
                    Ok(()),
                    "{character}"
                );
                assert_eq!(
                    check(limit, &format!("{BASE}{encoded}")),
                    Ok(()),
                    "{character}"
                );

                let refused = check(limit, &format!("{BASE}{path}{character}")).unwrap_err();
                let unit = format!("{} characters", limit.characters());
                assert!(refused.contains(&unit), "{refused}");
                check(limit, &format!("{BASE}{encoded}{character}")).unwrap_err();
            }
        }
    }

    #[test]
    fn a_website_may_consist_of_syllables_of_several_code_points() {
        let path: String = "हिन्दी-विकिपीडिया-का-लेख-"
            .graphemes(true)
            .cycle()
            .take(480)
            .collect();

        assert_eq!(check(WEBSITE, &format!("{BASE}{path}")), Ok(()));
    }

    #[test]
    fn an_address_of_few_characters_and_many_code_points_is_too_long() {
        let path = format!("a{}", "\u{301}".repeat(5_000));

        let refused = check(PAGE_URL, &format!("{BASE}{path}")).unwrap_err();

        assert!(refused.contains("24000 bytes"), "{refused}");
    }
}
