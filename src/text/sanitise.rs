//! Reduces HTML to the elements and attributes that the service serves.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use super::footnotes::{NOTE, REFERENCE};

/// Keeps what a comment may contain: `p br em strong del code pre blockquote ul ol[start] li
/// a[href]`, URLs with the schemes http, https and mailto. Other elements are replaced by their
/// text; scripts and styles are removed with their content. Each block that begins with text gets
/// `dir="auto"`. Idempotent.
pub fn sanitise_comment(html: &str) -> String {
    stable(&COMMENT, html)
}

/// Keeps what an article may contain: as a comment, and `h2` to `h6`, `hr`, `sup`, tables, and the
/// `id`s and fragment links of footnotes. Idempotent.
pub fn sanitise_article(html: &str) -> String {
    stable(&ARTICLE, html)
}

const COMMENT_ELEMENTS: [&str; 12] = [
    "p",
    "br",
    "em",
    "strong",
    "del",
    "code",
    "pre",
    "blockquote",
    "ul",
    "ol",
    "li",
    "a",
];
const ARTICLE_ELEMENTS: [&str; 13] = [
    "h2", "h3", "h4", "h5", "h6", "hr", "sup", "table", "thead", "tbody", "tr", "th", "td",
];
/// The elements that hold text, each with a direction of its own.
const BLOCKS: [&str; 11] = [
    "p",
    "pre",
    "blockquote",
    "li",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "th",
    "td",
];
const DIRECTION: &str = " dir=\"auto\">";
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];

/// The most passes. Each one parses the output of the last one, because removing an element can
/// change how the rest is parsed (a paragraph in a paragraph becomes two). Two passes are usual;
/// HTML that still changes after the last one is hostile.
const PASSES: usize = 6;

static COMMENT: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = base();
    builder
        .link_rel(Some("nofollow ugc noopener"))
        .url_relative(UrlRelative::Deny);

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
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("ol", HashSet::from(["start"])),
        ]))
        .generic_attributes(HashSet::new())
        .url_schemes(HashSet::from(SCHEMES))
        .attribute_filter(plain_values);
    for block in BLOCKS {
        builder.set_tag_attribute_value(block, "dir", "auto");
    }

    builder
}

/// Keeps `start` if it is a whole number, and `id` if it is that of a footnote.
fn plain_values<'u>(_element: &str, attribute: &str, value: &'u str) -> Option<Cow<'u, str>> {
    let keep = match attribute {
        "start" => value.parse::<u32>().is_ok(),
        "id" => is_footnote(value),
        _ => true,
    };

    keep.then_some(Cow::Borrowed(value))
}

fn footnote_link(address: &str) -> Option<Cow<'_, str>> {
    address
        .strip_prefix('#')
        .is_some_and(is_footnote)
        .then_some(Cow::Borrowed(address))
}

fn is_footnote(id: &str) -> bool {
    let number = id.strip_prefix(REFERENCE).or_else(|| id.strip_prefix(NOTE));

    number.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Repeats the pass until it changes nothing.
fn stable(builder: &Builder<'_>, html: &str) -> String {
    let mut current = pass(builder, html);

    for _ in 1..PASSES {
        let next = pass(builder, &current);
        if next == current {
            return current;
        }
        current = next;
    }

    // It never becomes stable, so all of it is shown as text.
    let text = current
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");

    pass(builder, &text)
}

fn pass(builder: &Builder<'_>, html: &str) -> String {
    let mut cleaned = builder.clean(html).to_string();

    // A parser drops the line feed after `<pre>`, so every pass would drop one more.
    while cleaned.contains("<pre dir=\"auto\">\n") {
        cleaned = cleaned.replace("<pre dir=\"auto\">\n", "<pre dir=\"auto\">");
    }

    without_direction_of_containers(&cleaned)
}

/// Removes `dir` from each block that begins with a block: HTML takes no account of children with a
/// `dir` when it finds the direction of `auto`, so a quotation in Arabic would be laid out from left
/// to right, even on an Arabic page.
fn without_direction_of_containers(html: &str) -> String {
    let mut pieces = html.split(DIRECTION);
    let mut kept = String::with_capacity(html.len());
    kept.push_str(pieces.next().unwrap_or_default());

    for piece in pieces {
        kept.push_str(if begins_with_block(piece) {
            ">"
        } else {
            DIRECTION
        });
        kept.push_str(piece);
    }

    kept
}

fn begins_with_block(html: &str) -> bool {
    let Some(tag) = html.trim_start().strip_prefix('<') else {
        return false;
    };
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric());
    let name = tag.get(..end.unwrap_or(tag.len())).unwrap_or_default();

    BLOCKS.contains(&name) || matches!(name, "ul" | "ol" | "table")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn unlisted_elements_are_replaced_by_their_text() {
        assert_eq!(
            sanitise_comment("<h1 class=x>a</h1><p style=x>b<img src=y></p>"),
            "a<p dir=\"auto\">b</p>"
        );
        assert_eq!(sanitise_comment("<script>a</script>b"), "b");
    }

    #[test]
    fn links_get_the_rel_of_their_kind() {
        let html = "<a href=\"https://a.example/\" rel=\"opener\" target=\"_blank\">a</a>";

        assert_eq!(sanitise_comment(html), {
            "<a href=\"https://a.example/\" rel=\"nofollow ugc noopener\">a</a>"
        });
        assert_eq!(
            sanitise_article(html),
            "<a href=\"https://a.example/\" rel=\"noopener\">a</a>"
        );
    }

    #[test]
    fn only_the_ids_of_footnotes_pass() {
        let html = "<a href=\"#footnote-1\" id=\"footnote-reference-1\">1</a><a href=\"#x\" id=\"location\">2</a>";
        assert_eq!(sanitise_article(html), {
            "<a href=\"#footnote-1\" id=\"footnote-reference-1\" rel=\"noopener\">1</a><a rel=\"noopener\">2</a>"
        });
    }

    #[test]
    fn line_feeds_at_the_start_of_a_code_block_are_stable() {
        let once = sanitise_comment("<pre>\n\n\na</pre>");
        assert_eq!(sanitise_comment(&once), once);
    }

    proptest! {
        #[test]
        fn sanitising_twice_is_sanitising_once(
            pieces in prop::collection::vec(prop_oneof![
                "</?(p|a|b|em|ul|ol|li|pre|table|tr|td|object|svg|math|style|template|select|form|h2|sup|blockquote|code)>",
                Just("<a href=https://a.example>".to_owned()),
                Just("<ol start=7>".to_owned()),
                "(?s).{0,4}",
                "[<>&;\"'/!-]{1,3}",
            ], 0..24)
        ) {
            let html = pieces.concat();

            let comment = sanitise_comment(&html);

            prop_assert_eq!(sanitise_comment(&comment), comment);

            let article = sanitise_article(&html);

            prop_assert_eq!(sanitise_article(&article), article);
        }
    }
}
