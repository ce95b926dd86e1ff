//! Links and emphasis are those of a second renderer, comrak with the extensions of GitHub Flavored
//! Markdown, apart from the listed differences. `docs/decisions/0015-rendering.md` has the rules.

use std::fs;

use comrak::{Options, markdown_to_html};
use html5ever::tendril::TendrilSink;
use html5ever::{Attribute, ParseOpts, QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use moderato::text::markdown::comment_html;
use proptest::prelude::*;
use serde_json::Value;

use crate::support::shared::shared_folder;

/// A text that the two render differently, as we want it. Links are written `[text](href)`,
/// emphasis `em(text)`.
struct Difference {
    reason: &'static str,
    markdown: &'static str,
    ours: &'static str,
    theirs: &'static str,
}

const DIFFERENCES: [Difference; 18] = [
    Difference {
        reason: "a bare URL behind a bracket is a link: people put sources in brackets",
        markdown: "[https://a.example/b]",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "",
    },
    Difference {
        reason: "a URL ends before a bracket that it did not open",
        markdown: "see https://a.example/b] c",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "[https://a.example/b]](https://a.example/b%5D)",
    },
    Difference {
        reason: "a URL ends before a backtick: code follows",
        markdown: "https://a.example/b`c",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "[https://a.example/b`c](https://a.example/b%60c)",
    },
    Difference {
        reason: "a URL ends before a quotation mark",
        markdown: "https://a.example/b\"c",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "[https://a.example/b\"c](https://a.example/b%22c)",
    },
    Difference {
        reason: "a URL ends before the closing marks of every script",
        markdown: "https://a.example/b。次",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "[https://a.example/b。次](https://a.example/b%E3%80%82%E6%AC%A1)",
    },
    Difference {
        reason: "a URL ends before a byte order mark and other invisible controls",
        markdown: "https://a.example/b\u{FEFF}",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "[https://a.example/b\u{FEFF}](https://a.example/b%EF%BB%BF)",
    },
    Difference {
        reason: "any mark may stand before www., not only a bracket or emphasis",
        markdown: "\"www.a.example/b",
        ours: "[www.a.example/b](http://www.a.example/b)",
        theirs: "",
    },
    Difference {
        reason: "hosts have no case",
        markdown: "Www.a.example/b",
        ours: "[Www.a.example/b](http://Www.a.example/b)",
        theirs: "",
    },
    Difference {
        reason: "www. and one label is a sentence without its space",
        markdown: "www.youtube. com",
        ours: "",
        theirs: "[www.youtube](http://www.youtube)",
    },
    Difference {
        reason: "hosts with _ in the last two labels exist",
        markdown: "https://a_b.example/c",
        ours: "[https://a_b.example/c](https://a_b.example/c)",
        theirs: "",
    },
    Difference {
        reason: "a version is no mailbox",
        markdown: "react@18.x",
        ours: "",
        theirs: "[react@18.x](mailto:react@18.x)",
    },
    Difference {
        reason: "an account of a social network is no mailbox",
        markdown: "@ann@social.example",
        ours: "",
        theirs: "[ann@social.example](mailto:ann@social.example)",
    },
    Difference {
        reason: "links lead to http, https and mailto URLs",
        markdown: "ftp://a.example [b](ftp://b.example)",
        ours: "",
        theirs: "[ftp://a.example](ftp://a.example) [b](ftp://b.example)",
    },
    Difference {
        reason: "images become links",
        markdown: "![a](https://a.example/b.png)",
        ours: "[a](https://a.example/b.png)",
        theirs: "img[a](https://a.example/b.png)",
    },
    Difference {
        reason: "a host without a scheme is no relative address",
        markdown: "[a](www.a.example)",
        ours: "[a](https://www.a.example)",
        theirs: "[a](www.a.example)",
    },
    Difference {
        reason: "a link that would show nothing shows its address",
        markdown: "[](https://a.example/b)",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "[](https://a.example/b)",
    },
    Difference {
        reason: "HTML is text, and so are the URLs in it",
        markdown: "a <b title=\"https://a.example/b\">",
        ours: "[https://a.example/b](https://a.example/b)",
        theirs: "",
    },
    Difference {
        reason: "headings become strong paragraphs",
        markdown: "# a",
        ours: "strong(a)",
        theirs: "",
    },
];

#[test]
fn each_listed_difference_is_one() {
    for difference in &DIFFERENCES {
        let reason = difference.reason;

        assert_eq!(
            written(&ours(difference.markdown)),
            difference.ours,
            "{reason}"
        );
        assert_eq!(
            written(&theirs(difference.markdown)),
            difference.theirs,
            "{reason}"
        );
    }
}

proptest! {
    #[test]
    fn links_and_emphasis_are_those_of_the_second_renderer(markdown in markdown()) {
        let markdown = markdown.trim();

        prop_assert_eq!(ours(markdown), theirs(markdown), "{:?}", markdown);
    }
}

#[test]
fn links_and_emphasis_of_real_comments_are_those_of_the_second_renderer() {
    let Some(comments) = real_comments() else {
        return;
    };

    let mut links = 0;
    for comment in &comments {
        // These are listed differences, besides the byte order marks at the ends.
        let is_listed = ["<", "[http", "www.youtube. ", "Www."]
            .iter()
            .any(|listed| comment.contains(listed));
        let comment = comment.replace('\u{FEFF}', "");
        let found = ours(comment.trim());
        links += found.iter().filter(|it| it.element == "a").count();

        assert!(is_listed || found == theirs(comment.trim()), "{comment}");
    }

    assert!(links > 300, "{links} links in {} comments", comments.len());
}

/// Texts of pieces of Markdown in several scripts, without the listed differences.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-c]{1,3}",
        "[中文字次、。「」（）！]{1,3}",
        "[가나다]{1,2}",
        "[かなカナ]{1,2}",
        "[абв]{1,2}",
        "[אבג]{1,2}",
        "[سلم،]{1,2}",
        "[กขค]{1,2}",
        "[….,;:!?()'’“”]",
        " ",
        "\n",
        "\n\n",
        "(> |- |\n1\\. )",
        "\\*{1,3}",
        "_{1,2}",
        "`{1,2}",
        "\\\\[*_]",
        Just(" &amp; ".to_owned()),
        Just(" [中*文*](https://b.example/c_d_) ".to_owned()),
        Just(" [**a**][1] ".to_owned()),
        Just(" <https://c.example/_d_> ".to_owned()),
        " (https?://a\\.example|www\\.a\\.example)(/(_?[a-c]{1,2}[*~_?=]?){0,3}[a-c])?[.,!]? ",
        " me_x@a\\.example ",
    ];

    prop::collection::vec(piece, 0..12)
        .prop_map(|pieces| format!("{}\n\n[d][1]\n\n[1]: https://d.example", pieces.concat()))
}

/// The comments of the page, of YouTube and of a question site.
fn real_comments() -> Option<Vec<String>> {
    let folder = shared_folder("real comments")?;
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();

    let page: Value = serde_json::from_str(&read("seed/page.json")).unwrap();
    let mut comments: Vec<String> = page["comments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|comment| comment["body"].as_str().unwrap().to_owned())
        .collect();

    let beer = read("data/stackexchange_beer/Comments.xml");
    let texts = beer.split(" Text=\"").skip(1);
    comments.extend(texts.map(|text| unescaped(text.split('"').next().unwrap())));

    for file in [
        "01-Psy",
        "02-KatyPerry",
        "03-LMFAO",
        "04-Eminem",
        "05-Shakira",
    ] {
        let rows = read(&format!("data/youtube_spam/Youtube{file}.csv"));
        // COMMENT_ID, AUTHOR, DATE, CONTENT and CLASS, without care for commas and line breaks in them.
        let texts = rows.lines().filter_map(|row| row.splitn(4, ',').last());
        let texts = texts.map(|text| text.trim_end_matches([',', '0', '1']).trim_matches('"'));
        comments.extend(texts.map(unescaped));
    }

    Some(comments)
}

fn unescaped(html: &str) -> String {
    let text = html.replace("<br />", "\n");

    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#xA;", "\n"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (entity, character)| {
        text.replace(entity, character)
    })
}

/// A link or emphasis with the text that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    element: String,
    href: String,
    text: String,
}

fn ours(markdown: &str) -> Vec<Piece> {
    pieces(&comment_html(markdown))
}

fn theirs(markdown: &str) -> Vec<Piece> {
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.extension.cjk_friendly_emphasis = true;
    options.parse.ignore_setext = true;
    options.render.escape = true;

    pieces(&markdown_to_html(markdown, &options))
}

fn written(pieces: &[Piece]) -> String {
    let pieces = pieces.iter().map(|piece| match &*piece.element {
        "a" => format!("[{}]({})", piece.text, piece.href),
        "img" => format!("img[{}]({})", piece.text, piece.href),
        element => format!("{element}({})", piece.text),
    });

    pieces.collect::<Vec<_>>().join(" ")
}

fn pieces(html: &str) -> Vec<Piece> {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let dom = parse_fragment(
        RcDom::default(),
        ParseOpts::default(),
        body,
        Vec::new(),
        false,
    );

    let mut found = Vec::new();
    collect(&dom.one(html).document, &mut found);

    found
}

fn collect(node: &Handle, found: &mut Vec<Piece>) {
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attributes = attrs.borrow();
        let element = &*name.local;
        let href = value(&attributes, if element == "img" { "src" } else { "href" });

        if matches!(element, "a" | "img" | "em" | "strong" | "code") {
            let text = text_of(node);
            found.push(Piece {
                element: element.to_owned(),
                href,
                text: text.split_whitespace().collect::<Vec<_>>().join(" "),
            });
        }
    }

    for child in node.children.borrow().iter() {
        collect(child, found);
    }
}

fn text_of(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        NodeData::Element { name, .. } if &*name.local == "br" => "\n".to_owned(),
        NodeData::Element { name, attrs, .. } if &*name.local == "img" => {
            value(&attrs.borrow(), "alt")
        }
        _ => node.children.borrow().iter().map(text_of).collect(),
    }
}

fn value(attributes: &[Attribute], name: &str) -> String {
    let found = attributes.iter().find(|held| &*held.name.local == name);

    found.map(|held| held.value.to_string()).unwrap_or_default()
}
