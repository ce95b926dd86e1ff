//! Admins publish articles and change them.

use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ABSENT, article, start};
use crate::support::actor::Actor;
use crate::support::json::{pointers, text};
use crate::support::paths;

const ARTICLES: &str = "/v1/admin/articles";

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_previewed_as_it_is_published_and_nothing_is_stored() {
    let service = start().await;
    let admin = service.admin().await;
    let preview = format!("{ARTICLES}/preview");
    let articles = service.count("articles").await;
    let body = format!(
        "# Sleep\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nIt helps.[^1] <script>alert(1)</script> {}\n\n[^1]: A note.",
        "word ".repeat(3_000)
    );

    let shown = admin.post(&preview, &json!({ "body": body })).await.ok();
    assert_eq!(service.count("articles").await, articles);

    let published = json!({ "title": "Sleep", "body": body });
    let published = admin.publish_article(&published).await;
    assert_eq!(shown["html"], published["html"]);
    assert!(text(&shown["html"]).contains("<table"));

    for (bad, code) in [
        ("", "too_short"),
        ("#", "too_short"),
        ("a\u{1}b", "forbidden_character"),
    ] {
        let answer = admin.post(&preview, &json!({ "body": bad })).await;
        let problem = answer.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["code"], code, "{bad:?}");
    }
    let moderator = service.moderator("Ken").await;
    let answer = moderator.post(&preview, &json!({ "body": "Text." })).await;
    answer.refused(403, "forbidden");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_article_is_rendered_and_readers_find_it_at_its_location() {
    let service = start().await;
    let admin = service.admin().await;
    let reference = json!({
        "number": 1,
        "text": "On sleep.",
        "doi": "https://doi.org/10.1000/182",
        "pmid": "30202372",
    });
    let sent = json!({
        "slug": "sleep-and-memory",
        "url": "https://example.org/Sleep memory",
        "title": " Sleep  and memory ",
        "lead": "Short.",
        "author": "Ada",
        "published_at": "2026-01-02T03:04:05.678901+01:00",
        "body": "# Sleep\n\nIt helps.[1] <script>alert(1)</script>\n\n[^a]: A note.",
        "references": [reference],
    });

    let answer = admin.try_publish_article(&sent).await;

    let location = answer.headers["location"].to_str().unwrap().to_owned();
    let made = answer.created();
    let id = text(&made["id"]);
    assert!(Uuid::parse_str(&id).is_ok());
    assert_eq!(location, format!("/v1/articles/{id}"));

    let read = service.reader().get(&location).await;
    assert!(read.headers.contains_key("etag"));
    let caching = read.headers["cache-control"].to_str().unwrap();
    assert!(caching.starts_with("public"), "{caching}");
    assert_eq!(read.ok(), made);

    let html = made["html"].as_str().unwrap();
    assert!(html.contains("<h2 dir=\"auto\">Sleep</h2>"), "{html}");
    assert!(html.contains("[1]"), "{html}");
    assert!(!html.contains("<script"), "{html}");
    assert_eq!(made["title"], "Sleep and memory");
    assert_eq!(made["url"], "https://example.org/Sleep%20memory");
    assert_eq!(made["published_at"], "2026-01-02T02:04:05.678Z");
    assert_eq!(
        made["references"],
        json!([{
            "number": 1,
            "text": "On sleep.",
            "doi": "10.1000/182",
            "pmid": "30202372",
            "url": null,
        }])
    );
    assert_eq!(made["site"], "default");
    assert_eq!(made["version"], 1);
    assert_eq!(made["comment_count"], 0);
    assert_eq!(service.count_events("article_created").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_without_a_slug_gets_one_from_its_title_or_its_id() {
    let service = start().await;
    let admin = service.admin().await;

    let first = admin.publish_article(&article("Schlaf & Gedächtnis")).await;
    let second = admin.publish_article(&article("Schlaf & Gedächtnis")).await;
    let persian = admin.publish_article(&article("خواب و حافظه")).await;

    assert_eq!(first["slug"], "schlaf-gedachtnis");
    let end = &text(&second["id"])[28..];
    assert_eq!(second["slug"], format!("schlaf-gedachtnis-{end}"));
    assert_eq!(persian["slug"], persian["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_of_one_title_that_are_published_at_once_all_get_a_slug() {
    let service = start().await;
    let admin = service.admin().await;
    let article = article("Sleep and memory");

    let made = join_all((0..8).map(|_| admin.publish_article(&article))).await;

    let with_the_plain_slug = made
        .iter()
        .filter(|article| article["slug"] == "sleep-and-memory");
    assert_eq!(with_the_plain_slug.count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slug_or_url_that_is_taken_is_refused_and_named() {
    let service = start().await;
    let admin = service.admin().await;
    let first = json!({ "title": "A", "body": "B", "slug": "a", "url": "https://example.org/a" });
    admin.publish_article(&first).await;

    let mut same_slug = first.clone();
    same_slug["url"] = json!("https://example.org/b");
    let mut same_url = first.clone();
    same_url["slug"] = json!("b");

    for (sent, pointer) in [(same_slug, "/slug"), (same_url, "/url")] {
        let answer = admin.try_publish_article(&sent).await;
        let problem = answer.refused(409, "already_exists");
        assert_eq!(problem["errors"][0]["pointer"], pointer);
    }
    assert_eq!(service.count("articles").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_faults_of_an_article_are_named_at_once_and_nothing_is_stored() {
    let service = start().await;
    let admin = service.admin().await;

    let sent = json!({
        "title": "",
        "body": " ",
        "slug": "A b",
        "site": "No Site",
        "references": [{ "number": 0, "text": "x" }],
    });
    let answer = admin.try_publish_article(&sent).await;
    let problem = answer.refused(422, "validation_failed");
    assert_eq!(
        pointers(&problem),
        ["/site", "/slug", "/title", "/body", "/references/0/number"]
    );

    let elsewhere = json!({ "title": "A", "body": "B", "site": "elsewhere" });
    let answer = admin.try_publish_article(&elsewhere).await;
    let problem = answer.refused(422, "validation_failed");
    assert_eq!(problem["errors"][0]["code"], "site_not_found");

    let with_an_id = json!({ "title": "A", "body": "B", "id": "x" });
    let answer = admin.try_publish_article(&with_an_id).await;
    answer.refused(422, "validation_failed");

    assert_eq!(service.count("articles").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_admin_writes_articles() {
    let service = start().await;
    let article = service.admin().await.publish("A").await;
    let reader = service.reader();
    let moderator = service.moderator("Ada").await;
    let path = paths::article(&article);

    let refusals: [(&Actor, u16, &str); 2] = [
        (&reader, 401, "unauthenticated"),
        (&moderator, 403, "forbidden"),
    ];
    for (actor, status, code) in refusals {
        // The body is not read before the sender is known.
        let published = actor.post(ARTICLES, &json!([])).await;
        published.refused(status, code);
        let change = json!({ "version": 1, "title": "B" });
        let changed = actor.patch(&path, &change).await;
        changed.refused(status, code);
        let removed = actor.delete(&path).await;
        removed.refused(status, code);
    }
    assert_eq!(service.count("articles WHERE version = 1").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_publishes_once() {
    let service = start().await;
    let admin = service.admin().await;
    let send = async |article: Value| admin.post_with_key("one", ARTICLES, &article).await;

    let first = send(article("A")).await;
    let again = send(article("A")).await;
    let another_body = send(article("B")).await;

    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.created(), first.json);
    assert_eq!(another_body.code(), "idempotency_key_reused");
    assert_eq!(service.count("articles").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_keeps_absent_fields_and_clears_those_that_are_null() {
    let service = start().await;
    let admin = service.admin().await;
    let sent = json!({
        "title": "A",
        "body": "B",
        "lead": "L",
        "author": "Ada",
        "references": [{ "number": 1, "text": "x" }],
    });
    let made = admin.publish_article(&sent).await;
    let id = text(&made["id"]);

    let change = json!({
        "version": 1,
        "lead": null,
        "body": "*New*",
        "comments_open": false,
        "references": [],
    });
    let changed = admin.try_change_article(&id, &change).await.ok();

    assert_eq!(changed["lead"], Value::Null);
    assert_eq!(changed["author"], "Ada");
    assert_eq!(changed["slug"], "a");
    assert_eq!(changed["html"], "<p dir=\"auto\"><em>New</em></p>\n");
    assert_eq!(changed["comments_open"], false);
    assert_eq!(changed["references"], json!([]));
    assert_eq!(changed["version"], 2);
    assert_eq!(service.count_events("article_changed").await, 1);

    let without_a_title = json!({ "version": 2, "title": null });
    let answer = admin.try_change_article(&id, &without_a_title).await;
    answer.invalid("/title");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_of_one_version_the_second_is_shown_the_present_state() {
    let service = start().await;
    let admin = service.admin().await;
    let article = admin.publish("A").await;
    let one = json!({ "version": 1, "title": "One" });
    let other = json!({ "version": 1, "title": "Other" });

    let (first, second) = tokio::join!(
        admin.try_change_article(&article, &one),
        admin.try_change_article(&article, &other)
    );
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);

    let late = admin.try_change_article(&article, &one).await;
    let problem = late.refused(409, "version_conflict");
    assert_eq!(problem["current"]["version"], 2);

    let absent = admin.try_change_article(ABSENT, &one).await;
    absent.refused(404, "not_found");
}

/// Postgres ends with the year 294276 and RFC 3339 with 9999.
#[tokio::test(flavor = "multi_thread")]
async fn a_time_that_no_answer_could_show_is_refused() {
    let service = start().await;
    let admin = service.admin().await;
    let kept = admin.publish("One").await;

    for time in [
        "+262142-12-31T23:59:59Z",
        "+294277-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-00:01",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "-0001-01-01T00:00:00Z",
        "-4713-01-01T00:00:00Z",
        "-262143-01-01T00:00:00Z",
        "+999999999-01-01T00:00:00Z",
    ] {
        let mut new = article("Two");
        new["published_at"] = json!(time);
        let answer = admin.try_publish_article(&new).await;
        answer.invalid("/published_at");

        let change = json!({ "version": 1, "published_at": time });
        let answer = admin.try_change_article(&kept, &change).await;
        answer.invalid("/published_at");
    }

    for time in ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z"] {
        let mut new = article("Far");
        new["published_at"] = json!(time);
        new["slug"] = json!(format!("far-{}", &time[..4]));
        let made = admin.publish_article(&new).await;
        let location = format!("/v1/articles/{}", text(&made["id"]));
        assert_eq!(made["published_at"].as_str().unwrap()[..19], time[..19]);
        admin.get(&location).await.ok();
    }
}
