//! A group shows its present state after members have joined, changed and left.

use chrono::Duration;
use serde_json::{Value, json};

use super::groups::{OTHER, TEXT};
use crate::support::author::Posted;
use crate::support::barrier::Barrier;
use crate::support::groups::group_path;
use crate::support::moderator::Moderator;
use crate::support::service::Service;

const REWRITE: &str = "Order the miracle drops today, they cured my elbows within a single week, no doctor was needed.";

/// Posts the text as each of these authors, a minute apart.
async fn post_a_minute_apart<const COUNT: usize>(
    service: &Service,
    text: &str,
    names: [&str; COUNT],
) -> [Posted; COUNT] {
    let mut posted = Vec::new();
    for name in names {
        posted.push(service.author(name).post(text).await);
        service.advance(Duration::minutes(1));
    }

    posted.try_into().unwrap()
}

/// The only group, after its times, its size and its original have been compared with its members.
async fn consistent_group(moderator: &Moderator) -> Value {
    let group = moderator.only_group().await;

    let members = group["members"].as_array().unwrap();
    let comments = members
        .iter()
        .map(|member| &member["comment"])
        .chain([&group["original"]]);
    let mut times: Vec<&str> = comments
        .map(|comment| comment["created_at"].as_str().unwrap())
        .collect();
    times.sort_unstable();

    assert_eq!(group["first_at"], times[0]);
    assert_eq!(group["last_at"], times[times.len() - 1]);
    assert_eq!(
        group["original"]["created_at"], group["first_at"],
        "the oldest is the original"
    );
    assert_eq!(group["size"], json!(times.len()));

    group
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_deleted_while_it_is_read_is_read_whole() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;

    for alone in [false, true] {
        let [first, second] = service.post_as(["ada", "bob"], TEXT).await;
        let group = moderator.only_group().await;
        let path = if alone {
            group_path(&group)
        } else {
            "/v1/admin/duplicates".to_owned()
        };

        // The reader knows the group by the time at which it waits for this lock, but not its
        // members.
        let barrier = Barrier::lock(&service, "sites IN ACCESS EXCLUSIVE MODE").await;
        let changes = async {
            let members = "SELECT c.site_id, c.comment_id%";
            barrier.gathers_queries(members, 1).await;
            service.author("ada").withdraw(&first).await;
            service.author("bob").withdraw(&second).await;
            barrier.opens().await;
        };
        let (read, ()) = tokio::join!(moderator.get(&path), changes);

        let read = read.ok();
        assert_eq!(if alone { &read } else { &read["items"][0] }, &group);
        let afterwards = moderator.try_read_group(&group).await;
        afterwards.refused(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_compared_with_the_present_original() {
    let service = Service::start(json!({ "repeat_refusal_seconds": 0 })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let first = ada.post(TEXT).await;
    service.post_as(["bob", "bob"], REWRITE).await;

    let group = moderator.only_group().await;
    let member = &group["members"][1];
    assert_eq!(member["kind"], "near");
    assert_eq!(member["same_author"], false);

    ada.withdraw(&first).await;

    let group = moderator.only_group().await;
    let member = &group["members"][0];
    assert_eq!(member["diff"], json!([{ "op": "equal", "text": REWRITE }]));
    assert_eq!(member["kind"], "exact");
    assert_eq!(member["same_author"], true);
    assert_eq!(member["similarity"], 1.0);
    assert_eq!(member["containment"], 1.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_members_of_a_merged_group_are_compared_with_its_original() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post_as(["ada", "bob"], TEXT).await;
    service.post_as(["cid", "dan", "eve"], OTHER).await;
    let [large, small] = moderator.all_groups().await;

    let merged = moderator.merge(&small, &large).await;

    let members = merged["members"].as_array().unwrap();
    assert_eq!(members[0]["kind"], "exact");
    assert_eq!(members[0]["similarity"], 1.0);
    for member in &members[1..] {
        assert_eq!(member["kind"], Value::Null);
        assert_eq!(member["same_author"], false);
        assert!(member["similarity"].as_f64().unwrap() < 0.2, "{member}");
        assert!(member["diff"].as_array().unwrap().len() > 1, "{member}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_begins_with_its_first_member_and_ends_with_its_last() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let names = ["ada", "bob", "cid", "dan"];
    let [first, second, _, last] = post_a_minute_apart(&service, TEXT, names).await;

    service.author("ada").withdraw(&first).await;
    let group = consistent_group(&moderator).await;
    assert_eq!(group["original"]["id"], second.id);

    service.author("dan").withdraw(&last).await;
    consistent_group(&moderator).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_comment_that_becomes_a_duplicate_of_later_ones_is_the_original() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let bob = service.author("bob");
    let oldest = ada.post(OTHER).await;
    let older = bob
        .post("Which of the two maps is the older one, after all?")
        .await;
    service.advance(Duration::minutes(1));
    let later = service.author("cid").post(TEXT).await;

    bob.edit(&older, TEXT).await;
    let group = consistent_group(&moderator).await;
    assert_eq!(group["original"]["id"], older.id, "of a new group");
    assert_eq!(group["members"][0]["comment"]["id"], later.id);

    ada.edit(&oldest, TEXT).await;
    let group = consistent_group(&moderator).await;
    assert_eq!(group["original"]["id"], oldest.id, "of an existing group");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_lost_members_with_an_article_has_the_times_of_those_left() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let admin = service.admin().await;
    let removed = service.another_article().await;
    service.author("ada").under(&removed).post(TEXT).await;
    service.advance(Duration::minutes(1));
    post_a_minute_apart(&service, TEXT, ["bob", "cid"]).await;
    service.author("dan").under(&removed).post(TEXT).await;
    assert_eq!(consistent_group(&moderator).await["size"], 4);

    admin.remove_article(&removed).await;

    assert_eq!(consistent_group(&moderator).await["size"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settled_group_still_holds_duplicates_after_one_of_its_articles_is_removed() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let admin = service.admin().await;
    let removed = service.another_article().await;
    service.author("ada").under(&removed).post(TEXT).await;
    service.author("bob").post(TEXT).await;
    let group = moderator.only_group().await;
    moderator.settle(&group, "spam", &[]).await;

    admin.remove_article(&removed).await;

    let group = consistent_group(&moderator).await;
    assert_eq!(group["state"], "settled");
    assert_eq!(group["size"], 1);

    let late = service.author("cid").post(TEXT).await;
    let codes = moderator.finding_codes(&late).await;
    assert!(codes.contains(&"repeats_settled_group".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_comments_that_are_split_off_form_no_group() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let names = ["ada", "bob", "cid", "dan", "eve", "fay"];
    let [ada, bob, cid, dan, eve, fay] = service.post_as(names, TEXT).await;
    let group = moderator.only_group().await;
    moderator.settle(&group, "spam", &[]).await;
    service.author("ada").withdraw(&ada).await;
    service.author("bob").withdraw(&bob).await;

    let split = async |comments: &[&Posted]| {
        let groups = moderator.groups().await;
        let settled = groups.iter().find(|group| group["state"] == "settled");
        moderator.split(settled.unwrap(), comments).await
    };

    // One comment that is not withdrawn is too few for a group.
    let first = split(&[&ada, &fay]).await;
    assert_eq!(first["apart"], Value::Null);
    assert_eq!(first["rest"]["size"], 4);

    let second = split(&[&bob, &cid, &dan]).await;
    assert_eq!(second["apart"]["size"], 2);
    assert_eq!(second["apart"]["state"], "open");
    assert_eq!(second["apart"]["original"]["id"], cid.id);
    assert_eq!(second["rest"]["original"]["id"], eve.id);

    assert_eq!(service.count("duplicate_members").await, 3);
    let withdrawn = "fingerprints JOIN comments USING (comment_id) WHERE status = 'withdrawn'";
    assert_eq!(
        service.count(withdrawn).await,
        0,
        "no settled group needs their fingerprints any more"
    );
}
