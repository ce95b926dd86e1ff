//! The HTML of comments and articles, element by element.

use proptest::prelude::*;

use super::*;

mod links;

/// The HTML without `dir`, which has tests of its own.
fn comment_html(markdown: &str) -> String {
    without_direction(&super::comment_html(markdown))
}

fn article_html(markdown: &str) -> String {
    without_direction(&super::article_html(markdown))
}

fn without_direction(html: &str) -> String {
    html.replace(" dir=\"auto\"", "")
}

const REL: &str = "rel=\"nofollow ugc noopener\"";

#[test]
fn line_breaks_stay_as_typed_in_a_comment_and_not_in_an_article() {
    assert_eq!(
        comment_html("one\ntwo\n\nthree"),
        "<p>one<br>\ntwo</p>\n<p>three</p>\n"
    );
    assert_eq!(article_html("one\ntwo"), "<p>one\ntwo</p>\n");
}

#[test]
fn emphasis_lists_and_quotations_are_rendered() {
    assert_eq!(comment_html("*a* **b** ~~c~~ `d`"), {
        "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n"
    });
    assert_eq!(
        comment_html("3. a\n4. b"),
        "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"
    );
    assert_eq!(
        comment_html("> a"),
        "<blockquote>\n<p>a</p>\n</blockquote>\n"
    );
}

#[test]
fn html_is_shown_as_text() {
    assert_eq!(
        comment_html("a <b>c</b>"),
        "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"
    );
    assert_eq!(
        comment_html("<div>\na\n</div>"),
        "<p>&lt;div&gt;<br>\na<br>\n&lt;/div&gt;</p>\n"
    );
}

#[test]
fn headings_of_a_comment_are_strong_paragraphs() {
    assert_eq!(
        comment_html("# a\nb"),
        "<p><strong>a</strong></p>\n<p>b</p>\n"
    );
}

#[test]
fn a_signature_below_two_dashes_is_no_heading() {
    assert_eq!(
        comment_html("Good morning\n--\nAda"),
        "<p>Good morning<br>\n--</p>\n<p>Ada</p>\n"
    );
    assert_eq!(
        comment_html("a\n\n---\n\nb"),
        "<p>a</p>\n<p>---</p>\n<p>b</p>\n"
    );
}

/// The flanking rule of CommonMark 6.2 with the amendment "CJK-friendly emphasis".
#[test]
fn emphasis_ends_beside_the_marks_of_scripts_without_spaces() {
    for (markdown, html) in [
        ("**注意。**次", "<strong>注意。</strong>次"),
        ("次**「注意」**次", "次<strong>「注意」</strong>次"),
        ("**注意（重要）**です", "<strong>注意（重要）</strong>です"),
        ("**注意(重要)**です", "<strong>注意(重要)</strong>です"),
        ("**한국어(Korean)**은", "<strong>한국어(Korean)</strong>은"),
        (
            "**\u{20000}。**\u{20001}",
            "<strong>\u{20000}。</strong>\u{20001}",
        ),
        ("這是**“重點”**嗎", "這是<strong>“重點”</strong>嗎"),
        (
            "*注意。*次**注意！**",
            "<em>注意。</em>次<strong>注意！</strong>",
        ),
        ("~~旧。~~新", "<del>旧。</del>新"),
        ("a**中。**b", "a<strong>中。</strong>b"),
        ("**`x`**は", "<strong><code>x</code></strong>は"),
        ("`**注意。**次`", "<code>**注意。**次</code>"),
        ("注意。 ** 次", "注意。 ** 次"),
        ("\\*\\*注意。\\*\\*次", "**注意。**次"),
        ("**。", "**。"),
        ("中*文*(字)", "中<em>文</em>(字)"),
        ("「*中*文", "「<em>中</em>文"),
    ] {
        assert_eq!(
            comment_html(markdown),
            format!("<p>{html}</p>\n"),
            "{markdown}"
        );
    }

    let link = format!("<a href=\"https://a.example\" {REL}>");
    assert_eq!(
        comment_html("**[注](https://a.example)**は"),
        format!("<p><strong>{link}注</a></strong>は</p>\n")
    );
    assert_eq!(
        comment_html("**見https://a.example/_b_c。**次"),
        format!("<p><strong>見{link}</strong>次</p>\n")
            .replace("example\"", "example/_b_c\"")
            .replace("</strong>", "https://a.example/_b_c</a>。</strong>")
    );
    // A label is compared as it is written.
    assert_eq!(
        comment_html("[注。**次**]\n\n[注。**次**]: https://a.example"),
        format!("<p>{link}注。<strong>次</strong></a></p>\n")
    );
}

#[test]
fn headings_of_an_article_begin_at_level_two() {
    assert_eq!(
        article_html("# a\n## b\n###### c"),
        "<h2>a</h2>\n<h3>b</h3>\n<h6>c</h6>\n"
    );
    assert_eq!(article_html("## a\n### b"), "<h2>a</h2>\n<h3>b</h3>\n");
}

#[test]
fn tables_and_rules_of_an_article_are_kept() {
    assert_eq!(article_html("|a|\n|-|\n|b|\n\n***"), {
        "<table><thead><tr><th>a</th></tr></thead><tbody>\n<tr><td>b</td></tr>\n</tbody></table>\n<hr>\n"
    });
}

#[test]
fn footnotes_are_numbered_by_first_mention_and_link_both_ways() {
    let html = article_html("a[^y] b[^x] c[^y]\n\n[^x]: ex\n[^y]: why\n[^z]: unmentioned");

    assert!(html.contains(
        "a<sup><a href=\"#footnote-1\" id=\"footnote-reference-1\" rel=\"noopener\">1</a></sup>"
    ));
    assert!(html.contains("c<sup><a href=\"#footnote-1\" rel=\"noopener\">1</a></sup>"));

    let places = [
        "<li id=\"footnote-1\">\n<p>why</p>",
        "<li id=\"footnote-2\">\n<p>ex</p>",
        "<li id=\"footnote-3\">",
    ];
    let found: Vec<Option<usize>> = places.iter().map(|place| html.find(place)).collect();

    assert!(
        found.iter().all(Option::is_some) && found.is_sorted(),
        "{html}"
    );
    assert_eq!(html.matches('↩').count(), 2);
}

#[test]
fn a_footnote_first_mentioned_in_a_footnote_has_the_number_of_that_mention() {
    let html = article_html("a[^x]\n\n[^y]: why\n[^x]: ex[^y]");
    assert!(
        html.contains("<li id=\"footnote-2\">\n<p>why</p>"),
        "{html}"
    );
}

/// HTML finds the direction of `auto` by the text outside of children with a `dir` of their own.
#[test]
fn each_block_that_begins_with_text_has_its_own_direction() {
    const DIR: &str = "dir=\"auto\"";

    for (markdown, html) in [
        ("שלום\n\na", format!("<p {DIR}>שלום</p>\n<p {DIR}>a</p>\n")),
        ("# سلام", format!("<p {DIR}><strong>سلام</strong></p>\n")),
        (
            "> سلام",
            format!("<blockquote>\n<p {DIR}>سلام</p>\n</blockquote>\n"),
        ),
        (
            "- سلام\n- a\n  - b",
            format!(
                "<ul>\n<li {DIR}>سلام</li>\n<li {DIR}>a\n<ul>\n<li {DIR}>b</li>\n</ul>\n</li>\n</ul>\n"
            ),
        ),
        (
            "1. سلام\n\n   a",
            format!("<ol>\n<li>\n<p {DIR}>سلام</p>\n<p {DIR}>a</p>\n</li>\n</ol>\n"),
        ),
        (
            "> - a",
            format!("<blockquote>\n<ul>\n<li {DIR}>a</li>\n</ul>\n</blockquote>\n"),
        ),
        (
            "    # سلام",
            format!("<pre {DIR}><code># سلام</code></pre>\n"),
        ),
        (
            "> ```\n> a\n> ```",
            format!("<blockquote>\n<pre {DIR}><code>a\n</code></pre>\n</blockquote>\n"),
        ),
        (" dir=\"auto\">", format!("<p {DIR}>dir=\"auto\"&gt;</p>\n")),
    ] {
        assert_eq!(super::comment_html(markdown), html, "{markdown}");
    }

    let article = super::article_html("## سلام\n\n|a|\n|-|\n|سلام|\n\n[^1]\n\n[^1]: a");
    for block in ["h2", "th", "td", "p"] {
        assert!(article.contains(&format!("<{block} {DIR}>")), "{article}");
    }
    assert!(
        article.contains("<li id=\"footnote-1\">\n<p dir"),
        "{article}"
    );
}

proptest! {
    #[test]
    fn sanitising_leaves_rendered_html_unchanged(
        markdown in "(?s)(.{0,3}|[*_`~>#|\\[\\]()<&!-]{1,4}|\n|\n\n|    |[a-c ]{1,4}|https://a\\.example/|\\[\\^a\\]:?|<b>|1\\. ){0,24}"
    ) {
        let comment = super::comment_html(&markdown);
        prop_assert_eq!(sanitise_comment(&comment), comment);

        let article = super::article_html(&markdown);
        prop_assert_eq!(sanitise_article(&article), article);
    }
}
