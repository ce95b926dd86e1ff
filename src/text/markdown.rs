//! How does a Markdown body look as HTML that is safe to show?

use pulldown_cmark::html::push_html;

use super::sanitise::{sanitise_article, sanitise_comment};
use super::{footnotes, prose};

/// A comment: paragraphs, line breaks as typed, emphasis, strike-through, code, quotations, lists
/// and links (`http`, `https`, `mailto`; bare addresses too; `rel="nofollow ugc noopener"`).
/// Headings become strong paragraphs, images links, and HTML is shown as the text that it is.
/// [`sanitise_comment`] leaves the result as it is.
pub fn comment_html(markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, prose::comment(markdown).into_iter());
    sanitise_comment(&html)
}

/// An article: as a comment, and headings (levels 2 to 6; the title has level 1), tables, rules and
/// footnotes, and a single line break is a space. Links have `rel="noopener"`. [`sanitise_article`]
/// leaves the result as it is.
pub fn article_html(markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(
        &mut html,
        footnotes::at_the_end(prose::article(markdown)).into_iter(),
    );
    sanitise_article(&html)
}

#[cfg(test)]
mod tests;
