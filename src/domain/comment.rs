//! A comment's body and author, parsed once where they come in and trusted afterwards.

use url::Url;

use crate::domain::budgets::COMMENT_HTML_BYTES;
use crate::domain::email::EmailAddress;
use crate::domain::refusal::Invalid;
use crate::domain::text_field::{check_name, check_shown, check_text};
use crate::domain::text_limit::{COMMENT_BODY, NAME};
use crate::domain::url_limit::WEBSITE;
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

/// An http or https URL with a host and without credentials, of at most 500 characters, encoded or
/// not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Website(String);

/// The name and contact data under which a comment is signed.
#[derive(Debug, Clone)]
pub struct Author {
    pub name: AuthorName,
    pub email: EmailAddress,
    pub website: Option<Website>,
}

impl CommentBody {
    /// The bytes of the text.
    pub(crate) fn size(&self) -> u64 {
        u64::try_from(self.as_str().len()).unwrap_or(u64::MAX)
    }

    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let markdown = tidy_markdown(input);
        check_text(&markdown, pointer, COMMENT_BODY)?;

        let rendered = RenderedComment::of(&markdown);
        check_shown(&rendered.text, pointer)?;
        let rendered = rendered.within(COMMENT_HTML_BYTES, &markdown);

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
        check_name(&text, pointer, NAME)?;
        Ok(Self(text))
    }

    /// A name that was accepted earlier.
    pub(crate) const fn from_stored(name: String) -> Self {
        Self(name)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Website {
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
        WEBSITE.check(input, &url, pointer)?;

        Ok(Self(url.into()))
    }

    /// A website that was accepted earlier.
    pub(crate) const fn from_stored(website: String) -> Self {
        Self(website)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests;
