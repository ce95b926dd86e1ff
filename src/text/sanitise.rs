//! Which HTML may leave the service?

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::footnotes::{NOTE, REFERENCE};

/// Lets pass what a comment may hold: `p br em strong del code pre blockquote ul ol[start] li a[href]`, addresses
/// with the schemes http, https and mailto. Of other elements the text stays; scripts and styles go with
/// their content. Idempotent.
pub fn sanitise_comment(html: &str) -> String {
    settled(&COMMENT, html)
}

/// Lets pass what an article may hold: as a comment, and `h2` to `h6`, `hr`, `sup`, tables, and the `id`s and
/// fragment links that our footnotes use. Idempotent.
pub fn sanitise_article(html: &str) -> String {
    settled(&ARTICLE, html)
}

const COMMENT_ELEMENTS: [&str; 12] =
    ["p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"];
const ARTICLE_ELEMENTS: [&str; 13] =
    ["h2", "h3", "h4", "h5", "h6", "hr", "sup", "table", "thead", "tbody", "tr", "th", "td"];
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// Each pass parses the last one's output anew, since taking an element away can change how the rest is read
/// (a paragraph in a paragraph is two). Two passes are the rule; what still moves after these is hostile.
const PASSES: usize = 6;

static COMMENT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = base();
    builder.link_rel(Some("nofollow ugc noopener")).url_relative(UrlRelative::Deny);
    builder
});

static ARTICLE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = base();
    builder
        .add_tags(ARTICLE_ELEMENTS)
        .add_tag_attributes("a", ["id"])
        .add_tag_attributes("li", ["id"])
        .link_rel(Some("noopener"))
        .url_relative(UrlRelative::Custom(Box::new(footnote_link)));
    builder
});

fn base() -> Builder<'static> {
    let mut builder = Builder::new();
    builder
        .tags(HashSet::from(COMMENT_ELEMENTS))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(SCHEMES))
        .attribute_filter(plain_values);
    builder
}

/// `start` is a whole number, `id` one that a footnote uses.
fn plain_values<'u>(_element: &str, attribute: &str, value: &'u str) -> Option<Cow<'u, str>> {
    let keep = match attribute {
        "start" => value.parse::<u32>().is_ok(),
        "id" => is_footnote(value),
        _ => true,
    };
    keep.then_some(Cow::Borrowed(value))
}

fn footnote_link(address: &str) -> Option<Cow<'_, str>> {
    address.strip_prefix('#').is_some_and(is_footnote).then_some(Cow::Borrowed(address))
}

fn is_footnote(id: &str) -> bool {
    let number = id.strip_prefix(REFERENCE).or_else(|| id.strip_prefix(NOTE));
    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

fn settled(builder: &Builder<'_>, html: &str) -> String {
    let mut current = pass(builder, html);
    for _ in 1..PASSES {
        let next = pass(builder, &current);
        if next == current {
            return current;
        }
        current = next;
    }
    // It never settles, so none of it is shown as mark-up.
    pass(builder, &current.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

fn pass(builder: &Builder<'_>, html: &str) -> String {
    let mut cleaned = builder.clean(html).to_string();
    // A parser drops the line feed that follows `<pre>`, so the next pass would drop the next one.
    while cleaned.contains("<pre>\n") {
        cleaned = cleaned.replace("<pre>\n", "<pre>");
    }
    cleaned
}
