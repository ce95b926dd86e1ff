//! The name of a site.

use std::fmt;

use crate::domain::refusal::Invalid;

/// A name of 1 to 100 characters from `a-z`, `0-9`, `.`, `_` and `-`, the first a letter or digit:
/// a host name or a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SiteName(String);

const MAX: usize = 100;

impl SiteName {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub(crate) fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let allowed = |b: u8| plain(b) || matches!(b, b'.' | b'_' | b'-');

        if input.len() <= MAX
            && input.bytes().next().is_some_and(plain)
            && input.bytes().all(allowed)
        {
            return Ok(Self(input.to_owned()));
        }

        let detail = "Use 1 to 100 of a-z, 0-9, dots, hyphens and underscores, and begin with a \
                      letter or digit, such as example.org.";
        Err(Invalid::new(pointer, "invalid_site_name", detail))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SiteName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_or_a_word_names_a_site() {
        for name in ["default", "example.org", "my_site-2", "7"] {
            assert_eq!(
                SiteName::parse(name, "/site").map(|name| name.0),
                Ok(name.to_owned())
            );
        }
    }

    #[test]
    fn anything_else_does_not() {
        for name in [
            "",
            ".",
            "-a",
            "Example.org",
            "a/b",
            "a b",
            "näh",
            &"a".repeat(101),
        ] {
            assert!(SiteName::parse(name, "/site").is_err(), "{name}");
        }
    }
}
