//! Which stored comments does a text repeat?

use reqwest::StatusCode;
use serde_json::json;

use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
const LIKE: &str =
    "Order the miracle pills today, they cured my knees within a single week, no doctor needed.";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_finds_the_comments_that_it_repeats_and_is_not_stored() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let (id, _) = service.post("ada", TEXT, None).await;
    service
        .post(
            "bob",
            "Which of the two maps is the older one, and who drew it in the first place?",
            None,
        )
        .await;
    let body = json!({ "body": LIKE, "article_id": service.article });
    let found = moderator
        .post("/v1/admin/duplicates/check", &body)
        .await
        .expect(StatusCode::OK);
    let items = found["items"].as_array().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(
        (&items[0]["comment"]["id"], &items[0]["kind"]),
        (&json!(id), &json!("near"))
    );
    let site = service.text("SELECT name FROM sites").await;
    let body = json!({ "body": TEXT, "site": site, "limit": 1 });
    let found = moderator
        .post("/v1/admin/duplicates/check", &body)
        .await
        .expect(StatusCode::OK);
    assert_eq!(found["items"][0]["kind"], "exact");
    assert_eq!(service.number("SELECT count(*) FROM comments").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_names_an_article_or_a_site() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let answer = moderator
        .post("/v1/admin/duplicates/check", &json!({ "body": TEXT }))
        .await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.json["errors"][0]["pointer"].clone()
        ),
        (422, json!("/site"))
    );
}
