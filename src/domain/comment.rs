//! A comment's body and author, parsed once where they come in and trusted afterwards.

use std::fmt;

use url::Url;

use crate::domain::refusal::Invalid;
use crate::domain::text_field::{check_shown, check_text};
use crate::text::markdown::RenderedComment;
use crate::text::normalize::{forbidden_character, tidy_line, tidy_markdown};

/// A body of 1 to 10,000 graphemes: Markdown in NFC, without blank lines around it, that shows
/// something and no control characters. It is rendered once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentBody {
    markdown: String,
    rendered: RenderedComment,
}

/// A name of 1 to 80 graphemes on one line, without direction overrides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorName(String);

/// An email address as RFC 5321 allows it. It implements no `Serialize`, and `Debug` hides it, so
/// it cannot leak into a public view or a log.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// An http or https URL with a host and without credentials, of at most 500 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website(String);

/// The name and contact data under which a comment is signed.
#[derive(Debug, Clone)]
pub struct Author {
    pub name: AuthorName,
    pub email: EmailAddress,
    pub website: Option<Website>,
}

const MAX_BODY: usize = 10_000;
const MAX_NAME: usize = 80;
const MAX_WEBSITE: usize = 500;

impl CommentBody {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let markdown = tidy_markdown(input);
        check_text(&markdown, pointer, MAX_BODY)?;

        let rendered = RenderedComment::of(&markdown);
        check_shown(&rendered.text, pointer)?;

        Ok(Self { markdown, rendered })
    }

    /// The Markdown.
    pub fn as_str(&self) -> &str {
        &self.markdown
    }

    pub fn html(&self) -> &str {
        &self.rendered.html
    }

    /// The host of each link, in reading order, with repetitions.
    pub(crate) fn link_hosts(&self) -> &[String] {
        &self.rendered.link_hosts
    }
}

impl AuthorName {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let text = tidy_line(input);
        check_text(&text, pointer, MAX_NAME)?;
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl EmailAddress {
    /// # Errors
    /// An [`Invalid`] at `pointer`; it does not repeat the address.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let address = input.trim();
        let options = email_address::Options::default()
            .without_display_text()
            .without_domain_literal();
        let parsed = email_address::EmailAddress::parse_with_options(address, options);

        if parsed.is_err() || forbidden_character(address).is_some() {
            let detail = "Enter an email address such as name@example.org.";
            return Err(Invalid::new(pointer, "invalid_email", detail));
        }

        Ok(Self(address.to_owned()))
    }

    /// The plain address, for storage and for moderators only.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The address in lower case: spellings that differ in case belong to one person.
    pub(crate) fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl Website {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub(crate) fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let refuse = |detail: &str| Invalid::new(pointer, "invalid_url", detail);
        if input.len() > MAX_WEBSITE || forbidden_character(input).is_some() {
            return Err(refuse("Enter a URL of at most 500 characters."));
        }

        let url = Url::parse(input.trim())
            .map_err(|_| refuse("Enter an absolute URL such as https://example.org/."))?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(refuse("Use an http or https URL."));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse("Remove the user name and password from the URL."));
        }

        Ok(Self(url.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(hidden)")
    }
}

#[cfg(test)]
mod tests;
