//! Posting comments: what is refused, and with which code?

use reqwest::StatusCode;
use serde_json::json;

use crate::support::app::{TestApp, comment, comments};
use crate::support::service::Service;

const NOBODY: &str = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_under_an_article_that_is_not_there_is_not_found() {
    let app = TestApp::start().await;
    let answer = app
        .reader()
        .post(&comments(NOBODY), &comment("Ada", "Hello."))
        .await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::NOT_FOUND, "not_found")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identical_second_comment_is_refused() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let (first, _) = service
        .post("Ada", "The second table is wrong, I think.", None)
        .await;
    for body in [
        "The second table is wrong, I think.",
        "  the SECOND table\nis wrong ... I think!",
    ] {
        let answer = service.try_post("Ada", body, None).await;
        assert_eq!(
            (answer.status, &answer.json["code"]),
            (409, &json!("duplicate_comment")),
            "{body}"
        );
        assert_eq!(answer.json["duplicate_of"], json!(first), "{body}");
    }
    assert_eq!(service.number("SELECT count(*) FROM comments").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_by_somebody_else_is_held_and_not_refused() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let text = "The second table is wrong, since its columns do not add up to the total.";
    service.post("Ada", text, None).await;
    let answer = service.try_post("Charles", text, None).await;
    assert_eq!(
        (answer.status, &answer.json["comment"]["status"]),
        (201, &json!("pending"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_needs_a_parent_that_is_shown() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let answer = service.try_post("Ada", "I agree.", Some(NOBODY)).await;
    assert_eq!(
        (answer.status, &answer.json["code"]),
        (422, &json!("parent_not_found"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_below_the_deepest_level_is_refused() {
    let service = Service::start(json!({ "mode": "none", "max_depth": 1 })).await;
    let (top, _) = service
        .post("Ada", "The first thing that is said.", None)
        .await;
    let (reply, _) = service
        .post("Charles", "And what is said to it.", Some(&top))
        .await;
    let answer = service
        .try_post("Mary", "One level too many.", Some(&reply))
        .await;
    assert_eq!(
        (answer.status, &answer.json["code"]),
        (422, &json!("too_deep"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_article_takes_no_comments() {
    let service = Service::start(json!({ "mode": "none" })).await;
    service
        .sql
        .batch_execute("UPDATE articles SET comments_open = false")
        .await
        .unwrap();
    let answer = service.try_post("Ada", "Too late.", None).await;
    assert_eq!(
        (answer.status, &answer.json["code"]),
        (403, &json!("comments_closed"))
    );
    assert_eq!(service.number("SELECT count(*) FROM comments").await, 0);
}
