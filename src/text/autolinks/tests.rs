//! Where bare URLs and email addresses begin and end.

use proptest::prelude::*;

use super::*;

fn hrefs(text: &str) -> Vec<String> {
    let links = in_literal_text(text).into_iter();

    links.map(|link| link.href).collect()
}

#[track_caller]
fn assert_hrefs<const COUNT: usize>(text: &str, expected: [&str; COUNT]) {
    assert_eq!(hrefs(text), expected, "{text}");
}

/// GFM 6.9, "extended autolink path validation".
#[test]
fn a_url_ends_before_the_punctuation_of_the_sentence() {
    assert_hrefs(
        "see https://a.example/b?c=d&e=f, then",
        ["https://a.example/b?c=d&e=f"],
    );
    assert_hrefs(
        "(https://a.example/b_(c)). Next",
        ["https://a.example/b_(c)"],
    );
    assert_hrefs(
        "www.a.example/search?q=(business))+ok",
        ["http://www.a.example/search?q=(business))+ok"],
    );
    assert_hrefs("https://a.example/?q=b&copy;", ["https://a.example/?q=b"]);
    assert_hrefs("https://a.example!", ["https://a.example"]);
    assert_hrefs("**https://a.example**", ["https://a.example"]);
}

/// Any character but an ASCII letter or digit may stand before a URL.
#[test]
fn a_url_may_follow_a_word_of_a_script_without_spaces() {
    for before in [
        "看这里",
        "ここ",
        "カ",
        "여기",
        "ดูที่",
        "ببین",
        "סע",
        "см",
        "δες",
        "é",
        "देखें",
        "བལྟ",
        "😀",
        "：",
        "，",
        "_",
        "(",
    ] {
        assert_hrefs(
            &format!("{before}https://a.example/b"),
            ["https://a.example/b"],
        );
        assert_hrefs(
            &format!("{before}www.a.example/b"),
            ["http://www.a.example/b"],
        );
    }

    for text in [
        "xhttps://a.example",
        "1https://a.example",
        "awww.b.example",
        "ftp://www.b.example",
    ] {
        assert_hrefs(text, []);
    }
}

/// `Terminal_Punctuation`, quotation marks and brackets (general categories Pi, Pf, Ps, Pe) end a
/// URL even without a space behind them.
#[test]
fn the_closing_marks_of_every_script_end_a_url() {
    for mark in [
        "،", "؛", "؟", "۔", "।", "॥", "։", "።", "፣", "។", "၊", "။", "།", "᠂", "、", "。", "，",
        "！", "？", "；", "：", "．", "｡", "…", "“", "”", "«", "»", "‹", "›", "„", "「", "」",
        "『", "』", "（", "）", "【", "】", "《", "》", "⟩", "\u{200F}", "\u{200E}", "\u{2069}",
        "\u{200B}",
    ] {
        for after in ["", " سپس", "次", "א"] {
            assert_hrefs(
                &format!("https://a.example/b{mark}{after}"),
                ["https://a.example/b"],
            );
        }
        assert_hrefs(&format!("https://a.example{mark}"), ["https://a.example"]);
    }
    assert_hrefs("‘https://a.example/b’ c", ["https://a.example/b"]);
    assert_hrefs("‘https://a.example/b’次", ["https://a.example/b"]);
    assert_hrefs("https://a.example/b–", ["https://a.example/b"]);
    assert_hrefs("https://a.example/b؟!).", ["https://a.example/b"]);
}

#[test]
fn marks_inside_a_path_stay() {
    for path in [
        "wiki/Michelson–Morley",
        "wiki/L’Équipe",
        "wiki/Col·lecció",
        "wiki/צה״ל",
        "wiki/می\u{200C}خواهم",
        "a—b",
        "wiki/東京_(曖昧さ回避)",
        "wiki/❤\u{FE0F}",
        "~ann/*/b_c!d'e,f;g:h",
        "a|b^c",
    ] {
        let url = format!("https://a.example/{path}");
        assert_hrefs(&url, [url.as_str()]);
    }
}

/// Only brackets that a URL opened belong to it. RFC 3986 wants them encoded; browsers do not.
#[test]
fn brackets_of_a_query_belong_to_its_url() {
    for url in [
        "https://a.example/list?tag[]=tea&sort=new",
        "https://a.example/?filter[a][b]=1",
        "https://a.example/{id}/b",
        "http://[2001:db8::1]:8080/b",
    ] {
        assert_hrefs(url, [url]);
        assert_hrefs(&format!("[{url}]"), [url]);
        assert_hrefs(&format!("({url})."), [url]);
    }

    assert_hrefs("[https://a.example/b]: c", ["https://a.example/b"]);
    assert_hrefs("https://a.example/b[", ["https://a.example/b"]);
}

#[test]
fn two_urls_with_a_mark_between_them_are_two() {
    assert_hrefs(
        "https://a.example、https://b.example",
        ["https://a.example", "https://b.example"],
    );
    assert_hrefs(
        "https://a.example,https://b.example",
        ["https://a.example", "https://b.example"],
    );
}

#[test]
fn a_text_that_only_looks_like_a_url_is_none() {
    for text in [
        "https://",
        "www.",
        "www.x",
        "ftp://a.example",
        "http:// a.example",
        "https://*",
    ] {
        assert_hrefs(text, []);
    }
}

/// GFM 6.9, "extended email autolink".
#[test]
fn email_addresses_are_links() {
    assert_hrefs("write me@a.example.", ["mailto:me@a.example"]);
    assert_hrefs(
        "邮箱me+b.c-d_e@mail.a.example，谢谢",
        ["mailto:me+b.c-d_e@mail.a.example"],
    );
    assert_hrefs("mailto:me@a.example", ["mailto:me@a.example"]);

    for text in [
        "me@a",
        "@ann",
        "me@a.example-",
        "me@a.example_",
        "react@18.2.0",
        "@ann@social.example",
        "ssh://git@a.example/b",
        "a@.example",
        "@a.example",
    ] {
        assert_hrefs(text, []);
    }
}

proptest! {
    #[test]
    fn links_are_in_order_and_do_not_overlap(
        text in "(https?://|www\\.|[a-c.()@\\[\\]\\\\/ !é。]){0,30}"
    ) {
        for syntax in [Syntax::Markdown, Syntax::Literal] {
            let whole = Stretch { range: 0..text.len(), limit: text.len() };
            let mut from = 0;
            for found in find(&text, &[whole], syntax) {
                prop_assert!(found.range.start >= from && found.range.end > found.range.start);
                prop_assert!(text.get(found.range.clone()).is_some());
                from = found.range.end;
            }
        }
    }
}
