//! A hidden comment keeps its place in the thread while a reply to it is shown.

use serde_json::json;

use crate::support::service::Service;

const TOP: &str = "The second chart should start at zero.";
const REPLY: &str = "It does so in the printed edition.";

const VISIBLE: &str = "comments WHERE visible";

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_parent_keeps_its_place_while_a_reply_is_shown() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let moderator = service.moderator("grace").await;
    let reader = service.reader();
    let top = service.author("ada").post(TOP).await;
    let middle = service.author("bob").reply_to(&top, REPLY).await;
    let cid = service.author("cid");
    let leaf = cid
        .reply_to(&middle, "Only since the second printing.")
        .await;

    moderator.decide(&top, "reject").await;
    moderator.decide(&middle, "spam").await;

    let shown = reader.thread().await;
    let place = &shown["items"][0];
    assert_eq!(shown["total"], 1);
    assert_eq!(place["body"], "[removed]");
    assert_eq!(place["author"]["name"], "");
    assert_eq!(place["replies"][0]["body"], "[removed]");
    assert_eq!(place["replies"][0]["replies"][0]["id"], leaf.id);

    moderator.decide(&leaf, "hold").await;
    assert_eq!(reader.thread().await["items"], json!([]));
    assert_eq!(service.count(VISIBLE).await, 0);

    moderator.decide(&leaf, "approve").await;
    assert_eq!(service.count(VISIBLE).await, 3);

    moderator.decide(&middle, "approve").await;
    moderator.decide(&leaf, "reject").await;
    let shown = reader.thread().await;
    assert_eq!(shown["items"][0]["replies"][0]["id"], middle.id);
    assert_eq!(service.count(VISIBLE).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn hiding_the_only_two_replies_at_once_leaves_no_place_behind() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let grace = service.moderator("grace").await;
    let joan = service.moderator("joan").await;
    let top = service.author("ada").post(TOP).await;
    let left = service.author("bob").reply_to(&top, REPLY).await;
    let cid = service.author("cid");
    let right = cid.reply_to(&top, "Which chart is that, please?").await;
    grace.decide(&top, "reject").await;

    tokio::join!(grace.decide(&left, "reject"), joan.decide(&right, "reject"));

    assert_eq!(service.count(VISIBLE).await, 0);
}
