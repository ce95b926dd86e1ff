//! The queue of moderators, the detail of a comment, decisions, and undoing them.

use serde_json::json;

use super::{ABSENT, check};
use crate::support::service::Service;

const QUEUE: &str = "/v1/admin/comments";
const DECISIONS: &str = "/v1/admin/decisions";

const TEXT: &str =
    "The second chart should start at zero, because the difference looks far too large as it is.";
const LIKE: &str =
    "The second chart should start at zero, because the difference looks much too large as it is.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

#[tokio::test(flavor = "multi_thread")]
async fn the_statistics_of_a_day() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(TEXT).await;
    let held = service.author("bob").post(LIKE).await;
    service.author("carl").post(OTHER).await;
    moderator.decide(&held, "reject").await;

    let stats = "/v1/admin/stats";
    let noon = service.clock().now();
    let day = format!(
        "{stats}?from={}&to={}",
        noon.format("%Y-%m-%dT00:00:00Z"),
        noon.format("%Y-%m-%dT23:59:59Z")
    );
    check("get_statistics", moderator.get(&day).await);
    let backwards = format!("{stats}?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z");
    check("get_statistics", moderator.get(&backwards).await);
    check("get_statistics", service.reader().get(stats).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_near_duplicate_is_held_decided_and_the_decision_undone() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(TEXT).await;
    let held = service.author("bob").post(LIKE).await;
    let detail = format!("{QUEUE}/{}", held.id);

    check("list_moderated_comments", moderator.get(QUEUE).await);
    let waiting = moderator.get(&detail).await;
    check("get_moderated_comment.waiting", waiting);

    let spam = json!({ "action": "spam", "version": 1, "reason": "Adverts", "note": "Again" });
    let decided = moderator.try_decide(&held, &spam).await;
    let decision = decided.json["decision"].clone();
    check("create_decision", decided);
    let again = json!({ "action": "spam", "version": 2 });
    let unchanged = moderator.try_decide(&held, &again).await;
    check("create_decision", unchanged);

    check("undo_decision", moderator.try_undo(&decision).await);
    check("undo_decision", moderator.try_undo(&decision).await);

    let undone = moderator.get(&detail).await;
    check("get_moderated_comment.decided", undone);
    check("list_decisions", moderator.get(DECISIONS).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_comments_are_decided_at_once() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(TEXT).await;
    let second = service.author("bob").post(OTHER).await;
    let decision = json!({ "action": "approve", "comments": [
        { "id": first.id, "version": 1 },
        { "id": second.id, "version": 7 },
        { "id": ABSENT, "version": 1 },
    ]});

    let applied = moderator.try_decide_many(&decision).await;
    check("create_bulk_decision", applied);

    let first = json!({ "id": first.id, "version": 2 });
    let twice = json!({ "action": "reject", "comments": [first, first] });
    let refused = moderator.try_decide_many(&twice).await;
    check("create_bulk_decision", refused);
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_that_cannot_be_made() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let posted = ada.post(TEXT).await;
    let withdrawn = ada.post(OTHER).await;
    ada.withdraw(&withdrawn).await;

    let stale = json!({ "action": "approve", "version": 7 });
    check(
        "create_decision",
        moderator.try_decide(&posted, &stale).await,
    );
    let present = json!({ "action": "approve", "version": 2 });
    let of_withdrawn = moderator.try_decide(&withdrawn, &present).await;
    check("create_decision", of_withdrawn);
    let absent = moderator.try_decide(ABSENT, &present).await;
    check("create_decision", absent);
    let unknown = json!({ "action": "praise", "version": 1 });
    check(
        "create_decision",
        moderator.try_decide(&posted, &unknown).await,
    );

    let path = format!("{QUEUE}/{}/decisions", posted.id);
    let stranger = service.reader().post(&path, &present).await;
    check("create_decision", stranger);

    let undo = moderator.try_undo(&json!({ "id": ABSENT })).await;
    check("undo_decision", undo);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_of_moderators_that_cannot_be_read() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;

    let bad_filters = moderator.get(&format!("{QUEUE}?status=lost&limit=0")).await;
    check("list_moderated_comments", bad_filters);
    let bad_cursor = moderator.get(&format!("{QUEUE}?cursor=AAAA")).await;
    check("list_moderated_comments", bad_cursor);
    let absent = moderator.get(&format!("{QUEUE}/{ABSENT}")).await;
    check("get_moderated_comment", absent);
    let bad_moderator = moderator.get(&format!("{DECISIONS}?moderator=x")).await;
    check("list_decisions", bad_moderator);

    let reader = service.reader();
    check("list_moderated_comments", reader.get(QUEUE).await);
    check("list_decisions", reader.get(DECISIONS).await);
}
