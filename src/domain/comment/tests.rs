//! What a comment may be.

use super::*;

fn code(body: &str) -> Option<&'static str> {
    CommentBody::parse(body, "/body")
        .err()
        .map(|fault| fault.code)
}

/// "A character that can be seen" is asked of what is rendered.
#[test]
fn a_body_that_shows_nothing_is_too_short() {
    for body in [
        "",
        " \n\t",
        "\u{200B}\u{3164}",
        "#",
        "###### #",
        "# &nbsp;",
        "# \u{200B}",
        "-",
        "+",
        "*",
        "-\n-\n\n-",
        "- -\n  -",
        ">",
        "> >\n>",
        "> - #",
        "&nbsp;",
        "&#8203;&zwnj;&ZeroWidthSpace;",
        "&#x2800;",
        "&#x3000;&emsp;",
        "```",
        "```rust",
        "```\n\n\n```",
        "~~~\n~~~",
        "` `",
        "\\\n&nbsp;",
        "**&nbsp;**",
        "[](javascript:x)",
        "![](data:image/png;base64,AAAA)",
        "- ![](javascript:x)",
    ] {
        assert_eq!(code(body), Some("too_short"), "{body:?}");
    }
}

#[test]
fn a_body_of_marks_that_are_shown_is_long_enough() {
    for body in [
        "!",
        "?",
        "👍",
        "---",
        "***",
        "1.",
        "2019.",
        "2019.\n2020.",
        "> 3)",
        "\\#",
        "+1",
        "#1",
        "**",
        "~~ ~",
        "<p></p>",
        "<!-- a -->",
        "[x]: https://a.example",
        "[]()",
        "![]()",
        "![](https://a.example/x.png)",
        "[](/x)",
        "`&nbsp;`",
        "    &nbsp;",
        "&nbsp",
    ] {
        let parsed = CommentBody::parse(body, "/body").unwrap();

        assert!(!parsed.rendered.text.trim().is_empty(), "{body:?}");
    }

    assert_eq!(
        CommentBody::parse("2019.\n2020.", "").unwrap().html(),
        "<p dir=\"auto\">2019.<br>\n2020.</p>\n"
    );
}

/// An entity means its character (CommonMark, section 2.5).
#[test]
fn what_may_not_be_typed_may_not_be_written_as_an_entity() {
    assert_eq!(code("a&#27;b"), Some("forbidden_character"));
    assert_eq!(code("`a&#27;b`"), None);
    assert_eq!(
        code(&format!("a{}", "&#x301;".repeat(30))),
        Some("too_many_marks")
    );
}

#[test]
fn the_detail_says_what_to_change() {
    let fault = CommentBody::parse("#", "/body").unwrap_err();

    assert_eq!(fault.pointer, "/body");
    assert_eq!(
        fault.detail,
        "Nothing of this text would be shown, since it has only mark-up. Add some words, or write \\ \
         before a mark to show it: \\#"
    );
}

/// CommonMark, sections 4.4 and 5.2: only blank lines may be trimmed.
#[test]
fn the_indentation_of_the_first_line_is_kept() {
    for (body, html) in [
        (
            "    def f():\n        return 1",
            "<pre><code>def f():\n    return 1</code></pre>\n",
        ),
        (
            "\tdef f():\n\t\treturn 1",
            "<pre><code>def f():\n\treturn 1</code></pre>\n",
        ),
        ("  \tdef f():", "<pre><code>def f():</code></pre>\n"),
        ("  - a\n  - b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        (
            "   1. a\n   2. b\n\n   c",
            "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n<p>c</p>\n",
        ),
        ("   a\n   b", "<p>a<br>\nb</p>\n"),
    ] {
        let parsed = CommentBody::parse(&format!(" \n\n{body}\n \n"), "/body").unwrap();

        assert_eq!(parsed.as_str(), body);
        assert_eq!(parsed.html().replace(" dir=\"auto\"", ""), html);
    }
}

#[test]
fn the_html_of_a_body_is_bounded_whatever_its_structure() {
    let definition = format!("[a]: https://example.org/{}\n\n", "\u{1f600}".repeat(4_900));
    let quotation = format!("{}a\n\n", ">".repeat(32));
    let bodies = [
        format!("{definition}{}", "[a]".repeat(1_690)),
        format!("{definition}{}", "[a] ".repeat(1_200)),
        quotation.repeat(285),
        "> - ".repeat(2_400) + "a",
        "* ".repeat(4_900) + "a",
        format!("{}a\n", "1. ".repeat(16)).repeat(200),
        "&".repeat(10_000),
        "\"<>".repeat(3_300),
        "a\n".repeat(5_000),
        "a\n\n".repeat(3_300),
        "*a* ".repeat(2_500),
        "`a` ".repeat(2_500),
        "a.co ".repeat(2_000),
        "https://a.co/\u{1f600} ".repeat(600),
        "a@b.co ".repeat(1_400),
    ];

    for body in bodies {
        let shown: String = body.chars().take(40).collect();
        let parsed = CommentBody::parse(&body, "/body").unwrap();

        let bytes = parsed.html().len();
        assert!(bytes <= 128 * 1024, "{shown}: {bytes}");
        assert!(!parsed.html().is_empty(), "{shown}");
    }
}

#[test]
fn a_body_with_too_large_links_keeps_its_words_and_loses_the_links() {
    let address = "\u{1f600}".repeat(4_900);
    let links = "[word] ".repeat(700);

    let body = CommentBody::parse(
        &format!("[word]: https://example.org/{address}\n\n**First** {links}"),
        "/body",
    )
    .unwrap();

    assert!(
        body.html().contains("<strong>First</strong> word word"),
        "{}",
        body.html()
    );
    assert!(!body.html().contains("<a "), "{}", body.html());
    assert_eq!(
        body.link_hosts().first().map(String::as_str),
        Some("example.org")
    );
}
