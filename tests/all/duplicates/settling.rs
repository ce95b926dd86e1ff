//! One decision settles a whole group of duplicates.

use serde_json::{Value, json};

use super::groups::{OTHER, TEXT};
use crate::support::json::text;
use crate::support::service::Service;

const SETTLED_GROUP: &str = "repeats_settled_group";

#[tokio::test(flavor = "multi_thread")]
async fn one_decision_settles_a_group_and_later_duplicates_are_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let [first, ..] = service.post_as(["ada", "bob", "cid", "dan"], TEXT).await;

    let group = moderator.only_group().await;
    assert_eq!(group["size"], 4);
    assert_eq!(group["state"], "open");
    assert_eq!(group["original"]["id"], first.id);
    let members = group["members"].as_array().unwrap();
    assert_eq!(members.len(), 3);
    assert_eq!(members[0]["kind"], "exact");
    assert_eq!(members[0]["diff"], json!([{ "op": "equal", "text": TEXT }]));

    let settled = moderator.settle(&group, "spam", &[&first]).await;
    assert_eq!(settled["decided"], 3);
    assert_eq!(settled["group"]["state"], "settled");
    assert_eq!(settled["group"]["settled_by"], "grace");
    assert_eq!(service.count("comments WHERE status = 'spam'").await, 3);
    assert_eq!(service.count("comments WHERE status = 'approved'").await, 1);
    let of_groups = "decisions WHERE duplicate_group_id IS NOT NULL";
    assert_eq!(service.count(of_groups).await, 3);

    let again = moderator.try_settle(&group, "spam", &[&first]).await;
    again.refused(409, "group_settled");

    let late = service.author("eve").post(TEXT).await;
    assert_eq!(late.comment["status"], "pending");
    let codes = moderator.finding_codes(&late).await;
    assert!(codes.contains(&SETTLED_GROUP.to_owned()), "{codes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_remembered_after_all_comments_that_it_was_about_are_withdrawn() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let bob = service.author("bob");
    let [first, second] = service.post_as(["ada", "bob"], TEXT).await;
    let group = moderator.only_group().await;
    moderator.settle(&group, "spam", &[]).await;

    ada.withdraw(&first).await;
    bob.withdraw(&second).await;

    let late = service.author("eve").post(TEXT).await;
    assert_eq!(late.comment["status"], "pending");
    let codes = moderator.finding_codes(&late).await;
    assert!(codes.contains(&SETTLED_GROUP.to_owned()), "{codes:?}");
    assert_eq!(moderator.only_group().await["size"], 3);

    // An author who has withdrawn a text may post it again, decided or not: moderators see it, and
    // it is not refused.
    ada.post(TEXT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_has_grown_since_it_was_read_is_not_settled() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post_as(["ada", "bob"], TEXT).await;
    let group = moderator.only_group().await;
    service.author("cid").post(TEXT).await;

    let answer = moderator.try_settle(&group, "reject", &[]).await;

    let problem = answer.refused(409, "version_conflict");
    let present = moderator.only_group().await;
    assert_eq!(problem["current"]["version"], present["version"]);
    assert_eq!(service.count("decisions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_members_can_be_kept() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post_as(["ada", "bob"], TEXT).await;
    let stranger = service.author("cid").post(OTHER).await;
    let group = moderator.only_group().await;

    let answer = moderator.try_settle(&group, "reject", &[&stranger]).await;

    answer.invalid("/keep/0");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_group_comes_first_and_the_next_page_continues_from_there() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post_as(["ada", "bob"], OTHER).await;
    service.post_as(["cid", "dan", "eve"], TEXT).await;
    let list = async |query: &str| {
        let path = format!("/v1/admin/duplicates{query}");
        moderator.get(&path).await.ok()
    };

    let first = list("?limit=1&state=open").await;
    assert_eq!(first["items"][0]["size"], 3);

    let cursor = text(&first["next_cursor"]);
    let second = list(&format!("?limit=1&state=open&cursor={cursor}")).await;
    let group = &second["items"][0];
    assert_eq!(group["size"], 2);
    assert_eq!(second["next_cursor"], Value::Null);

    assert_eq!(&moderator.try_read_group(group).await.ok(), group);
    assert_eq!(list("?state=settled").await["items"], json!([]));
}
