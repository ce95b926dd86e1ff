//! What refuses a comment is asked before anything is looked up and compared.

use chrono::Duration;
use serde_json::json;
use tokio_postgres::Client;

use crate::support::service::Service;

const TEXT: &str =
    "The second chart should start at zero, because the difference looks far too large as it is.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

/// While this connection lives, whoever reads a fingerprint waits, and is given up in the end.
async fn lock_fingerprints(service: &Service) -> Client {
    let sql = service.connect().await;
    let lock = "BEGIN; LOCK TABLE fingerprints IN ACCESS EXCLUSIVE MODE";
    sql.batch_execute(lock).await.unwrap();

    sql
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_after_the_window_is_refused_before_anything_is_looked_up() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    service.advance(Duration::days(1));
    let _lock = lock_fingerprints(&service).await;

    for text in [OTHER, TEXT] {
        let answer = ada.try_edit(&posted, text).await;
        answer.refused(403, "edit_window_closed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_a_decided_comment_is_refused_before_anything_is_looked_up() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    moderator.decide(&posted, "spam").await;
    let _lock = lock_fingerprints(&service).await;

    for text in [OTHER, TEXT] {
        let answer = ada.try_edit(&posted, text).await;
        answer.refused(409, "invalid_transition");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_edited_fifty_times_and_can_then_only_be_withdrawn() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    service.execute("UPDATE comments SET revision = 50").await;

    let last = ada.edit(&posted, OTHER).await;
    assert_eq!(last["body"], OTHER);
    let _lock = lock_fingerprints(&service).await;

    let refused = ada.try_edit(&posted, TEXT).await;
    refused.refused(403, "edited_too_often");
    ada.edit(&posted, OTHER).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_text_again_is_not_looked_up() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    let _lock = lock_fingerprints(&service).await;

    let edited = ada.edit(&posted, TEXT).await;

    assert_eq!(edited["body"], TEXT);
    assert_eq!(service.count("revisions").await, 1);
}
