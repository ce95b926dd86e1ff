//! The queue of comments that wait for a decision, and all that moderators see of one comment.

use serde_json::{Value, json};

use crate::support::json::{items, text};
use crate::support::moderator::Moderator;
use crate::support::service::Service;

const FIRST: &str =
    "The second chart should start at zero, because the difference looks far too large as it is.";
const LIKE: &str =
    "The second chart should start at zero, because the difference looks much too large as it is.";
const OTHER: &str =
    "Does anybody know whether the data of the northern stations were published yet?";

/// The names of the authors on a page of the queue, in its order.
async fn names(moderator: &Moderator, query: &str) -> Vec<String> {
    let page = moderator.queue(query).await;

    items(&page)
        .iter()
        .map(|comment| text(&comment["author"]["name"]))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_lists_what_waits_oldest_first_and_filters_narrow_it() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(FIRST).await;
    service.author("bob").post(LIKE).await;
    service.author("cid").post(OTHER).await;

    assert_eq!(names(&moderator, "").await, ["ada", "bob", "cid"]);
    let newest = names(&moderator, "?sort=newest").await;
    assert_eq!(newest, ["cid", "bob", "ada"]);

    assert_eq!(names(&moderator, "?finding=near_duplicate").await, ["bob"]);
    assert_eq!(names(&moderator, "?author=CID@example.org").await, ["cid"]);
    assert_eq!(names(&moderator, "?author=Bo").await, ["bob"]);
    assert_eq!(names(&moderator, "?q=NORTHERN").await, ["cid"]);
    assert_eq!(names(&moderator, "?q=%25").await, [""; 0]);
    assert_eq!(names(&moderator, "?site=nowhere").await, [""; 0]);
    let of_article = format!("?article_id={}", service.article);
    assert_eq!(names(&moderator, &of_article).await.len(), 3);

    moderator.decide(&first, "approve").await;

    assert_eq!(names(&moderator, "").await, ["bob", "cid"]);
    assert_eq!(names(&moderator, "?status=approved").await, ["ada"]);
    let all = names(&moderator, "?status=all").await;
    assert_eq!(all, ["ada", "bob", "cid"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_the_queue_lose_and_repeat_nothing() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(FIRST).await;
    service.author("bob").post(LIKE).await;
    service.author("cid").post(OTHER).await;

    let first = moderator.queue("?limit=2").await;
    let cursor = text(&first["next_cursor"]);
    let second = names(&moderator, &format!("?limit=2&cursor={cursor}")).await;
    assert_eq!(second, ["cid"]);

    let path = format!("/v1/admin/comments?status=spam&cursor={cursor}");
    let with_other_filters = moderator.get(&path).await;
    assert_eq!(with_other_filters.code(), "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_sees_everything_that_is_known_about_a_comment() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    let first = service.author("ada").post(FIRST).await;
    let second = service.author("bob").post(LIKE).await;

    let detail = moderator.detail(&second).await;
    assert_eq!(detail["author"]["email"], "bob@example.org");
    assert_eq!(text(&detail["author"]["ip_hash"]).len() % 2, 0);
    assert_eq!(detail["version"], 1);
    assert_eq!(detail["revisions"][0]["body"], LIKE);
    let codes = moderator.finding_codes(&second).await;
    assert!(codes.contains(&"near_duplicate".to_owned()), "{codes:?}");

    let duplicate = &detail["duplicates"][0];
    assert_eq!(duplicate["comment_id"], first.id);
    assert_eq!(duplicate["kind"], "near");
    assert!(duplicate["similarity"].as_f64().unwrap() > 0.6);
    assert_eq!(duplicate["same_author"], false);
    let spans = duplicate["diff"].as_array().unwrap().iter();
    let changed: Vec<&Value> = spans.filter(|span| span["op"] != "equal").collect();
    assert_eq!(
        changed,
        [
            &json!({ "op": "delete", "text": "far" }),
            &json!({ "op": "insert", "text": "much" }),
        ]
    );

    let decision = json!({
        "action": "reject",
        "version": 1,
        "reason": "Said before",
        "note": "See the first",
    });
    moderator.try_decide(&second, &decision).await.created();

    let detail = moderator.detail(&second).await;
    assert_eq!(detail["decisions"][0]["note"], "See the first");
    assert_eq!(detail["decisions"][0]["moderator"]["name"], "grace");
}
