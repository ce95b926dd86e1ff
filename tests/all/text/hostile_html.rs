//! Hostile bodies become HTML that has only what the contract allows. A second parser judges.

use std::hint::black_box;
use std::time::Instant;

use moderato::text::markdown::{article_html, comment_html};
use moderato::text::sanitise::{sanitise_article, sanitise_comment};

use crate::support::hostile_text::collected_attacks;
use crate::support::html_judge::{Allowed, violations};

/// One for each known way to bring code into a page.
const PAYLOADS: [&str; 24] = [
    "<script>steal()</script>",
    "<img src=x onerror=steal()>",
    "<p onclick=\"steal()\" style=\"position:fixed\" class=x>text</p>",
    "<a href=\"javascript:steal()\">go</a>",
    "[go](javascript:steal())",
    "[go](JaVaScRiPt:steal())",
    "[go](&#106;avascript&colon;steal())",
    "[go](<java\tscript:steal()>)",
    "[go](data:text/html;base64,PHNjcmlwdD4=)",
    "[go](vbscript:steal)",
    "[go](//evil.example/x)",
    "[go][1]\n\n[1]: javascript:steal()",
    "<javascript:steal()>",
    "![x](https://tracker.example/pixel.png)",
    "![\" onerror=\"steal()](https://tracker.example/pixel.png)",
    "[go](https://good.example/\"onmouseover=\"steal())",
    "https://good.example/\"><script>steal()</script>",
    "```x\" onclick=\"steal()\n</code></pre><script>steal()</script>\n```",
    "<svg><style><img src=x onerror=steal()></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--><img src=x onerror=steal()>\">",
    "<noscript><p title=\"</noscript><img src=x onerror=steal()>\">",
    "<template><form action=x><input name=parentNode></form></template>",
    "<!--><img src=x onerror=steal()>-->",
    "note[^x\" onclick=\"steal()]\n\n[^x\" onclick=\"steal()]: <b id=location>here</b>",
];

#[test]
fn hostile_payloads_leave_only_what_the_contract_allows() {
    for payload in PAYLOADS {
        judge(payload);
    }
}

#[test]
fn collected_attacks_leave_only_what_the_contract_allows() {
    for attack in collected_attacks().unwrap_or_default() {
        judge(&attack);
    }
}

/// In ten thousand levels a parser that recurses runs out of stack, and one that searches its open
/// elements runs for minutes.
#[test]
fn ten_thousand_levels_are_cut_to_a_few() {
    for opener in [
        ">", "> ", "- ", "1. ", "*", "**a ", "*a_b ", "[", "![", "<b>", "~~a ", "> - ",
    ] {
        let body = opener.repeat(10_000);

        let comment = comment_html(&body);
        let article = article_html(&body);

        assert!(comment.matches("<blockquote>").count() <= 32, "{opener:?}");
        assert!(comment.matches("<ul>").count() <= 32, "{opener:?}");
        assert_allowed(&comment, Allowed::COMMENT, opener);
        assert_allowed(&article, Allowed::ARTICLE, opener);
    }
}

/// A text four times as long takes as long as four texts; quadratic work would take four times that.
/// Entities are left out: the parser of the sanitiser needs more than linear time for them.
#[test]
fn work_and_html_grow_no_faster_than_the_text() {
    for unit in [
        "[",
        "![",
        "[]",
        "[](",
        "![]() ",
        "[a](/x)",
        "![![a](/x)",
        "[a]: /x\n",
        "[a][a] ",
        "`",
        "`a``",
        "*",
        "**中。**",
        "*。",
        "~~",
        "_",
        "<",
        "<a@",
        "a@b.c ",
        "http://",
        "www.",
        "https://a.example/(",
        "https://a.example/[",
        "- ",
        "> ",
        "1. ",
        "\\",
        "    \n",
        "|a",
        "\u{200B}",
    ] {
        let short = unit.repeat(15_000 / unit.len());
        let long = unit.repeat(4 * (15_000 / unit.len()));

        let growth = (0..3)
            .map(|_| time(&long, 1) / time(&short, 4))
            .fold(f64::MAX, f64::min);
        assert!(growth < 3.0, "{unit:?}: {growth}");

        let html = comment_html(&long);
        assert!(html.len() < 1_000_000, "{unit:?}: {} bytes", html.len());
    }
}

/// The seconds that it takes to render a body so many times.
fn time(body: &str, times: usize) -> f64 {
    let start = Instant::now();
    for _ in 0..times {
        black_box(comment_html(black_box(body)));
    }

    start.elapsed().as_secs_f64()
}

/// Judges the payload alone, and where Markdown would put it into an element or an attribute.
fn judge(payload: &str) {
    let bodies = [
        payload.to_owned(),
        format!("[text]({payload})"),
        format!("[text](<{payload}>)"),
        format!("![{payload}](https://good.example/{payload} \"{payload}\")"),
        format!("<{payload}>"),
        format!("> - **{payload}**\n\n# {payload}\n\n```{payload}\n{payload}\n```"),
        format!("https://good.example/{payload}"),
        format!("|{payload}|b|\n|-|-|\n|c|{payload}|"),
    ];

    for body in bodies {
        // As Markdown, which the service renders.
        let comment = comment_html(&body);
        assert_allowed(&comment, Allowed::COMMENT, &body);
        assert_eq!(sanitise_comment(&comment), comment, "{body:?}");
        let article = article_html(&body);
        assert_allowed(&article, Allowed::ARTICLE, &body);
        assert_eq!(sanitise_article(&article), article, "{body:?}");

        // As HTML: what is sanitised stays the same when it is sanitised again.
        let comment = sanitise_comment(&body);
        assert_allowed(&comment, Allowed::COMMENT, &body);
        assert_eq!(sanitise_comment(&comment), comment, "{body:?}");
        let article = sanitise_article(&body);
        assert_allowed(&article, Allowed::ARTICLE, &body);
        assert_eq!(sanitise_article(&article), article, "{body:?}");
    }
}

/// Holds that the HTML that was made of this body has nothing that is not allowed.
#[track_caller]
fn assert_allowed(html: &str, allowed: Allowed, body: &str) {
    let violations = violations(html, allowed);

    assert_eq!(violations, Vec::<String>::new(), "{body:?} as {html}");
}

/// A judge that finds nothing anywhere would make every test above worthless.
#[test]
fn the_judge_objects_to_everything_that_is_not_listed() {
    let bad = [
        "<p>a<script>x</script>",
        "<p onclick=x>a</p>",
        "<ul><li><img src=x></li></ul>",
        "<a href=\"javascript:x\" rel=\"nofollow ugc noopener\">a</a>",
        "<a href=\" \u{1}java&#10;script:x\" rel=\"nofollow ugc noopener\">a</a>",
        "<a href=\"/relative\" rel=\"nofollow ugc noopener\">a</a>",
        "<a href=\"https://good.example/\">a</a>",
        "<ol start=\"x\"><li>a</li></ol>",
        "<p>a<!-- b --></p>",
        "<svg><p>a</p></svg>",
        "<noscript><p>a</p></noscript>",
        "<h2 id=\"location\">a</h2>",
        "<p dir=\"rtl\">a</p>",
    ];

    for html in bad {
        assert_ne!(
            violations(html, Allowed::COMMENT),
            Vec::<String>::new(),
            "{html}"
        );
        assert_ne!(
            violations(html, Allowed::ARTICLE),
            Vec::<String>::new(),
            "{html}"
        );
    }

    let good = "<p dir=\"auto\">a<br><a href=\"mailto:a@b.example\" rel=\"nofollow ugc noopener\">b</a></p>";
    assert_eq!(violations(good, Allowed::COMMENT), Vec::<String>::new());
}
