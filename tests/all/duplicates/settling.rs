//! How does one decision settle a whole group?

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::app::Actor;
use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";

async fn only_group(moderator: &Actor) -> Value {
    let page = moderator
        .get("/v1/admin/duplicates")
        .await
        .expect(StatusCode::OK);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    page["items"][0].clone()
}

fn decisions(group: &Value) -> String {
    format!(
        "/v1/admin/duplicates/{}/decisions",
        group["id"].as_str().unwrap()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn one_decision_settles_a_group_and_later_arrivals_are_held() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let (first, _) = service.post("ada", TEXT, None).await;
    for name in ["bob", "cid", "dan"] {
        service.post(name, TEXT, None).await;
    }
    let group = only_group(&moderator).await;
    assert_eq!(
        (&group["size"], &group["state"]),
        (&json!(4), &json!("open"))
    );
    assert_eq!(group["original"]["id"], json!(first));
    assert_eq!(group["members"].as_array().unwrap().len(), 3);
    assert_eq!(group["members"][0]["kind"], "exact");
    assert_eq!(
        group["members"][0]["diff"],
        json!([{ "op": "equal", "text": TEXT }])
    );
    let body = json!({ "keep": [first], "action": "spam", "version": group["version"] });
    let settled = moderator
        .post(&decisions(&group), &body)
        .await
        .expect(StatusCode::CREATED);
    assert_eq!(
        (&settled["decided"], &settled["group"]["state"]),
        (&json!(3), &json!("settled"))
    );
    assert_eq!(settled["group"]["settled_by"], "grace");
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE status = 'spam'")
            .await,
        3
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE status = 'approved'")
            .await,
        1
    );
    let by_group = "SELECT count(*) FROM decisions WHERE duplicate_group_id IS NOT NULL";
    assert_eq!(service.number(by_group).await, 3);
    let again = moderator.post(&decisions(&group), &body).await;
    assert_eq!(
        (again.status.as_u16(), again.code()),
        (409, "group_settled")
    );
    let (late, _) = service.post("eve", TEXT, None).await;
    let seen = moderator
        .get(&format!("/v1/admin/comments/{late}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(seen["status"], "pending");
    assert!(
        seen["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["code"] == "repeats_settled_group")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_is_remembered_when_all_whom_it_was_about_have_withdrawn() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let posted = [
        service.post("ada", TEXT, None).await,
        service.post("bob", TEXT, None).await,
    ];
    let group = only_group(&moderator).await;
    let body = json!({ "keep": [], "action": "spam", "version": group["version"] });
    moderator
        .post(&decisions(&group), &body)
        .await
        .expect(StatusCode::CREATED);
    for (comment, token) in &posted {
        let request = service.request(Method::DELETE, &format!("/v1/comments/{comment}"));
        assert_eq!(service.send(request.bearer_auth(token)).await.status, 204);
    }
    let (late, _) = service.post("eve", TEXT, None).await;
    let seen = moderator
        .get(&format!("/v1/admin/comments/{late}"))
        .await
        .expect(StatusCode::OK);
    assert_eq!(seen["status"], "pending");
    assert!(
        seen["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it["code"] == "repeats_settled_group")
    );
    assert_eq!(only_group(&moderator).await["size"], 3);
    // Who takes a text back may say it again, decided or not: that is for moderators to see, not to
    // be refused.
    assert_eq!(service.try_post("ada", TEXT, None).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_grew_since_it_was_read_is_not_settled() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post("ada", TEXT, None).await;
    service.post("bob", TEXT, None).await;
    let group = only_group(&moderator).await;
    service.post("cid", TEXT, None).await;
    let body = json!({ "keep": [], "action": "reject", "version": group["version"] });
    let answer = moderator.post(&decisions(&group), &body).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code()),
        (409, "version_conflict")
    );
    assert_eq!(
        answer.json["current"]["version"],
        only_group(&moderator).await["version"]
    );
    assert_eq!(service.number("SELECT count(*) FROM decisions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_members_can_be_kept() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post("ada", TEXT, None).await;
    service.post("bob", TEXT, None).await;
    let (stranger, _) = service
        .post("cid", "Which of the two maps is the older one?", None)
        .await;
    let group = only_group(&moderator).await;
    let body = json!({ "keep": [stranger], "action": "reject", "version": group["version"] });
    let answer = moderator.post(&decisions(&group), &body).await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.json["errors"][0]["pointer"].clone()
        ),
        (422, json!("/keep/0"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_group_comes_first_and_pages_go_on_from_there() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let other =
        "Does anybody know whether the data of the northern stations were published anywhere yet?";
    for (name, text) in [
        ("ada", other),
        ("bob", other),
        ("cid", TEXT),
        ("dan", TEXT),
        ("eve", TEXT),
    ] {
        service.post(name, text, None).await;
    }
    let first = moderator
        .get("/v1/admin/duplicates?limit=1&state=open")
        .await
        .expect(StatusCode::OK);
    assert_eq!(first["items"][0]["size"], 3);
    let cursor = first["next_cursor"].as_str().unwrap();
    let path = format!("/v1/admin/duplicates?limit=1&state=open&cursor={cursor}");
    let second = moderator.get(&path).await.expect(StatusCode::OK);
    assert_eq!(
        (&second["items"][0]["size"], &second["next_cursor"]),
        (&json!(2), &Value::Null)
    );
    let one = format!(
        "/v1/admin/duplicates/{}",
        second["items"][0]["id"].as_str().unwrap()
    );
    assert_eq!(
        moderator.get(&one).await.expect(StatusCode::OK),
        second["items"][0]
    );
    let none = moderator
        .get("/v1/admin/duplicates?state=settled")
        .await
        .expect(StatusCode::OK);
    assert_eq!(none["items"], json!([]));
}
