//! A text is compared with the stored comments and is not stored itself.

use serde_json::json;

use crate::support::json::items;
use crate::support::service::Service;

const CHECK: &str = "/v1/admin/duplicates/check";

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
const LIKE: &str =
    "Order the miracle pills today, they cured my knees within a single week, no doctor needed.";
const OTHER: &str = "Which of the two maps is the older one, and who drew it in the first place?";

#[tokio::test(flavor = "multi_thread")]
async fn a_text_finds_the_comments_that_it_duplicates_and_is_not_stored() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let posted = service.author("ada").post(TEXT).await;
    service.author("bob").post(OTHER).await;

    let in_article = json!({ "body": LIKE, "article_id": service.article });
    let found = moderator.post(CHECK, &in_article).await.ok();
    let [item] = items(&found) else {
        panic!("{found}");
    };
    assert_eq!(item["comment"]["id"], posted.id);
    assert_eq!(item["kind"], "near");

    let site = service.text("SELECT name FROM sites").await;
    let in_site = json!({ "body": TEXT, "site": site, "limit": 1 });
    let found = moderator.post(CHECK, &in_site).await.ok();
    assert_eq!(found["items"][0]["kind"], "exact");

    assert_eq!(service.count("comments").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_names_an_article_or_a_site() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;

    let answer = moderator.post(CHECK, &json!({ "body": TEXT })).await;

    answer.invalid("/site");
}
