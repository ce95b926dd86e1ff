//! Does a group tell what holds now, after its members have come, changed and gone?

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::groups::{TEXT, groups, post_all, withdraw};
use crate::support::database::connect;
use crate::support::service::Service;

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
