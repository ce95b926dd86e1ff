//! The live stream of the queue: moderators see what arrives, what is decided and by whom, and only
//! while they are moderators.

use std::time::Duration;

use serde_json::{Value, json};

use super::QUEUE;
use crate::support::json::text;
use crate::support::service::Service;
use crate::support::tap::Tap;

#[tokio::test(flavor = "multi_thread")]
async fn moderators_see_what_arrives_who_decides_and_what_leaves() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let linus = service.moderator("Linus").await;
    let ken = service.moderator("Ken").await;
    let ada = service.author("Ada");
    let (mut tap, ready) = Tap::ready(&linus, QUEUE).await;
    assert_eq!(ready.data, json!({}));

    let posted = ada.post("A thought that waits for somebody.").await;
    let arrived = tap.expect("arrived").await.data;
    assert_eq!(arrived["comment_id"], posted.id);
    assert_eq!(arrived["article_id"], service.article);
    assert_eq!(arrived["comment"]["author"]["email"], "ada@example.org");
    assert_eq!(arrived["comment"]["status"], "pending");
    assert_eq!(arrived["decision"], Value::Null);

    let second = "Another thought that waits for somebody.";
    ada.edit(&posted, second).await;
    let edited = tap.expect("edited").await.data;
    assert_eq!(edited["comment"]["body"], second);

    ken.decide(&posted, "approve").await;
    let decided = tap.expect("decided").await.data;
    let decision = &decided["decision"];
    assert_eq!(decision["moderator"]["name"], "Ken");
    assert_eq!(decision["action"], "approve");
    assert_eq!(decision["status_before"], "pending");
    assert_eq!(decision["status_after"], "approved");

    ada.edit(&posted, "A third thought, which waits again.")
        .await;
    let arrived = tap.expect("arrived").await.data;
    assert_eq!(arrived["comment"]["status"], "pending");

    ada.withdraw(&posted).await;
    let left = tap.expect("left").await.data;
    assert_eq!(left["comment_id"], posted.id);
    assert_eq!(left["decision"]["moderator"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_ends_with_the_session() {
    let options = Service::options();
    let options = options.http(|http| http.streams.heartbeat = Duration::from_millis(100));
    let service = options.start().await;
    let admin = service.admin().await;
    let linus = service.moderator("Linus").await;

    let (mut tap, _) = Tap::ready(&linus, QUEUE).await;
    let me = linus.get("/v1/auth/me").await.ok();
    let account = format!("/v1/admin/moderators/{}", text(&me["id"]));
    let closed = admin.patch(&account, &json!({ "active": false })).await;
    closed.ok();
    tap.end().await;

    let (mut tap, _) = Tap::ready(&admin, QUEUE).await;
    service.advance(chrono::Duration::minutes(16));
    tap.end().await;
}
