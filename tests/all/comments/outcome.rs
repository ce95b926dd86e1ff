//! An author sees what became of a comment, and nobody else does.

use chrono::Duration;
use serde_json::{Value, json};

use crate::support::service::Service;

const TEXT: &str = "The second chart should start at zero, because it looks far too large.";

#[tokio::test(flavor = "multi_thread")]
async fn only_the_guest_token_shows_what_became_of_a_comment_and_nothing_keeps_it() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;

    let own = ada.try_read(&posted).await;
    let cache_control = own.headers["cache-control"].to_str().unwrap().to_owned();
    let own = own.ok();
    let shown = service.reader().read(&posted).await;

    assert!(cache_control.contains("no-store"), "{cache_control}");
    assert_eq!(own["moderation"]["status"], "approved");
    assert_eq!(own["moderation"]["since"], posted.comment["created_at"]);
    assert_eq!(own["moderation"]["reason"], Value::Null);
    assert_eq!(own["moderation"]["can_appeal_until"], Value::Null);
    assert!(shown.get("moderation").is_none(), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_shows_its_time_and_reason_but_neither_note_nor_moderator() {
    let service = Service::start(json!({})).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    service.advance(Duration::hours(1));
    let moderator = service.moderator("grace").await;
    let decision = json!({
        "action": "reject", "version": 1, "reason": "Off topic.", "note": "The third time.",
    });
    let decided = moderator.try_decide(&posted, &decision).await.created();

    let own = ada.try_read(&posted).await.ok();

    let moderation = &own["moderation"];
    assert_eq!(moderation["status"], "rejected");
    assert_eq!(
        moderation["since"], decided["decision"]["created_at"],
        "{decided}"
    );
    assert_eq!(
        moderation["reason"],
        json!({ "code": null, "text": "Off topic." })
    );
    assert_eq!(moderation["can_edit_until"], Value::Null);
    let told = own.to_string();
    assert!(
        !told.contains("third time") && !told.contains("grace"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reason_of_a_decision_that_was_taken_back_is_not_told_any_more() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    let decision = json!({ "action": "reject", "version": 1, "reason": "Off topic." });
    moderator.try_decide(&posted, &decision).await.created();
    moderator.decide(&posted, "approve").await;

    let own = ada.try_read(&posted).await.ok();

    assert_eq!(own["moderation"]["status"], "approved");
    assert_eq!(own["moderation"]["reason"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_the_edit_window_is_told_exactly() {
    let service = Service::start(json!({ "edit_window_seconds": 60 })).await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    let until = async || ada.try_read(&posted).await.ok()["moderation"]["can_edit_until"].clone();
    let end = service.clock().now() + Duration::seconds(60);
    let end = json!(end.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string());

    assert_eq!(until().await, end);
    service.advance(Duration::milliseconds(59_999));
    assert_eq!(until().await, end);
    ada.edit(&posted, "The second chart should start at zero.")
        .await;
    assert_eq!(until().await, end, "an edit does not prolong it");

    service.advance(Duration::milliseconds(1));

    assert_eq!(until().await, Value::Null);
    let late = ada.try_edit(&posted, "Too late for this.").await;
    late.refused(403, "edit_window_closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_article_and_a_withdrawn_comment_cannot_be_edited() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let ada = service.author("ada");
    let withdrawn = ada.post(TEXT).await;
    let kept = ada.post("And the third one should, too, I think.").await;
    ada.withdraw(&withdrawn).await;
    service
        .execute("UPDATE articles SET comments_open = false")
        .await;

    for (posted, status) in [(&withdrawn, "withdrawn"), (&kept, "approved")] {
        let own = ada.try_read(posted).await.ok();

        assert_eq!(own["moderation"]["status"], status);
        assert_eq!(own["moderation"]["can_edit_until"], Value::Null, "{status}");
    }
}
