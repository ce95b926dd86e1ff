//! Frontends find articles and the numbers of their comments.

use serde_json::{Value, json};

use super::{ABSENT, article, start};
use crate::support::json::{items, text};

/// The ids of the articles on a page.
fn ids(page: &Value) -> Vec<String> {
    items(page).iter().map(|item| text(&item["id"])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_by_cursor_sees_each_article_once_the_newest_first() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let mut published = Vec::new();
    for number in 0..7 {
        published.push(admin.publish(&format!("Article {number}")).await);
    }
    published.reverse();

    let mut seen = Vec::new();
    let mut path = "/v1/articles?limit=3".to_owned();
    loop {
        let answer = reader.get(&path).await;
        let is_linked = answer.headers.contains_key("link");
        let page = answer.ok();
        seen.extend(ids(&page));

        // An article that is published meanwhile is newer than every page that is still to come.
        admin.publish("Late").await;

        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        assert!(is_linked);
        path = format!("/v1/articles?limit=3&cursor={cursor}");
    }

    assert_eq!(seen, published);
    let foreign = reader.get("/v1/articles?slug=x&cursor=AAAA").await;
    assert_eq!(foreign.code(), "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_found_by_site_slug_and_url() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let with_url = json!({ "title": "One", "body": "B", "url": "https://Example.org/eins zwei" });
    let one = text(&admin.publish_article(&with_url).await["id"]);
    let two = text(&admin.publish_article(&article("Two")).await["id"]);

    for (query, expected) in [
        ("slug=two", vec![&two]),
        ("url=https://example.org/eins%20zwei", vec![&one]),
        ("url=HTTPS://EXAMPLE.ORG/eins%2520zwei", vec![&one]),
        ("site=default", vec![&two, &one]),
        (
            "site=default&slug=one&url=https://example.org/eins%20zwei",
            vec![&one],
        ),
        ("slug=one&url=https://example.org/", vec![]),
        ("url=no%20address", vec![]),
    ] {
        let page = reader.get(&format!("/v1/articles?{query}")).await.ok();
        assert_eq!(ids(&page).iter().collect::<Vec<_>>(), expected, "{query}");
    }

    let of_no_site = reader.get("/v1/articles?site=elsewhere").await;
    of_no_site.refused(404, "not_found");
    let absent = reader.get(&format!("/v1/articles/{ABSENT}")).await;
    absent.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_are_those_of_the_approved_comments_of_each_article_that_exists() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let with_url = json!({ "title": "One", "body": "B", "url": "https://example.org/1" });
    let one = text(&admin.publish_article(&with_url).await["id"]);
    let two = admin.publish("Two").await;
    let ada = service.author("ada").under(&one);
    ada.post("This one waits for a moderator.").await;
    let grace = service.author("grace").under(&one);
    let posted = grace.post("And this one will be approved.").await;
    admin.decide(&posted, "approve").await;

    let query = format!(
        "article_id={two}&url=https://example.org/1&url=https://example.org/2&article_id={two}"
    );
    let counts = reader.get(&format!("/v1/counts?{query}")).await.ok();
    assert_eq!(
        counts["items"],
        json!([
            {
                "article_id": one,
                "url": "https://example.org/1",
                "comment_count": 1,
                "requested_urls": ["https://example.org/1"],
            },
            { "article_id": two, "url": null, "comment_count": 0, "requested_urls": [] },
        ])
    );

    let read = reader.get(&format!("/v1/articles/{one}")).await.ok();
    assert_eq!(read["comment_count"], 1);

    let of_none = reader.get("/v1/counts").await.ok();
    assert_eq!(of_none["items"], json!([]));

    let many = format!("article_id={two}&").repeat(101);
    let path = format!("/v1/counts?{}", many.trim_end_matches('&'));
    let of_too_many = reader.get(&path).await;
    of_too_many.refused(422, "validation_failed");
}
