//! What may a comment and its author be called and say? Parsed once at the door, then trusted.

use std::fmt;

use url::Url;

use crate::domain::refusal::Invalid;
use crate::text::normalize::{
    forbidden_character, grapheme_count, is_blank, longest_mark_run, tidy, tidy_line,
};

/// A body of 1 to 10,000 graphemes: NFC, trimmed, without control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBody(String);

/// A name of 1 to 80 graphemes on one line, without direction overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorName(String);

/// An address as RFC 5321 allows it. It is neither `Serialize` nor shown by `Debug`: it cannot leak
/// into a public view or a log.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// An http or https URL with a host and without credentials, of at most 500 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website(String);

/// Who signs a comment.
#[derive(Debug, Clone)]
pub struct Author {
    pub name: AuthorName,
    pub email: EmailAddress,
    pub website: Option<Website>,
}

const MAX_BODY: usize = 10_000;
const MAX_NAME: usize = 80;
const MAX_WEBSITE: usize = 500;
/// More marks on one letter than any script needs: they only paint over the neighbours.
const MAX_MARKS: usize = 8;

impl CommentBody {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let text = tidy(input);
        check(&text, pointer, MAX_BODY)?;
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AuthorName {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let text = tidy_line(input);
        check(&text, pointer, MAX_NAME)?;
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl EmailAddress {
    /// # Errors
    /// An [`Invalid`] at `pointer`; the address itself is not repeated in it.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let address = input.trim();
        let options = email_address::Options::default()
            .without_display_text()
            .without_domain_literal();
        let known = email_address::EmailAddress::parse_with_options(address, options);
        if known.is_err() || forbidden_character(address).is_some() {
            return Err(Invalid::new(
                pointer,
                "invalid_email",
                "Give an email address such as name@example.org.",
            ));
        }
        Ok(Self(address.to_owned()))
    }

    /// For storage and for moderators only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The address as one person's: without regard to case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl Website {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let refuse = |detail: &str| Invalid::new(pointer, "invalid_url", detail);
        if input.len() > MAX_WEBSITE || forbidden_character(input).is_some() {
            return Err(refuse("Give a web address of at most 500 characters."));
        }
        let url = Url::parse(input.trim())
            .map_err(|_| refuse("Give a whole web address such as https://example.org/."))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(refuse("Only http and https addresses are taken."));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(
                "Leave the user name and password out of the address.",
            ));
        }
        Ok(Self(url.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(hidden)")
    }
}

/// What every text that people type must hold to: something, not too long, printable.
pub fn check(text: &str, pointer: &str, max: usize) -> Result<(), Invalid> {
    if is_blank(text) {
        return Err(Invalid::new(
            pointer,
            "too_short",
            "Write at least one character that can be seen.",
        ));
    }
    if let Some(character) = forbidden_character(text) {
        let detail = format!(
            "Remove the control character U+{:04X}.",
            u32::from(character)
        );
        return Err(Invalid::new(pointer, "forbidden_character", detail));
    }
    if grapheme_count(text) > max {
        return Err(Invalid::new(
            pointer,
            "too_long",
            format!("Write at most {max} characters."),
        ));
    }
    if longest_mark_run(text) > MAX_MARKS {
        let detail = format!("Put at most {MAX_MARKS} combining marks on one letter.");
        return Err(Invalid::new(pointer, "too_many_marks", detail));
    }
    Ok(())
}
