//! Does a look-up stay cheap where very many comments have something in common?

use chrono::Duration;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";

/// A hundred and twenty copies of the comment with its fingerprint, an hour older and of other
/// authors.
const COPIES: &str = "\
    WITH copies AS (SELECT c.*, gen_random_uuid() AS copy FROM comments c, generate_series(1, 120)), \
    inserted AS (INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, visible, author_name, \
      author_email, author_key, body, html, policy_version, created_at) \
      SELECT site_id, copy, article_id, uuid_send(copy), 0, status, visible, author_name, \
        author_email, uuid_send(copy), body, html, policy_version, created_at - interval '1 hour' FROM copies) \
    INSERT INTO fingerprints (site_id, comment_id, fingerprint_version, letters, exact_hash, keys, created_at) \
      SELECT f.site_id, copy, fingerprint_version, letters, exact_hash, keys, f.created_at - interval '1 hour' \
      FROM fingerprints f JOIN copies USING (comment_id)";

#[tokio::test(flavor = "multi_thread")]
async fn a_crowded_key_is_written_for_the_first_comments_only_and_still_finds_a_repeat() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.post("ada", TEXT, None).await;
    // Under the foreign key of the same statement: fingerprints refer to comments of this
    // transaction.
    service.sql.batch_execute(COPIES).await.unwrap();
    let (repeat, _) = service.post("bob", TEXT, None).await;
    let keys =
        format!("SELECT cardinality(keys)::bigint FROM fingerprints WHERE comment_id = '{repeat}'");
    assert_eq!(service.number(&keys).await, 0, "all its keys are crowded");
    let (near, _) = service
        .post("cid", &TEXT.replace("drops", "pills"), None)
        .await;
    let seen = moderator
        .get(&format!("/v1/admin/comments/{near}"))
        .await
        .expect(StatusCode::OK);
    let codes: Vec<&Value> = seen["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| &finding["code"])
        .collect();
    assert_eq!(codes, ["near_duplicate", "campaign"]);
    let own =
        format!("SELECT cardinality(keys)::bigint FROM fingerprints WHERE comment_id = '{near}'");
    let kept = service.number(&own).await;
    assert!(
        (1..15).contains(&kept),
        "only the keys that tell it from the crowd, not {kept}"
    );
}

/// Thirty people's own words around the text, each by somebody else.
async fn post_crowd(service: &Service) -> Vec<(String, String)> {
    let mut posted = Vec::new();
    for number in 0..31 {
        posted.push(service.post(&format!("person{number}"), TEXT, None).await);
    }
    posted
}

/// Two more copies, each with a word of its own, the second of which repeats at least the first.
async fn assert_that_copies_are_found(service: &Service) {
    service.post("ada", &format!("Wow! {TEXT}"), None).await;
    let (copy, _) = service.post("bob", &format!("Listen: {TEXT}"), None).await;
    let findings = format!(
        "SELECT count(*) FROM findings WHERE comment_id = '{copy}' AND code = 'near_duplicate'"
    );
    assert_eq!(service.number(&findings).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_copies_are_no_crowd_that_hides_later_ones() {
    let service = Service::start(json!({})).await;
    for (comment, token) in post_crowd(&service).await {
        let request = service.request(Method::DELETE, &format!("/v1/comments/{comment}"));
        assert_eq!(service.send(request.bearer_auth(token)).await.status, 204);
    }
    assert_eq!(
        service.number("SELECT count(*) FROM fingerprints").await,
        0,
        "nobody looks them up"
    );
    assert_that_copies_are_found(&service).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_that_are_too_old_to_be_repeated_are_no_crowd_that_hides_later_ones() {
    let mut service = Service::start(json!({})).await;
    post_crowd(&service).await;
    service.advance(Duration::days(40));
    service.article = service.under_another_article().await;
    assert_that_copies_are_found(&service).await;
}
