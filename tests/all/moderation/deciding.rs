//! Decisions about one comment: of two at once one is made, and undoing restores what was.

use reqwest::Method;
use serde_json::json;

use crate::support::json::{items, text};
use crate::support::service::Service;

const TEXT: &str =
    "The second chart should start at zero, because the difference looks far too large.";

#[tokio::test(flavor = "multi_thread")]
async fn of_two_decisions_at_once_one_is_made_and_the_other_is_shown_the_present_state() {
    let service = Service::start(json!({})).await;
    let grace = service.moderator("grace").await;
    let joan = service.moderator("joan").await;
    let posted = service.author("ada").post(TEXT).await;

    let approve = json!({ "action": "approve", "version": 1 });
    let spam = json!({ "action": "spam", "version": 1 });
    let answers = tokio::join!(
        grace.try_decide(&posted, &approve),
        joan.try_decide(&posted, &spam)
    );
    let (won, lost) = match answers {
        (one, two) if one.status == 201 => (one, two),
        (one, two) => (two, one),
    };

    let made = won.created();
    let current = lost.refused(409, "version_conflict")["current"].clone();
    assert_eq!(current["version"], 2);
    assert_eq!(current["status"], made["comment"]["status"]);
    assert_eq!(
        current["last_decision"]["decision_id"],
        made["decision"]["id"]
    );
    assert_eq!(service.count("decisions").await, 1);
    assert_eq!(service.count_events("comment_decided").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_decision_again_writes_nothing() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = service.author("ada").post(TEXT).await;

    let approve = |version: i32| json!({ "action": "approve", "version": version });
    let made = moderator.try_decide(&posted, &approve(1)).await.created();

    for version in [1, 2] {
        let again = moderator.try_decide(&posted, &approve(version)).await.ok();
        assert_eq!(again["decision"]["id"], made["decision"]["id"]);
    }
    assert_eq!(service.count("decisions").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_restores_the_exact_earlier_state_as_a_new_decision() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = service.author("ada").post(TEXT).await;
    let spam = json!({ "action": "spam", "version": 1, "reason": "Adverts" });
    let first = moderator.try_decide(&posted, &spam).await.created();
    let approve = json!({ "action": "approve", "version": 2 });
    let second = moderator.try_decide(&posted, &approve).await.created();

    // Only the last decision about a comment can be undone.
    let early = moderator.try_undo(&first["decision"]).await;
    let problem = early.refused(409, "undo_conflict");
    assert_eq!(
        problem["current"]["last_decision"]["decision_id"],
        second["decision"]["id"]
    );

    let undone = moderator.undo(&second["decision"]).await;
    assert_eq!(undone["comment"]["status"], "spam");
    assert_eq!(undone["comment"]["version"], 4);
    assert_eq!(undone["decision"]["action"], "undo");
    assert_eq!(undone["decision"]["undoes"], second["decision"]["id"]);

    let again = moderator.try_undo(&second["decision"]).await;
    again.refused(409, "undo_conflict");
    assert_eq!(service.count("comments WHERE visible").await, 0);

    // The log has all three, the newest first.
    let log = moderator.decisions("?limit=2").await;
    assert_eq!(log["items"][0]["id"], undone["decision"]["id"]);
    let cursor = text(&log["next_cursor"]);
    let rest = moderator.decisions(&format!("?cursor={cursor}")).await;
    assert_eq!(items(&rest).len(), 1);
    assert_eq!(rest["items"][0]["reason"], "Adverts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_comment_is_not_decided_and_its_withdrawal_is_not_undone() {
    let service = Service::start(json!({})).await;
    let ada = service.author("ada");
    let moderator = service.moderator("grace").await;
    let posted = ada.post(TEXT).await;

    ada.withdraw(&posted).await;

    let approve = json!({ "action": "approve", "version": 2 });
    let answer = moderator.try_decide(&posted, &approve).await;
    answer.refused(409, "invalid_transition");

    let log = moderator.decisions("").await;
    let answer = moderator.try_undo(&log["items"][0]).await;
    answer.refused(409, "invalid_transition");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_request_with_a_key_gets_the_stored_answer() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = service.author("ada").post(TEXT).await;

    let path = format!("/v1/admin/comments/{}/decisions", posted.id);
    let request = || {
        moderator
            .request(Method::POST, &path)
            .header("Idempotency-Key", "k1")
            .json(&json!({ "action": "approve", "version": 1 }))
    };
    let first = moderator.send(request()).await;
    let again = moderator.send(request()).await;

    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.created(), first.created());
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_authors_are_refused_before_the_body_is_checked() {
    let service = Service::start(json!({})).await;
    let posted = service.author("ada").post(TEXT).await;
    let path = format!("/v1/admin/comments/{}", posted.id);
    let decisions = format!("{path}/decisions");
    let nonsense = json!({ "nonsense": true });

    for token in ["", "guest.forged", &posted.token] {
        let actor = service.bearer(token);
        let read = actor.get(&path).await;
        let decided = actor.post(&decisions, &nonsense).await;

        read.refused(401, "unauthenticated");
        decided.refused(401, "unauthenticated");
    }
}
