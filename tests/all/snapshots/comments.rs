//! Comments of authors and readers: posting, editing, withdrawing, reporting, previews, challenges.

use chrono::Duration;
use reqwest::Method;
use serde_json::json;

use super::{ABSENT, check};
use crate::support::service::Service;

const TEXT: &str = "The second chart should start at **zero**.";
const OTHER: &str = "Which of the two maps is the older one?";
const PREVIEW: &str = "/v1/comments/preview";
const CHALLENGES: &str = "/v1/challenges";

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_posted_edited_reported_and_withdrawn() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let mut comment = ada.comment(TEXT);
    comment["author"]["website"] = json!("https://ada.example.org");

    let created = ada.submit(&comment).await;
    check("create_comment", created);
    let posted = ada.post(OTHER).await;
    check("get_comment.own", ada.try_read(&posted).await);
    check("edit_comment", ada.try_edit(&posted, "Better words.").await);

    let reader = service.reader();
    let report = json!({ "reason": "spam", "detail": "A shop." });
    let reported = reader.try_report(&posted, &report).await;
    check("create_report", reported);

    check("withdraw_comment", ada.try_withdraw(&posted).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_that_is_held() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let ada = service.author("ada");

    check("create_comment.held", ada.try_post(TEXT).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_cannot_be_posted() {
    let policy = json!({ "mode": "none", "max_depth": 0 });
    let service = Service::start(policy).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;

    check("create_comment", ada.try_post(TEXT).await);
    check("create_comment", ada.submit(&json!({})).await);
    check("create_comment", ada.try_reply_to(ABSENT, OTHER).await);
    check("create_comment", ada.try_reply_to(&posted, OTHER).await);
    check("create_comment", ada.under(ABSENT).try_post(OTHER).await);

    let moderator = service.bearer("nonsense");
    let path = format!("/v1/articles/{}/comments", service.article);
    let forged = moderator.post(&path, &ada.comment(OTHER)).await;
    check("create_comment", forged);

    let close = "UPDATE articles SET comments_open = false";
    service.execute(close).await;
    check("create_comment", ada.try_post(OTHER).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_came_with_another_comment() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    ada.submit_with_key("one", &ada.comment(TEXT))
        .await
        .posted();

    let reused = ada.submit_with_key("one", &ada.comment(OTHER)).await;

    check("create_comment", reused);
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_cannot_be_changed() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    let withdrawn = ada.post(OTHER).await;
    ada.withdraw(&withdrawn).await;

    let foreign = posted.with_token(&withdrawn.token);
    check("edit_comment", ada.try_edit(&foreign, OTHER).await);
    check("withdraw_comment", ada.try_withdraw(&foreign).await);
    check("get_comment", service.reader().try_read(&withdrawn).await);

    let forged = posted.with_token("guest.forged");
    check("edit_comment", ada.try_edit(&forged, OTHER).await);
    check("withdraw_comment", ada.try_withdraw(&forged).await);
    check("get_comment", ada.try_read(&forged).await);

    check("edit_comment", ada.try_edit(&posted, "  ").await);
    check("edit_comment", ada.try_edit(&withdrawn, TEXT).await);
    service.advance(Duration::minutes(16));
    check("edit_comment", ada.try_edit(&posted, OTHER).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_that_are_refused() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let reader = service.reader();
    let posted = service.author("ada").post(TEXT).await;

    let boring = json!({ "reason": "boring", "detail": "" });
    check("create_report", reader.try_report(&posted, &boring).await);
    let spam = json!({ "reason": "spam" });
    check("create_report", reader.try_report(ABSENT, &spam).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_of_a_comment() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();

    let shown = reader.post(PREVIEW, &json!({ "body": TEXT })).await;
    check("preview_comment", shown);
    let empty = reader.post(PREVIEW, &json!({ "body": "  " })).await;
    check("preview_comment", empty);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_before_a_comment() {
    let service = Service::start(json!({ "challenge": "arithmetic" })).await;
    let reader = service.reader();
    let ada = service.author("ada");

    let challenge = reader.send(reader.request(Method::POST, CHALLENGES)).await;
    check("create_challenge", challenge);

    check("create_comment", ada.try_post(TEXT).await);
    let mut comment = ada.comment(TEXT);
    comment["challenge"] = json!({ "token": "forged", "answer": "7" });
    check("create_comment", ada.submit(&comment).await);
}
