//! The limits of an article's fields. Parsing a parsed value changes nothing.

use proptest::prelude::*;

use super::*;

fn pointers(input: ArticleInput) -> Vec<String> {
    let faults = ArticleFields::parse(input).err().unwrap_or_default();
    faults.into_iter().map(|fault| fault.pointer).collect()
}

#[test]
fn a_title_is_one_line_of_at_most_300_graphemes() {
    let title = Title::parse(" Sleep\nand\tmemory ", "/title").unwrap();

    assert_eq!(title.as_str(), "Sleep and memory");
    assert!(Title::parse(&"नि".repeat(300), "/title").is_ok());
    assert_eq!(
        Title::parse(&"a".repeat(301), "/title").unwrap_err().code,
        "too_long"
    );
    assert_eq!(
        Title::parse(" \u{202E} ", "/title").unwrap_err().code,
        "too_short"
    );
    assert_eq!(
        Title::parse("a\0", "/title").unwrap_err().code,
        "forbidden_character"
    );
}

#[test]
fn a_body_that_shows_nothing_is_too_short() {
    for body in [
        "#",
        "***",
        "&nbsp;",
        "```\n```",
        "|\u{A0}|\n|-|",
        "1.",
        "[^1]: ",
    ] {
        let fault = ArticleBody::parse(body).unwrap_err();

        assert_eq!(fault.code, "too_short", "{body:?}");
    }
}

#[test]
fn the_indentation_of_the_first_line_of_a_body_is_kept() {
    let body = ArticleBody::parse("\n    def f():\n        return 1\n").unwrap();

    assert_eq!(body.markdown, "    def f():\n        return 1");
    assert!(body.html.starts_with("<pre"), "{}", body.html);
}

#[test]
fn a_body_has_at_most_40_000_graphemes() {
    assert!(ArticleBody::parse(&"é".repeat(40_000)).is_ok());
    assert_eq!(
        ArticleBody::parse(&"é".repeat(40_001)).unwrap_err().code,
        "too_long"
    );
}

#[test]
fn a_title_makes_the_slug_where_its_script_can() {
    let slug = |title: &str| {
        Title::parse(title, "/title")
            .unwrap()
            .slug()
            .map(|slug| slug.0)
    };

    assert_eq!(slug("Sleep & memory").as_deref(), Some("sleep-memory"));
    assert_eq!(slug("خواب و حافظه"), None);
}

#[test]
fn a_slug_becomes_unique_by_the_id() {
    let id = ArticleId(uuid::Uuid::from_u128(
        0x0198_0000_0000_7000_8000_0000_dead_beef,
    ));

    let slug = Slug::parse("sleep", "/slug").unwrap().with_id(id);

    assert_eq!(slug.as_str(), "sleep-deadbeef");

    for slug in [slug, Slug::of_id(id)] {
        assert_eq!(Slug::parse(slug.as_str(), "/slug"), Ok(slug));
    }
}

#[test]
fn a_slug_is_words_of_plain_letters_and_digits() {
    for slug in ["a", "sleep-and-memory-2", &"a".repeat(200)] {
        assert!(Slug::parse(slug, "/slug").is_ok(), "{slug}");
    }

    for slug in [
        "",
        "-a",
        "a-",
        "a--b",
        "A",
        "a_b",
        "a/b",
        "é",
        &"a".repeat(201),
    ] {
        assert!(Slug::parse(slug, "/slug").is_err(), "{slug}");
    }
}

#[test]
fn a_missing_field_stays_and_null_clears_it() {
    let fields = ArticleFields::parse(ArticleInput {
        lead: Some(None),
        ..ArticleInput::default()
    })
    .unwrap();

    assert_eq!(
        fields,
        ArticleFields {
            lead: Some(None),
            ..ArticleFields::default()
        }
    );
}

#[test]
fn every_fault_is_reported_at_once() {
    let input = ArticleInput {
        slug: Some("A b".to_owned()),
        url: Some(Some("x".to_owned())),
        title: Some(String::new()),
        lead: Some(Some("l".repeat(1_001))),
        body: Some(" ".to_owned()),
        author: Some(Some("a".repeat(201))),
        references: Some(vec![ReferenceInput::default()]),
        ..ArticleInput::default()
    };

    let expected = [
        "/slug",
        "/url",
        "/title",
        "/lead",
        "/body",
        "/author",
        "/references/0/number",
        "/references/0/text",
    ];

    assert_eq!(pointers(input), expected);
}

proptest! {
    #[test]
    fn parsing_what_was_parsed_changes_nothing(text in "(?s).{0,60}") {
        if let Ok(title) = Title::parse(&text, "/title") {
            prop_assert_eq!(Title::parse(title.as_str(), "/title"), Ok(title.clone()));
            if let Some(slug) = title.slug() {
                prop_assert_eq!(Slug::parse(slug.as_str(), "/slug"), Ok(slug));
            }
        }

        if let Ok(body) = ArticleBody::parse(&text) {
            prop_assert_eq!(ArticleBody::parse(&body.markdown), Ok(body));
        }
    }
}
