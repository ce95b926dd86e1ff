//! What a search of the queue finds: parts of texts and names in any spelling, addresses, findings.

use serde_json::json;

use super::search_pages::names;
use crate::support::service::Service;

/// A text as it was posted, and parts of it as a moderator may type them.
const FOUND: &[(&str, &[&str])] = &[
    ("Кофе остыл, ещё раз", &["кофе", "КОФЕ", "еще", "ЕЩЁ"]),
    (
        "The CAFÉ is closed today",
        &["café", "cafe", "CAFE\u{301}", "Café"],
    ),
    ("Die Straße ist gesperrt", &["STRASSE", "straße", "strasse"]),
    (
        "Όλοι οι δρόμοι ΣΤΟΥΣ",
        &["δρομοι", "στουσ", "στους", "ΔΡΌΜΟΙ"],
    ),
    ("İstanbul'da ısı", &["istanbul", "ISTANBUL", "isi", "ISI"]),
    ("يجب قراءة الكِتَاب", &["الكتاب", "الکتاب"]),
    ("این کتاب ايرانی است", &["ایرانی", "كتاب"]),
    ("הַשָּׁלוֹם בא", &["השלום"]),
    ("यह ज़रूर पढ़ना चाहिए", &["जरूर", "ज़रूर", "पढना"]),
    ("ร้านกาแฟน้ำ", &["กาแฟ", "น้ำ"]),
    ("我在东京喝咖啡", &["东京", "咖啡", "喝"]),
    ("ｺｰﾋｰを飲みます", &["コーヒー", "こーひー", "飲み"]),
    ("커피를 마신다", &["커피", "마신다", "피"]),
    (
        "Tiếng Việt ở Đà Nẵng",
        &["tieng viet", "da nang", "ĐÀ NẴNG"],
    ),
    ("ＦＲＥＥ　ｍｏｎｅｙ", &["free money"]),
    ("two\n\n  lines here", &["two lines", "TWO  LINES"]),
    ("cof\u{AD}fee with\u{200B}out", &["coffee", "without"]),
    ("It’s “fine” – really", &["it's \"fine\" - really"]),
    ("so good 👍🏽 🍕", &["👍", "🍕"]),
    ("კარგი ᲓᲦᲔ", &["დღე"]),
    ("Բարեւ Ձեզ", &["բարեւ ձեզ"]),
    ("100% of C++ a_b \\ 'q'", &["100%", "c++", "a_b", "\\ '"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_text_is_found_in_any_spelling_that_a_moderator_may_type() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for (place, (text, _)) in FOUND.iter().enumerate() {
        service.author(&format!("author {place}")).post(text).await;
    }

    for (place, (text, parts)) in FOUND.iter().enumerate() {
        let author = format!("author {place}");

        for part in *parts {
            let query = format!("?q={}", encoded(part));
            let found = names(&moderator, &query).await;
            assert!(found.contains(&author), "{part} in {text}: {found:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_differs_in_a_letter_is_not_found() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post("мой дом, कल, が").await;

    for part in ["мои", "काल", "か", "dom", "%", "_", "мой  дома"] {
        let query = format!("?q={}", encoded(part));
        assert_eq!(names(&moderator, &query).await, [""; 0], "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_name_is_found_in_any_spelling_and_an_address_only_as_a_whole() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for name in ["Zoë Müller", "Алёна", "渡辺", "ada"] {
        let author = service.author("x");
        let mut comment = author.comment(&format!("A comment by {name}, about the weather."));
        let number = name.len();
        comment["author"] = json!({ "name": name, "email": format!("Mail{number}@example.org") });
        author.submit(&comment).await.posted();
    }

    for (part, name) in [
        ("zoe", "Zoë Müller"),
        ("MULLER", "Zoë Müller"),
        ("алена", "Алёна"),
        ("渡辺", "渡辺"),
        ("辺", "渡辺"),
        ("AD", "ada"),
        ("mail3@EXAMPLE.org", "ada"),
    ] {
        let query = format!("?author={}", encoded(part));
        assert_eq!(names(&moderator, &query).await, [name], "{part}");
    }
    for part in ["mail", "example.org", "l3@example.org", "weather"] {
        let query = format!("?author={}", encoded(part));
        assert_eq!(names(&moderator, &query).await, [""; 0], "{part}");
    }
    let both = "?author=ada&q=WEATHER";
    assert_eq!(names(&moderator, both).await, ["ada"]);
    assert_eq!(names(&moderator, "?author=ada&q=rain").await, [""; 0]);
    let elsewhere = "?author=mail3@example.org&site=elsewhere";
    assert_eq!(names(&moderator, elsewhere).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_present_text_is_found_and_only_its_findings() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let text = "The second chart should start at zero, because the difference looks too large.";
    service.author("ada").post(text).await;
    let bob = service.author("bob");
    let posted = bob.post(&text.replace("large", "LARGE to me")).await;
    assert_eq!(names(&moderator, "?q=large%20to").await, ["bob"]);
    assert_eq!(names(&moderator, "?finding=near_duplicate").await, ["bob"]);

    bob.edit(
        &posted,
        "Were the data of the northern stations published yet?",
    )
    .await;

    assert_eq!(names(&moderator, "?q=large%20to").await, [""; 0]);
    assert_eq!(names(&moderator, "?q=NORTHERN").await, ["bob"]);
    let with_finding = names(&moderator, "?finding=near_duplicate").await;
    assert_eq!(with_finding, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_article_leaves_nothing_in_the_search() {
    let service = Service::start(json!({})).await;
    let admin = service.admin().await;
    service
        .author("ada")
        .post("A comment about the theatre.")
        .await;
    assert_eq!(service.count("comment_search").await, 1);

    admin
        .try_remove_with_comments(&service.article)
        .await
        .no_content();

    assert_eq!(service.count("comment_search").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_without_a_character_to_search_for_is_refused() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;

    for (parameter, part) in [
        ("q", " \u{3000}"),
        ("q", "\u{301}"),
        ("q", "\u{200B}\u{AD}"),
        ("author", "  "),
    ] {
        let path = format!("/v1/admin/comments?{parameter}={}", encoded(part));
        let refused = moderator.get(&path).await;
        refused.invalid(parameter);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_belongs_to_what_was_searched() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for name in ["ada", "bob"] {
        let text = format!("A comment about the theatre by {name}.");
        service.author(name).post(&text).await;
    }

    let first = moderator.queue("?limit=1&q=theatre").await;
    let cursor = first["next_cursor"].as_str().unwrap();

    let path = format!("/v1/admin/comments?limit=1&q=comment&cursor={cursor}");
    assert_eq!(moderator.get(&path).await.code(), "invalid_cursor");
}

fn encoded(part: &str) -> String {
    url::form_urlencoded::byte_serialize(part.as_bytes()).collect()
}
