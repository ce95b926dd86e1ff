//! The URL of a web page.

use url::Url;

use crate::domain::refusal::Invalid;
use crate::domain::url_limit::PAGE_URL;
use crate::text::normalize::forbidden_character;

/// An http or https URL with a host and without credentials, of at most 2,000 characters,
/// encoded or not, in the form that browsers give it (WHATWG URL Standard).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WebUrl(String);

impl WebUrl {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub(crate) fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let refuse = |detail: &str| Invalid::new(pointer, "invalid_url", detail);
        if forbidden_character(input).is_some() {
            return Err(refuse("Remove the control characters from the URL."));
        }

        let url = Url::parse(input.trim())
            .map_err(|_| refuse("Enter an absolute URL such as https://example.org/."))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(refuse("Use an http or https URL."));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("Remove the user name and password from the URL."));
        }
        PAGE_URL.check(input, &url, pointer)?;

        Ok(Self(url.into()))
    }

    /// An http or https URL with a host and without credentials, of any length.
    pub(crate) fn read(input: &str) -> Option<Url> {
        if forbidden_character(input).is_some() {
            return None;
        }

        let is_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        let is_public = |url: &Url| url.username().is_empty() && url.password().is_none();

        Url::parse(input.trim())
            .ok()
            .filter(|url| is_web(url) && is_public(url))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_url_is_http_with_a_host_and_without_credentials() {
        let parse = |url: &str| WebUrl::parse(url, "/url").map(|url| url.0);

        assert_eq!(
            parse(" HTTPS://Example.org/ä b").as_deref(),
            Ok("https://example.org/%C3%A4%20b")
        );

        for url in [
            "",
            "/a",
            "ftp://a.example/",
            "javascript:alert(1)",
            "https://u:p@a.example/",
            "https://",
            "http://a\0",
        ] {
            assert!(parse(url).is_err(), "{url}");
        }

        assert!(parse(&format!("https://a.example/{}", "x".repeat(1_982))).is_ok());
        assert!(parse(&format!("https://a.example/{}", "x".repeat(1_983))).is_err());
        assert!(parse(&format!("https://a.example/{}", "é".repeat(1_982))).is_ok());
    }

    proptest! {
        #[test]
        fn parsing_what_was_parsed_changes_nothing(address in "https?://[a-zé]{1,5}(/\\PC{0,9})?") {
            if let Ok(url) = WebUrl::parse(&address, "/url") {
                prop_assert_eq!(WebUrl::parse(&url.0, "/url"), Ok(url));
            }
        }
    }
}
