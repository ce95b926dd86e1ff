//! The links of comments and articles.

use super::{REL, article_html, comment_html};

#[test]
fn bare_urls_become_links_and_other_schemes_do_not() {
    assert_eq!(comment_html("at https://a.example/b_c."), {
        format!("<p>at <a href=\"https://a.example/b_c\" {REL}>https://a.example/b_c</a>.</p>\n")
    });
    assert_eq!(
        comment_html("`https://a.example`"),
        "<p><code>https://a.example</code></p>\n"
    );
    assert_eq!(
        comment_html("[a](javascript:b) [c](/d) ftp://e.example"),
        "<p>a c (/d) ftp://e.example</p>\n"
    );
    assert_eq!(
        comment_html("<me@a.example>"),
        format!("<p><a href=\"mailto:me@a.example\" {REL}>me@a.example</a></p>\n")
    );
}

/// GFM 6.9: an extended autolink is found before emphasis, brackets, escapes and entities.
#[test]
fn the_marks_of_a_bare_url_are_no_markdown() {
    for url in [
        "https://a.example/_foo_/bar",
        "https://a.example/__init__.py",
        "https://a.example/*a*/**b**/c",
        "https://a.example/~~a~~/b",
        "https://a.example/![a](b)c",
        "https://a.example/list?tag[]=tea",
    ] {
        // RFC 3986, section 2.1: a bracket and its percent-encoding.
        let href = url.replace('[', "%5B").replace(']', "%5D");
        let link = format!("<a href=\"{href}\" {REL}>{url}</a>");

        assert_eq!(comment_html(url), format!("<p>{link}</p>\n"));
        assert_eq!(
            comment_html(&format!("*a {url} b*, _{url}_")),
            format!("<p><em>a {link} b</em>, <em>{link}</em></p>\n")
        );
        assert_eq!(
            comment_html(&format!("看{url}。次")),
            format!("<p>看{link}。次</p>\n")
        );
    }

    assert_eq!(comment_html("https://a.example/a\\_b\\_c?d&amp;e"), {
        format!(
            "<p><a href=\"https://a.example/a_b_c?d&amp;e\" {REL}>https://a.example/a_b_c?d&amp;e</a></p>\n"
        )
    });
    assert_eq!(
        comment_html("[https://a.example/_b_](https://a.example/_b_)"),
        format!("<p><a href=\"https://a.example/_b_\" {REL}>https://a.example/_b_</a></p>\n")
    );
    assert_eq!(
        comment_html("`https://a.example/_b_` <https://a.example/_c_>"),
        format!(
            "<p><code>https://a.example/_b_</code> <a href=\"https://a.example/_c_\" {REL}>https://a.example/_c_</a></p>\n"
        )
    );
}

/// GFM 6.9: `www.` and email addresses.
#[test]
fn addresses_without_a_scheme_become_links() {
    assert_eq!(
        comment_html("www.a.example/b, me_x_y@a.example"),
        format!(
            "<p><a href=\"http://www.a.example/b\" {REL}>www.a.example/b</a>, \
             <a href=\"mailto:me_x_y@a.example\" {REL}>me_x_y@a.example</a></p>\n"
        )
    );
}

#[test]
fn images_become_links() {
    assert_eq!(comment_html("![a](https://a.example/b.png)"), {
        format!("<p><a href=\"https://a.example/b.png\" {REL}>a</a></p>\n")
    });
    assert_eq!(
        comment_html("[![a](https://a.example/b.png)](https://c.example)"),
        { format!("<p><a href=\"https://c.example\" {REL}>a</a></p>\n") }
    );
}

/// An empty link can neither be seen nor clicked.
#[test]
fn a_link_that_would_show_nothing_shows_its_address() {
    let url = "https://a.example/x.png";

    for blank in [
        "",
        " ",
        "&nbsp;",
        "&#8203;",
        "\u{3000}",
        "\u{200B}\u{FEFF}",
        "\u{2800}",
        "\\\n",
    ] {
        for body in [
            format!("![{blank}]({url})"),
            format!("[{blank}]({url})"),
            format!("![{blank}](<{url}> 'title')"),
            format!("[{blank}][1]\n\n[1]: {url}"),
            format!("![{blank}][1]\n\n[1]: {url}"),
            format!("[![{blank}](https://b.example/y.png)]({url})"),
            format!("[![{blank}](https://b.example/y.png) ![]()]({url})"),
        ] {
            let html = comment_html(&body);

            assert!(html.contains(&format!("{url}</a>")), "{body:?}: {html}");
            assert_eq!(html.matches(url).count(), 2, "{body:?}: {html}");
        }
    }

    let link = format!("<p><a href=\"{url}\" {REL}>{url}</a></p>\n");
    assert_eq!(comment_html(&format!("![]({url})")), link);
    assert_eq!(comment_html(&format!("*[]({url})*")), {
        format!("<p><em><a href=\"{url}\" {REL}>{url}</a></em></p>\n")
    });
    assert_eq!(comment_html(&format!("[`x`]({url})")), {
        format!("<p><a href=\"{url}\" {REL}><code>x</code></a></p>\n")
    });
}

/// Only addresses that are code or content vanish.
#[test]
fn the_address_of_a_link_is_not_lost() {
    for (body, shown) in [
        ("[my page](a/b.html)", "my page (a/b.html)"),
        ("[my page](</a b>)", "my page (/a b)"),
        ("![my cat](cat.png)", "my cat (cat.png)"),
        ("![](cat.png)", "cat.png"),
        ("[](#top)", "#top"),
        (
            "[a](ftp://b.example), <ftp://c.example>",
            "a (ftp://b.example), ftp://c.example",
        ),
        ("[tel:+1555](tel:+1555)", "tel:+1555"),
        ("[`tel:+1555`](tel:+1555)", "<code>tel:+1555</code>"),
        ("[call](tel:+1555 'now')", "call (tel:+1555)"),
        ("[a][1]\n\n[1]: /x", "a (/x)"),
        ("[**a**](/x)", "<strong>a</strong> (/x)"),
        ("[a](data:text/html,b) ![c](javascript:d)", "a c"),
        ("[a](&#1;javascript:b) [c](<java\tscript:d>)", "a c"),
        ("[a](\u{200B}javascript:b)", "a"),
    ] {
        assert_eq!(comment_html(body), format!("<p>{shown}</p>\n"), "{body:?}");
    }

    for (address, href) in [
        ("www.a.example/x", "https://www.a.example/x"),
        ("a.example/x", "https://a.example/x"),
        ("//a.example/x", "https://a.example/x"),
        ("me@a.example", "mailto:me@a.example"),
    ] {
        let link = format!("<p><a href=\"{href}\" {REL}>my page</a></p>\n");

        for body in [
            format!("[my page]({address})"),
            format!("[my page](<{address}>)"),
            format!("![my page]({address})"),
            format!("[my page]\n\n[my page]: {address}"),
        ] {
            assert_eq!(comment_html(&body), link, "{body}");
        }
    }
}

/// `[]()` and `items[i](x)` are code more often than links.
#[test]
fn brackets_that_make_no_link_are_shown_as_typed() {
    for body in [
        "[]()",
        "![]()",
        "[ ]()",
        "handlers[i](event)",
        "f()[0](x)",
        "[](auto x) { }",
        "[a]()",
    ] {
        assert_eq!(comment_html(body), format!("<p>{body}</p>\n"));
    }
}

/// Links do not nest, and a link inside the text of an image keeps its address.
#[test]
fn a_link_inside_an_image_shows_its_address() {
    assert_eq!(
        comment_html("![a [b](https://b.example)](https://c.example)"),
        format!("<p><a href=\"https://c.example\" {REL}>a b (https://b.example)</a></p>\n")
    );
}

#[test]
fn numbered_marks_keep_their_brackets() {
    assert_eq!(
        article_html("shown[1], and [2][3]."),
        "<p>shown[1], and [2][3].</p>\n"
    );
    assert_eq!(comment_html("shown[1]\n\n[1]: https://a.example"), {
        format!("<p>shown<a href=\"https://a.example\" {REL}>[1]</a></p>\n")
    });
}

#[test]
fn unused_link_definitions_are_shown() {
    assert_eq!(comment_html("Sources:\n\n[1]: https://a.example"), {
        format!(
            "<p>Sources:</p>\n<p>[1]: <a href=\"https://a.example\" {REL}>https://a.example</a></p>\n"
        )
    });
}
