//! Does a group tell what holds now, after its members have come, changed and gone?

use chrono::Duration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::groups::{OTHER, TEXT, groups, merge, path, post_all, withdraw};
use crate::support::app::Actor;
use crate::support::database::connect;
use crate::support::service::Service;

const REWRITE: &str = "Order the miracle drops today, they cured my elbows within a single week, no doctor was needed.";

/// Posts the text as each of them, a minute apart.
async fn post_in_turn(service: &Service, text: &str, names: &[&str]) -> Vec<(String, String)> {
    let mut posted = Vec::new();
    for name in names {
        posted.push(service.post(name, text, None).await);
        service.advance(Duration::minutes(1));
    }
    posted
}

async fn edit(service: &Service, (comment, token): &(String, String), text: &str) {
    let request = service.request(Method::PATCH, &format!("/v1/comments/{comment}"));
    let answer = service
        .send(request.bearer_auth(token).json(&json!({ "body": text })))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.json);
}

async fn settle(moderator: &Actor, group: &Value) {
    let body = json!({ "keep": [], "action": "spam", "version": group["version"] });
    moderator
        .post(&path(group, "decisions"), &body)
        .await
        .expect(StatusCode::CREATED);
}

/// The only group there is, whose times are those of all its members.
async fn group_in_order(moderator: &Actor) -> Value {
    let [group] = <[Value; 1]>::try_from(groups(moderator).await).unwrap();
    let members = group["members"].as_array().unwrap();
    let comments = members
        .iter()
        .map(|member| &member["comment"])
        .chain([&group["original"]]);
    let mut times: Vec<&str> = comments
        .map(|comment| comment["created_at"].as_str().unwrap())
        .collect();
    times.sort_unstable();
    assert_eq!(
        (&group["first_at"], &group["last_at"]),
        (&json!(times[0]), &json!(times[times.len() - 1]))
    );
    assert_eq!(
        group["original"]["created_at"], group["first_at"],
        "the oldest is the original"
    );
    assert_eq!(group["size"], json!(times.len()));
    group
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_goes_while_it_is_read_is_read_whole() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for alone in [false, true] {
        let posted = post_all(&service, TEXT, &["ada", "bob"]).await;
        let group = groups(&moderator).await.remove(0);
        let of_one = format!("/v1/admin/duplicates/{}", group["id"].as_str().unwrap());
        let barrier = connect(service.database_url()).await;
        barrier
            .batch_execute("BEGIN; LOCK TABLE sites IN ACCESS EXCLUSIVE MODE")
            .await
            .unwrap();
        let path = if alone {
            &of_one
        } else {
            "/v1/admin/duplicates"
        };
        let reading = tokio::spawn(moderator.request(Method::GET, path).send());
        // Whoever reads knows the group by now, and waits before its members.
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
            AND wait_event_type = 'Lock' AND query LIKE 'SELECT c.site_id, c.comment_id%'";
        while barrier
            .query_one(waiting, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            == 0
        {
            barrier
                .execute("SELECT pg_stat_clear_snapshot()", &[])
                .await
                .unwrap();
        }
        withdraw(&service, &posted[0]).await;
        withdraw(&service, &posted[1]).await;
        barrier.batch_execute("COMMIT").await.unwrap();
        let answer = reading.await.unwrap().unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let read: Value = answer.json().await.unwrap();
        assert_eq!(if alone { &read } else { &read["items"][0] }, &group);
        assert_eq!(moderator.get(&of_one).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_tells_how_it_repeats_the_present_original() {
    let service = Service::start(json!({ "repeat_refusal_seconds": 0 })).await;
    let moderator = service.moderator("grace").await;
    let first = service.post("ada", TEXT, None).await;
    post_all(&service, REWRITE, &["bob", "bob"]).await;
    let group = groups(&moderator).await.remove(0);
    let member = &group["members"][1];
    assert_eq!(
        (&member["kind"], &member["same_author"]),
        (&json!("near"), &json!(false))
    );
    withdraw(&service, &first).await;
    let group = groups(&moderator).await.remove(0);
    let member = &group["members"][0];
    assert_eq!(member["diff"], json!([{ "op": "equal", "text": REWRITE }]));
    assert_eq!(
        (&member["kind"], &member["same_author"]),
        (&json!("exact"), &json!(true))
    );
    assert_eq!(
        (&member["similarity"], &member["containment"]),
        (&json!(1.0), &json!(1.0))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn members_that_a_merge_brought_tell_what_they_have_in_common_with_the_original() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    post_all(&service, TEXT, &["ada", "bob"]).await;
    post_all(&service, OTHER, &["cid", "dan", "eve"]).await;
    let [large, small] = <[Value; 2]>::try_from(groups(&moderator).await).unwrap();
    let merged = moderator
        .post(&path(&small, "merges"), &merge(&small, &large))
        .await
        .expect(StatusCode::OK);
    let members = merged["members"].as_array().unwrap();
    assert_eq!(
        (&members[0]["kind"], &members[0]["similarity"]),
        (&json!("exact"), &json!(1.0))
    );
    for member in &members[1..] {
        assert_eq!(
            (&member["kind"], &member["same_author"]),
            (&Value::Null, &json!(false))
        );
        assert!(member["similarity"].as_f64().unwrap() < 0.2, "{member}");
        assert!(member["diff"].as_array().unwrap().len() > 1, "{member}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_begins_with_its_first_member_and_ends_with_its_last() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = post_in_turn(&service, TEXT, &["ada", "bob", "cid", "dan"]).await;
    withdraw(&service, &posted[0]).await;
    assert_eq!(
        group_in_order(&moderator).await["original"]["id"],
        json!(posted[1].0)
    );
    withdraw(&service, &posted[3]).await;
    group_in_order(&moderator).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_comment_that_comes_to_repeat_later_ones_is_the_original() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let oldest = service.post("ada", OTHER, None).await;
    let older = service
        .post(
            "bob",
            "Which of the two maps is the older one, after all?",
            None,
        )
        .await;
    service.advance(Duration::minutes(1));
    let later = service.post("cid", TEXT, None).await;
    edit(&service, &older, TEXT).await;
    let group = group_in_order(&moderator).await;
    assert_eq!(group["original"]["id"], json!(older.0), "of a new group");
    assert_eq!(group["members"][0]["comment"]["id"], json!(later.0));
    edit(&service, &oldest, TEXT).await;
    assert_eq!(
        group_in_order(&moderator).await["original"]["id"],
        json!(oldest.0),
        "of one that was there"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_removal_of_an_article_leaves_of_a_group_has_its_own_times() {
    let service = Service::start(json!({})).await;
    let (moderator, admin) = (service.moderator("grace").await, service.admin().await);
    let gone = service.under_another_article().await;
    assert_eq!(
        service.try_post_to(&gone, ("ada", TEXT, None)).await.status,
        201
    );
    service.advance(Duration::minutes(1));
    post_in_turn(&service, TEXT, &["bob", "cid"]).await;
    assert_eq!(
        service.try_post_to(&gone, ("dan", TEXT, None)).await.status,
        201
    );
    assert_eq!(group_in_order(&moderator).await["size"], 4);
    admin
        .delete(&format!("/v1/admin/articles/{gone}?force=true"))
        .await
        .expect(StatusCode::NO_CONTENT);
    assert_eq!(group_in_order(&moderator).await["size"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_settled_group_still_meets_repeats_when_an_article_of_it_is_removed() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let (moderator, admin) = (service.moderator("grace").await, service.admin().await);
    let gone = service.under_another_article().await;
    assert_eq!(
        service.try_post_to(&gone, ("ada", TEXT, None)).await.status,
        201
    );
    service.post("bob", TEXT, None).await;
    settle(&moderator, &groups(&moderator).await[0]).await;
    admin
        .delete(&format!("/v1/admin/articles/{gone}?force=true"))
        .await
        .expect(StatusCode::NO_CONTENT);
    let group = group_in_order(&moderator).await;
    assert_eq!(
        (&group["state"], &group["size"]),
        (&json!("settled"), &json!(1))
    );
    let (late, _) = service.post("cid", TEXT, None).await;
    let seen = moderator
        .get(&format!("/v1/admin/comments/{late}"))
        .await
        .expect(StatusCode::OK);
    assert!(
        seen["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["code"] == "repeats_settled_group")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_comments_that_are_taken_out_are_no_group_of_their_own() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = post_all(&service, TEXT, &["ada", "bob", "cid", "dan", "eve", "fay"]).await;
    settle(&moderator, &groups(&moderator).await[0]).await;
    withdraw(&service, &posted[0]).await;
    withdraw(&service, &posted[1]).await;
    let split = async |at: &[usize]| {
        let group = groups(&moderator)
            .await
            .into_iter()
            .find(|group| group["state"] == "settled")
            .unwrap();
        let comments: Vec<&String> = at.iter().map(|at| &posted[*at].0).collect();
        let body = json!({ "comments": comments, "version": group["version"] });
        moderator
            .post(&path(&group, "splits"), &body)
            .await
            .expect(StatusCode::OK)
    };
    // One that stands is too few beside one that does not.
    let first = split(&[0, 5]).await;
    assert_eq!(
        (&first["apart"], &first["rest"]["size"]),
        (&Value::Null, &json!(4))
    );
    let second = split(&[1, 2, 3]).await;
    assert_eq!(
        (&second["apart"]["size"], &second["apart"]["state"]),
        (&json!(2), &json!("open"))
    );
    assert_eq!(second["apart"]["original"]["id"], json!(posted[2].0));
    assert_eq!(second["rest"]["original"]["id"], json!(posted[4].0));
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_members")
            .await,
        3
    );
    let withdrawn = "SELECT count(*) FROM fingerprints JOIN comments USING (comment_id) WHERE status = 'withdrawn'";
    assert_eq!(
        service.number(withdrawn).await,
        0,
        "no settled group remembers them any more"
    );
}
