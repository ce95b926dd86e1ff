//! What is in the queue, and what does a moderator see of one comment?

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::Actor;
use crate::support::service::Service;

const FIRST: &str =
    "The second chart should start at zero, because the difference looks far too large as it is.";
const LIKE: &str =
    "The second chart should start at zero, because the difference looks much too large as it is.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published yet?";

async fn names(moderator: &Actor, query: &str) -> Vec<String> {
    let page = moderator
        .get(&format!("/v1/admin/comments{query}"))
        .await
        .expect(StatusCode::OK);
    let name = |item: &Value| item["author"]["name"].as_str().unwrap().to_owned();
    page["items"].as_array().unwrap().iter().map(name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_holds_what_waits_oldest_first_and_filters_narrow_it() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let (first, _) = service.post("ada", FIRST, None).await;
    service.post("bob", LIKE, None).await;
    service.post("cid", OTHER, None).await;
    assert_eq!(names(&moderator, "").await, ["ada", "bob", "cid"]);
    assert_eq!(
        names(&moderator, "?sort=newest").await,
        ["cid", "bob", "ada"]
    );
    assert_eq!(names(&moderator, "?finding=near_duplicate").await, ["bob"]);
    assert_eq!(names(&moderator, "?author=CID@example.org").await, ["cid"]);
    assert_eq!(names(&moderator, "?author=Bo").await, ["bob"]);
    assert_eq!(names(&moderator, "?q=NORTHERN").await, ["cid"]);
    assert_eq!(names(&moderator, "?q=%25").await, [""; 0]);
    assert_eq!(names(&moderator, "?site=nowhere").await, [""; 0]);
    assert_eq!(
        names(&moderator, &format!("?article_id={}", service.article))
            .await
            .len(),
        3
    );
    let path = format!("/v1/admin/comments/{first}/decisions");
    moderator
        .post(&path, &json!({ "action": "approve", "version": 1 }))
        .await
        .expect(StatusCode::CREATED);
    assert_eq!(names(&moderator, "").await, ["bob", "cid"]);
    assert_eq!(names(&moderator, "?status=approved").await, ["ada"]);
    assert_eq!(
        names(&moderator, "?status=all").await,
        ["ada", "bob", "cid"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_queue_lose_and_repeat_nothing() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    for (name, text) in [("ada", FIRST), ("bob", LIKE), ("cid", OTHER)] {
        service.post(name, text, None).await;
    }
    let first = moderator
        .get("/v1/admin/comments?limit=2")
        .await
        .expect(StatusCode::OK);
    let cursor = first["next_cursor"].as_str().unwrap();
    assert_eq!(
        names(&moderator, &format!("?limit=2&cursor={cursor}")).await,
        ["cid"]
    );
    let foreign = moderator
        .get(&format!("/v1/admin/comments?status=spam&cursor={cursor}"))
        .await;
    assert_eq!(foreign.code(), "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_sees_everything_that_is_known_about_a_comment() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let (first, _) = service.post("ada", FIRST, None).await;
    let (second, _) = service.post("bob", LIKE, None).await;
    let path = format!("/v1/admin/comments/{second}");
    let seen = moderator.get(&path).await.expect(StatusCode::OK);
    assert_eq!(seen["author"]["email"], "bob@example.org");
    assert_eq!(seen["author"]["ip_hash"].as_str().unwrap().len() % 2, 0);
    assert_eq!(seen["version"], 1);
    assert_eq!(seen["revisions"][0]["body"], LIKE);
    assert!(
        seen["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["code"] == "near_duplicate")
    );
    let repeat = &seen["duplicates"][0];
    assert_eq!(
        (&repeat["comment_id"], &repeat["kind"]),
        (&json!(first), &json!("near"))
    );
    assert!(repeat["similarity"].as_f64().unwrap() > 0.6);
    assert_eq!(repeat["same_author"], false);
    let changed: Vec<(&str, &str)> = repeat["diff"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|span| span["op"] != "equal")
        .map(|span| (span["op"].as_str().unwrap(), span["text"].as_str().unwrap()))
        .collect();
    assert_eq!(changed, [("delete", "far"), ("insert", "much")]);
    let body = json!({ "action": "reject", "version": 1, "reason": "Said before", "note": "See the first" });
    moderator
        .post(&format!("{path}/decisions"), &body)
        .await
        .expect(StatusCode::CREATED);
    let seen = moderator.get(&path).await.expect(StatusCode::OK);
    assert_eq!(seen["decisions"][0]["note"], "See the first");
    assert_eq!(seen["decisions"][0]["moderator"]["name"], "grace");
}
