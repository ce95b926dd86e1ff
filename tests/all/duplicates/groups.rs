//! How do groups of repeats change: by edits, by withdrawals, and by a moderator's hand?

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::app::Actor;
use crate::support::service::Service;

pub(super) const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
pub(super) const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published anywhere yet?";

pub(super) async fn groups(moderator: &Actor) -> Vec<Value> {
    let page = moderator
        .get("/v1/admin/duplicates")
        .await
        .expect(StatusCode::OK);
    page["items"].as_array().unwrap().clone()
}

pub(super) async fn post_all(
    service: &Service,
    text: &str,
    names: &[&str],
) -> Vec<(String, String)> {
    let mut posted = Vec::new();
    for name in names {
        posted.push(service.post(name, text, None).await);
    }
    posted
}

pub(super) fn path(group: &Value, what: &str) -> String {
    format!(
        "/v1/admin/duplicates/{}/{what}",
        group["id"].as_str().unwrap()
    )
}

pub(super) fn merge(into: &Value, from: &Value) -> Value {
    json!({ "group_id": from["id"], "group_version": from["version"], "version": into["version"] })
}

pub(super) async fn withdraw(service: &Service, (comment, token): &(String, String)) {
    let path = format!("/v1/comments/{comment}");
    let answer = service
        .send(service.request(Method::DELETE, &path).bearer_auth(token))
        .await;
    assert_eq!(answer.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_comment_leaves_its_open_group_and_a_group_of_one_goes() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = post_all(&service, TEXT, &["ada", "bob", "cid"]).await;
    withdraw(&service, &posted[0]).await;
    let left = groups(&moderator).await;
    assert_eq!((left.len(), &left[0]["size"]), (1, &json!(2)));
    assert_eq!(
        left[0]["original"]["id"],
        json!(posted[1].0),
        "the oldest of the rest"
    );
    withdraw(&service, &posted[2]).await;
    assert_eq!(groups(&moderator).await, Vec::<Value>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_leaves_one_group_and_joins_another() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let repeats = post_all(&service, TEXT, &["ada", "bob", "cid"]).await;
    post_all(&service, OTHER, &["dan", "eve"]).await;
    let (comment, token) = &repeats[2];
    let request = service.request(Method::PATCH, &format!("/v1/comments/{comment}"));
    let answer = service
        .send(request.bearer_auth(token).json(&json!({ "body": OTHER })))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    let now = groups(&moderator).await;
    assert_eq!((&now[0]["size"], &now[1]["size"]), (&json!(3), &json!(2)));
    assert_eq!(
        now[0]["original"]["id"],
        json!(comment),
        "it is older than those that it repeats"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_repeats_a_group_and_a_comment_taken_out_of_it_comes_into_the_group() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = post_all(&service, TEXT, &["ada", "bob", "cid"]).await;
    let group = groups(&moderator).await.remove(0);
    let body = json!({ "comments": [posted[0].0], "version": group["version"] });
    moderator
        .post(&path(&group, "splits"), &body)
        .await
        .expect(StatusCode::OK);
    service.post("dan", TEXT, None).await;
    let [only] = <[Value; 1]>::try_from(groups(&moderator).await).unwrap();
    assert_eq!((&only["id"], &only["size"]), (&group["id"], &json!(3)));
    assert_eq!(only["original"]["id"], json!(posted[1].0));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_groups_become_one_by_hand() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let older = post_all(&service, TEXT, &["ada", "bob"]).await;
    post_all(&service, OTHER, &["cid", "dan", "eve"]).await;
    let [large, small] = <[Value; 2]>::try_from(groups(&moderator).await).unwrap();
    let merged = moderator
        .post(&path(&large, "merges"), &merge(&large, &small))
        .await
        .expect(StatusCode::OK);
    assert_eq!((&merged["id"], &merged["size"]), (&large["id"], &json!(5)));
    assert_eq!(
        merged["original"]["id"],
        json!(older[0].0),
        "the oldest of all"
    );
    assert_eq!(groups(&moderator).await, std::slice::from_ref(&merged));
    // What repeats a text of either comes into it.
    service.post("fay", TEXT, None).await;
    service.post("gil", OTHER, None).await;
    assert_eq!(groups(&moderator).await[0]["size"], 7);
    let kinds = "SELECT count(*) FROM events WHERE kind = 'duplicate_groups_merged'";
    assert_eq!(service.number(kinds).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_that_does_not_fit_changes_nothing() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    post_all(&service, TEXT, &["ada", "bob"]).await;
    post_all(&service, OTHER, &["cid", "dan", "eve"]).await;
    let [large, small] = <[Value; 2]>::try_from(groups(&moderator).await).unwrap();
    let merges = path(&large, "merges");
    let itself = moderator.post(&merges, &merge(&large, &large)).await;
    assert_eq!(
        (itself.status.as_u16(), &itself.json["errors"][0]["pointer"]),
        (422, &json!("/group_id"))
    );
    let mut stale = merge(&large, &small);
    stale["group_version"] = json!(7);
    let answer = moderator.post(&merges, &stale).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "version_conflict")
    );
    assert_eq!(answer.json["current"]["version"], small["version"]);
    let settle = json!({ "keep": [], "action": "spam", "version": small["version"] });
    moderator
        .post(&path(&small, "decisions"), &settle)
        .await
        .expect(StatusCode::CREATED);
    let answer = moderator.post(&merges, &merge(&large, &small)).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "group_settled")
    );
    assert_eq!(groups(&moderator).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn comments_that_are_taken_out_are_a_group_of_their_own_or_alone() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let ids: Vec<String> = post_all(&service, TEXT, &["ada", "bob", "cid", "dan"])
        .await
        .into_iter()
        .map(|it| it.0)
        .collect();
    let group = groups(&moderator).await.remove(0);
    let body = json!({ "comments": [ids[0], ids[1]], "version": group["version"] });
    let split = moderator
        .post(&path(&group, "splits"), &body)
        .await
        .expect(StatusCode::OK);
    assert_eq!(
        (&split["rest"]["size"], &split["apart"]["size"]),
        (&json!(2), &json!(2))
    );
    assert_eq!(split["rest"]["original"]["id"], json!(ids[2]));
    assert_eq!(split["apart"]["original"]["id"], json!(ids[0]));
    let body = json!({ "comments": [ids[1]], "version": split["apart"]["version"] });
    let alone = moderator
        .post(&path(&split["apart"], "splits"), &body)
        .await
        .expect(StatusCode::OK);
    assert_eq!(alone, json!({ "rest": null, "apart": null }));
    assert_eq!(groups(&moderator).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_names_members_once_and_leaves_one() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = post_all(&service, TEXT, &["ada", "bob"]).await;
    let (stranger, _) = service.post("cid", OTHER, None).await;
    let group = groups(&moderator).await.remove(0);
    for (comments, code) in [
        (vec![&stranger], "not_a_member"),
        (vec![&posted[0].0, &posted[0].0], "repeated_id"),
        (vec![&posted[0].0, &posted[1].0], "all_members"),
    ] {
        let body = json!({ "comments": comments, "version": group["version"] });
        let answer = moderator.post(&path(&group, "splits"), &body).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.json["errors"][0]["code"]),
            (422, &json!(code))
        );
    }
    assert_eq!(groups(&moderator).await, [group]);
}
