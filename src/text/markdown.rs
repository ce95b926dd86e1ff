//! Renders Markdown bodies as HTML that is safe to show.

use std::iter;

use pulldown_cmark::html::push_html;
use pulldown_cmark::{Event, Tag, TagEnd};

use super::links::hosts;
use super::sanitise::{sanitise_article, sanitise_comment};
use super::{footnotes, markdown_events};

/// A comment as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenderedComment {
    pub html: String,
    pub text: String,
    /// The host of each http or https link, in reading order, with repetitions. Lower-case, in
    /// Punycode if not ASCII.
    pub link_hosts: Vec<String>,
}

/// An article as readers see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RenderedArticle {
    pub html: String,
    pub text: String,
}

impl RenderedComment {
    /// Paragraphs, line breaks as typed, emphasis, strike-through, code, quotations, lists and links
    /// (`http`, `https`, `mailto`; bare URLs too; `rel="nofollow ugc noopener"`). Headings become
    /// strong paragraphs, images become links, and HTML is shown as text. [`sanitise_comment`]
    /// leaves the HTML unchanged.
    pub(crate) fn of(markdown: &str) -> Self {
        let events = markdown_events::comment(markdown);

        Self {
            text: shown_text(&events),
            link_hosts: hosts(&events),
            html: sanitise_comment(&html(events, markdown)),
        }
    }

    /// The comment with HTML of at most so many bytes: without links if they make it larger, and as
    /// it was typed if its structure does. One definition of a link can stand for thousands of long
    /// addresses, and one line of nested quotations for a thousand tags. `markdown` is the text of
    /// the comment; its HTML as it was typed has at most eight times as many bytes.
    pub(crate) fn within(mut self, bytes: usize, markdown: &str) -> Self {
        let is_link = |event: &Event<'_>| {
            matches!(
                event,
                Event::Start(Tag::Link { .. }) | Event::End(TagEnd::Link)
            )
        };

        if self.html.len() > bytes {
            let mut events = markdown_events::comment(markdown);
            events.retain(|event| !is_link(event));
            self.html = sanitise_comment(&html(events, markdown));
        }
        if self.html.len() > bytes {
            self.html = sanitise_comment(&html(as_typed(markdown), markdown));
        }

        self
    }
}

impl RenderedArticle {
    /// As a comment, with headings (levels 2 to 6; the title has level 1), tables, rules and
    /// footnotes, and with single line breaks as spaces. Links have `rel="noopener"`.
    /// [`sanitise_article`] leaves the HTML unchanged.
    pub(crate) fn of(markdown: &str) -> Self {
        let events = markdown_events::article(markdown);

        Self {
            text: shown_text(&events),
            html: sanitise_article(&html(footnotes::at_the_end(events), markdown)),
        }
    }
}

/// The HTML of a comment.
pub fn comment_html(markdown: &str) -> String {
    RenderedComment::of(markdown).html
}

/// The HTML of an article.
pub fn article_html(markdown: &str) -> String {
    RenderedArticle::of(markdown).html
}

fn html(events: Vec<Event<'_>>, markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, events.into_iter());

    html
}

/// One paragraph with the lines of the source.
fn as_typed(markdown: &str) -> Vec<Event<'_>> {
    let lines = markdown
        .lines()
        .flat_map(|line| [Event::HardBreak, Event::Text(line.into())])
        .skip(1);

    iter::once(Event::Start(Tag::Paragraph))
        .chain(lines)
        .chain(iter::once(Event::End(TagEnd::Paragraph)))
        .collect()
}

/// The text without mark-up. Line feeds separate lines and blocks.
fn shown_text(events: &[Event<'_>]) -> String {
    let mut text = String::new();

    for event in events {
        match event {
            Event::Text(piece) | Event::Code(piece) | Event::FootnoteReference(piece) => {
                text.push_str(piece);
            }
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. })
            | Event::End(
                TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link,
            ) => {}
            _ => text.push('\n'),
        }
    }

    text
}

#[cfg(test)]
mod tests;
