//! Does a group tell what holds now, after its members have come, changed and gone?

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::groups::{OTHER, TEXT, groups, merge, path, post_all, withdraw};
use crate::support::database::connect;
use crate::support::service::Service;

const REWRITE: &str =
    "Order the miracle drops today, they cured my elbows within a single week, no doctor was needed.";

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_goes_while_it_is_read_is_read_whole() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for alone in [false, true] {
        let posted = post_all(&service, TEXT, &["ada", "bob"]).await;
        let group = groups(&moderator).await.remove(0);
        let of_one = format!("/v1/admin/duplicates/{}", group["id"].as_str().unwrap());
        let barrier = connect(service.database_url()).await;
        barrier.batch_execute("BEGIN; LOCK TABLE sites IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let path = if alone { &of_one } else { "/v1/admin/duplicates" };
        let reading = tokio::spawn(moderator.request(Method::GET, path).send());
        // Whoever reads knows the group by now, and waits before its members.
        let waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
            AND wait_event_type = 'Lock' AND query LIKE 'SELECT c.site_id, c.comment_id%'";
        while barrier.query_one(waiting, &[]).await.unwrap().get::<_, i64>(0) == 0 {
            barrier.execute("SELECT pg_stat_clear_snapshot()", &[]).await.unwrap();
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
    assert_eq!((&member["kind"], &member["same_author"]), (&json!("near"), &json!(false)));
    withdraw(&service, &first).await;
    let group = groups(&moderator).await.remove(0);
    let member = &group["members"][0];
    assert_eq!(member["diff"], json!([{ "op": "equal", "text": REWRITE }]));
    assert_eq!((&member["kind"], &member["same_author"]), (&json!("exact"), &json!(true)));
    assert_eq!((&member["similarity"], &member["containment"]), (&json!(1.0), &json!(1.0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_that_a_merge_brought_tell_what_they_have_in_common_with_the_original() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    post_all(&service, TEXT, &["ada", "bob"]).await;
    post_all(&service, OTHER, &["cid", "dan", "eve"]).await;
    let [large, small] = <[Value; 2]>::try_from(groups(&moderator).await).unwrap();
    let merged = moderator.post(&path(&small, "merges"), &merge(&small, &large)).await.expect(StatusCode::OK);
    let members = merged["members"].as_array().unwrap();
    assert_eq!((&members[0]["kind"], &members[0]["similarity"]), (&json!("exact"), &json!(1.0)));
    for member in &members[1..] {
        assert_eq!((&member["kind"], &member["same_author"]), (&Value::Null, &json!(false)));
        assert!(member["similarity"].as_f64().unwrap() < 0.2, "{member}");
        assert!(member["diff"].as_array().unwrap().len() > 1, "{member}");
    }
}
