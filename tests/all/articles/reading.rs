//! Does a frontend find the articles and their numbers?

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{Press, article, id};

fn ids(page: &Value) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_by_cursor_sees_each_article_once_the_newest_first() {
    let press = Press::start().await;
    let mut published = Vec::new();
    for number in 0..7 {
        published.push(id(&press
            .publish(article(&format!("Article {number}")))
            .await));
    }
    published.reverse();
    let reader = press.app.reader();
    let (mut seen, mut path) = (Vec::new(), "/v1/articles?limit=3".to_owned());
    loop {
        let answer = reader.get(&path).await;
        let linked = answer.headers.contains_key("link");
        let page = answer.expect(StatusCode::OK);
        seen.extend(ids(&page));
        // What comes in meanwhile is newer than every page that is still to come.
        press.publish(article("Late")).await;
        match page["next_cursor"].as_str() {
            Some(cursor) => path = format!("/v1/articles?limit=3&cursor={cursor}"),
            None => break,
        }
        assert!(linked);
    }
    assert_eq!(seen, published);
    let foreign = reader.get("/v1/articles?slug=x&cursor=AAAA").await;
    assert_eq!(foreign.code(), "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_found_by_site_slug_and_url() {
    let press = Press::start().await;
    let one = id(&press
        .publish(json!({ "title": "One", "body": "B", "url": "https://Example.org/eins zwei" }))
        .await);
    let two = id(&press.publish(article("Two")).await);
    let reader = press.app.reader();
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
        let page = reader
            .get(&format!("/v1/articles?{query}"))
            .await
            .expect(StatusCode::OK);
        assert_eq!(ids(&page).iter().collect::<Vec<_>>(), expected, "{query}");
    }
    assert_eq!(
        reader.get("/v1/articles?site=elsewhere").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        reader
            .get("/v1/articles/01981234-0000-7000-8000-000000000000")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn counts_tell_the_approved_comments_of_each_article_that_is_there() {
    let press = Press::start().await;
    let one = id(&press
        .publish(json!({ "title": "One", "body": "B", "url": "https://example.org/1" }))
        .await);
    let two = id(&press.publish(article("Two")).await);
    let reader = press.app.reader();
    reader
        .comment(&one, "Ada", "This one waits for a moderator.")
        .await;
    reader
        .comment(&one, "Grace", "And this one will be approved.")
        .await;
    press
        .sql
        .batch_execute(
            "UPDATE comments SET status = 'approved', visible = true WHERE author_name = 'Grace'",
        )
        .await
        .unwrap();
    let query = format!(
        "article_id={two}&url=https://example.org/1&url=https://example.org/2&article_id={two}"
    );
    let counts = reader
        .get(&format!("/v1/counts?{query}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        counts["items"],
        json!([
            { "article_id": one, "url": "https://example.org/1", "comment_count": 1 },
            { "article_id": two, "url": null, "comment_count": 0 },
        ])
    );
    let read = reader
        .get(&format!("/v1/articles/{one}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(read["comment_count"], 1);
    assert_eq!(
        reader.get("/v1/counts").await.expect(StatusCode::OK)["items"],
        json!([])
    );
    let many = format!("article_id={two}&").repeat(101);
    let answer = reader
        .get(&format!("/v1/counts?{}", many.trim_end_matches('&')))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}
