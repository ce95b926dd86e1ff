//! The fields of an article, parsed once where they come in and trusted afterwards.

use chrono::{DateTime, Datelike, SubsecRound, Utc};
use percent_encoding::percent_decode_str;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::ids::ArticleId;
use crate::domain::reference::{Reference, ReferenceInput};
use crate::domain::refusal::Invalid;
use crate::domain::text_field::{check_name, check_shown, check_text};
use crate::domain::text_limit::{ARTICLE_AUTHOR, ARTICLE_BODY, LEAD, TITLE};
use crate::domain::web_url::WebUrl;
use crate::text::markdown::RenderedArticle;
use crate::text::normalize::{tidy, tidy_line, tidy_markdown};
use crate::text::slug::slug_of;

/// Whether readers may comment. The policy may also close an article by its age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Comments {
    #[default]
    Open,
    Closed,
}

/// A title of 1 to 300 graphemes on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

/// A body of 1 to 40,000 graphemes: Markdown without blank lines around it that shows something. It
/// is rendered once, here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ArticleBody {
    pub markdown: String,
    pub html: String,
}

/// The article's name in URLs: 1 to 200 of `a-z` and `0-9`, with single hyphens between words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slug(String);

/// An article as the client sends it, not checked yet. In a change, `None` leaves a field as it is
/// and `Some(None)` clears it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ArticleInput {
    pub slug: Option<String>,
    pub url: Option<Option<String>>,
    pub title: Option<String>,
    pub lead: Option<Option<String>>,
    pub body: Option<String>,
    pub author: Option<Option<String>>,
    pub published_at: Option<DateTime<Utc>>,
    pub comments: Option<Comments>,
    pub references: Option<Vec<ReferenceInput>>,
}

/// The fields of an [`ArticleInput`] after their checks: title up to 300, lead 1,000, body 40,000
/// and author 200 graphemes.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct ArticleFields {
    pub slug: Option<Slug>,
    pub url: Option<Option<WebUrl>>,
    pub title: Option<Title>,
    pub lead: Option<Option<String>>,
    pub body: Option<ArticleBody>,
    pub author: Option<Option<String>>,
    pub published_at: Option<DateTime<Utc>>,
    pub comments: Option<Comments>,
    pub references: Option<Vec<Reference>>,
}

const MAX_SLUG: usize = 200;

impl ArticleFields {
    /// Checks the fields that are present. The caller checks that required ones are present.
    ///
    /// # Errors
    /// Every field that must change, not only the first.
    pub(crate) fn parse(input: ArticleInput) -> Result<Self, Vec<Invalid>> {
        let mut faults = Vec::new();

        let fields = Self {
            slug: take(
                &mut faults,
                input.slug.map(|slug| Slug::parse(&slug, "/slug")),
            ),
            url: take(
                &mut faults,
                input
                    .url
                    .map(|url| optional(url, |url| WebUrl::parse(url, "/url"))),
            ),
            title: take(
                &mut faults,
                input.title.map(|title| Title::parse(&title, "/title")),
            ),
            lead: take(
                &mut faults,
                input.lead.map(|lead| optional(lead, parse_lead)),
            ),
            body: take(
                &mut faults,
                input.body.map(|body| ArticleBody::parse(&body)),
            ),
            author: take(
                &mut faults,
                input.author.map(|author| optional(author, parse_author)),
            ),
            published_at: take(&mut faults, input.published_at.map(parse_time)),
            comments: input.comments,
            references: take_all(
                &mut faults,
                input
                    .references
                    .map(|references| Reference::parse_all(&references)),
            ),
        };

        if faults.is_empty() {
            Ok(fields)
        } else {
            Err(faults)
        }
    }
}

/// A time that RFC 3339 can write in UTC, in whole milliseconds as answers show it.
fn parse_time(at: DateTime<Utc>) -> Result<DateTime<Utc>, Invalid> {
    if (1..=9999).contains(&at.year()) {
        return Ok(at.trunc_subsecs(3));
    }

    let detail = "Use a time between the years 1 and 9999, in UTC.";
    Err(Invalid::new("/published_at", "out_of_range", detail))
}

impl Title {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let text = tidy_line(input);
        check_text(&text, pointer, TITLE)?;
        Ok(Self(text))
    }

    /// The title of a page that has none: its address as browsers show it, without the scheme.
    pub(crate) fn of_url(url: &WebUrl) -> Self {
        let (_, address) = url.as_str().split_once("//").unwrap_or_default();
        let encoded: String = address.chars().take(TITLE.characters()).collect();
        let decoded = percent_decode_str(address).decode_utf8_lossy();
        let shown: String = decoded.graphemes(true).take(TITLE.characters()).collect();

        // An encoded address is ASCII, so nothing in it can be refused.
        Self::parse(&shown, "/title").unwrap_or(Self(encoded))
    }

    /// The slug made from this title, or `None` if most of its letters are not Latin.
    pub(crate) fn slug(&self) -> Option<Slug> {
        slug_of(&self.0).map(Slug)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0
    }
}

impl ArticleBody {
    /// The body of a page whose text only the site has.
    pub(crate) const fn empty() -> Self {
        Self {
            markdown: String::new(),
            html: String::new(),
        }
    }

    /// # Errors
    /// An [`Invalid`] that says what to change.
    pub(crate) fn parse(input: &str) -> Result<Self, Invalid> {
        let markdown = tidy_markdown(input);
        check_text(&markdown, "/body", ARTICLE_BODY)?;

        let RenderedArticle { html, text } = RenderedArticle::of(&markdown);
        check_shown(&text, "/body")?;

        Ok(Self { markdown, html })
    }
}

impl Slug {
    /// # Errors
    /// An [`Invalid`] at `pointer` that says what to change.
    pub(crate) fn parse(input: &str, pointer: &str) -> Result<Self, Invalid> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let words = input
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(plain));

        if words && input.len() <= MAX_SLUG {
            return Ok(Self(input.to_owned()));
        }

        let detail = format!(
            "Use at most {MAX_SLUG} characters of a-z and 0-9, with single hyphens between words."
        );
        Err(Invalid::new(pointer, "invalid_slug", detail))
    }

    /// The slug of an article whose title gives none: the article's id.
    pub(crate) fn of_id(article: ArticleId) -> Self {
        Self(article.0.hyphenated().to_string())
    }

    /// This slug with the last eight digits of the article's id, which make it unique.
    pub(crate) fn with_id(&self, article: ArticleId) -> Self {
        let id = article.0.simple().to_string();
        let end: String = id.chars().skip(24).collect();

        Self(format!("{}-{end}", self.0))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

fn parse_lead(input: &str) -> Result<String, Invalid> {
    let text = tidy(input);
    check_text(&text, "/lead", LEAD)?;
    Ok(text)
}

fn parse_author(input: &str) -> Result<String, Invalid> {
    let text = tidy_line(input);
    check_name(&text, "/author", ARTICLE_AUTHOR)?;
    Ok(text)
}

fn optional<T>(
    input: Option<String>,
    parse: impl Fn(&str) -> Result<T, Invalid>,
) -> Result<Option<T>, Invalid> {
    input.as_deref().map(parse).transpose()
}

/// The parsed value. A fault goes to `faults`.
fn take<T>(faults: &mut Vec<Invalid>, parsed: Option<Result<T, Invalid>>) -> Option<T> {
    match parsed? {
        Ok(value) => Some(value),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// The parsed values. All their faults go to `faults`.
fn take_all<T>(
    faults: &mut Vec<Invalid>,
    parsed: Option<Result<Vec<T>, Vec<Invalid>>>,
) -> Option<Vec<T>> {
    match parsed? {
        Ok(values) => Some(values),
        Err(found) => {
            faults.extend(found);
            None
        }
    }
}

#[cfg(test)]
mod tests;
