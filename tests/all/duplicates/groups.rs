//! Groups of duplicates change by edits, by withdrawals, and when moderators merge and split them.

use serde_json::{Value, json};

use crate::support::service::Service;

pub(super) const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
pub(super) const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_comment_leaves_its_open_group_and_a_group_of_one_is_deleted() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [first, second, third] = service.post_as(["ada", "bob", "cid"], TEXT).await;

    service.author("ada").withdraw(&first).await;

    let group = moderator.only_group().await;
    assert_eq!(group["size"], 2);
    assert_eq!(
        group["original"]["id"], second.id,
        "the oldest of those left"
    );

    service.author("cid").withdraw(&third).await;

    assert_eq!(moderator.groups().await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_leaves_one_group_and_joins_another() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [_, _, edited] = service.post_as(["ada", "bob", "cid"], TEXT).await;
    service.post_as(["dan", "eve"], OTHER).await;

    service.author("cid").edit(&edited, OTHER).await;

    let groups = moderator.groups().await;
    assert_eq!(groups[0]["size"], 3);
    assert_eq!(groups[1]["size"], 2);
    assert_eq!(
        groups[0]["original"]["id"], edited.id,
        "it is older than the comments that it joins"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_of_a_group_and_of_a_comment_split_from_it_joins_the_group() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [first, second, _] = service.post_as(["ada", "bob", "cid"], TEXT).await;
    let group = moderator.only_group().await;
    moderator.split(&group, &[&first]).await;

    service.author("dan").post(TEXT).await;

    let only = moderator.only_group().await;
    assert_eq!(only["id"], group["id"]);
    assert_eq!(only["size"], 3);
    assert_eq!(only["original"]["id"], second.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_merges_two_groups_into_one() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [oldest, _] = service.post_as(["ada", "bob"], TEXT).await;
    service.post_as(["cid", "dan", "eve"], OTHER).await;
    let [large, small] = moderator.all_groups().await;

    let merged = moderator.merge(&large, &small).await;

    assert_eq!(merged["id"], large["id"]);
    assert_eq!(merged["size"], 5);
    assert_eq!(merged["original"]["id"], oldest.id, "the oldest of all");
    let listed = moderator.only_group().await;
    assert_eq!(without_differences(listed), without_differences(merged));

    // A duplicate of either text joins the merged group.
    service.author("fay").post(TEXT).await;
    service.author("gil").post(OTHER).await;

    assert_eq!(moderator.groups().await[0]["size"], 7);
    assert_eq!(service.count_events("duplicate_groups_merged").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_merge_changes_nothing() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post_as(["ada", "bob"], TEXT).await;
    service.post_as(["cid", "dan", "eve"], OTHER).await;
    let [large, small] = moderator.all_groups().await;

    let into_itself = moderator.try_merge(&large, &large).await;
    into_itself.invalid("/group_id");

    let mut stale = small.clone();
    stale["version"] = json!(7);
    let with_a_stale_one = moderator.try_merge(&large, &stale).await;
    let problem = with_a_stale_one.refused(409, "version_conflict");
    assert_eq!(problem["current"]["version"], small["version"]);

    moderator.settle(&small, "spam", &[]).await;
    let with_a_settled_one = moderator.try_merge(&large, &small).await;
    with_a_settled_one.refused(409, "group_settled");

    assert_eq!(moderator.groups().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_are_split_off_form_a_group_unless_one_is_alone() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [ada, bob, cid, _] = service.post_as(["ada", "bob", "cid", "dan"], TEXT).await;
    let group = moderator.only_group().await;

    let split = moderator.split(&group, &[&ada, &bob]).await;

    assert_eq!(split["rest"]["size"], 2);
    assert_eq!(split["rest"]["original"]["id"], cid.id);
    assert_eq!(split["apart"]["size"], 2);
    assert_eq!(split["apart"]["original"]["id"], ada.id);

    let alone = moderator.split(&split["apart"], &[&bob]).await;

    assert_eq!(alone, json!({ "rest": null, "apart": null }));
    assert_eq!(moderator.groups().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_names_members_once_and_leaves_at_least_one() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let [ada, bob] = service.post_as(["ada", "bob"], TEXT).await;
    let stranger = service.author("cid").post(OTHER).await;
    let group = moderator.only_group().await;

    let cases: [(&[_], &str); 3] = [
        (&[&stranger], "not_a_member"),
        (&[&ada, &ada], "repeated_id"),
        (&[&ada, &bob], "all_members"),
    ];
    for (comments, code) in cases {
        let answer = moderator.try_split(&group, comments).await;
        let problem = answer.refused(422, "validation_failed");
        assert_eq!(problem["errors"][0]["code"], code);
    }

    assert_eq!(moderator.only_group().await, group);
}

/// The group without the differences of its members, of which a list shows only the first three.
fn without_differences(mut group: Value) -> Value {
    for member in group["members"].as_array_mut().unwrap() {
        member["diff"] = Value::Null;
    }

    group
}
