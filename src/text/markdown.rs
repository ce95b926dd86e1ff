//! Renders Markdown bodies as HTML that is safe to show.

use pulldown_cmark::html::push_html;

use super::sanitise::{sanitise_article, sanitise_comment};
use super::{footnotes, markdown_events};

/// Renders a comment: paragraphs, line breaks as typed, emphasis, strike-through, code, quotations,
/// lists and links (`http`, `https`, `mailto`; bare URLs too; `rel="nofollow ugc noopener"`).
/// Headings become strong paragraphs, images become links, and HTML is shown as text.
/// [`sanitise_comment`] leaves the result unchanged.
pub fn comment_html(markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, markdown_events::comment(markdown).into_iter());

    sanitise_comment(&html)
}

/// Renders an article: as a comment, with headings (levels 2 to 6; the title has level 1), tables,
/// rules and footnotes, and with single line breaks as spaces. Links have `rel="noopener"`.
/// [`sanitise_article`] leaves the result unchanged.
pub fn article_html(markdown: &str) -> String {
    let events = footnotes::at_the_end(markdown_events::article(markdown));
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, events.into_iter());

    sanitise_article(&html)
}

#[cfg(test)]
mod tests;
