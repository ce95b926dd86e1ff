//! A look-up stays cheap where very many comments have something in common.

use chrono::Duration;
use serde_json::json;

use crate::support::author::Posted;
use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";

/// A hundred and twenty copies of the comment with its fingerprint, an hour older and of other
/// authors. One statement, since a fingerprint refers to its comment at the end of a statement.
const COPIES: &str = "\
    WITH copies AS (SELECT c.*, gen_random_uuid() AS copy \
      FROM comments c, generate_series(1, 120)), \
    inserted AS (INSERT INTO comments (site_id, comment_id, article_id, path, depth, status, \
      visible, author_name, author_email, author_key, body, html, policy_version, created_at) \
      SELECT site_id, copy, article_id, uuid_send(copy), 0, status, visible, author_name, \
        author_email, uuid_send(copy), body, html, policy_version, created_at - interval '1 hour' \
      FROM copies) \
    INSERT INTO fingerprints (site_id, comment_id, fingerprint_version, letters, exact_hash, \
      keys, created_at) \
      SELECT f.site_id, copy, fingerprint_version, letters, exact_hash, keys, \
        f.created_at - interval '1 hour' \
      FROM fingerprints f JOIN copies USING (comment_id)";

/// The number of keys that are stored of a comment.
async fn count_keys(service: &Service, posted: &Posted) -> i64 {
    let keys = format!(
        "SELECT cardinality(keys)::bigint FROM fingerprints WHERE comment_id = '{}'",
        posted.id
    );

    service.number(&keys).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crowded_key_is_stored_for_the_first_comments_only_and_still_finds_a_duplicate() {
    let service = Service::start(json!({})).await;
    let moderator = service.moderator("grace").await;
    service.author("ada").post(TEXT).await;
    service.execute(COPIES).await;

    let exact = service.author("bob").post(TEXT).await;
    let keys = count_keys(&service, &exact).await;
    assert_eq!(keys, 0, "all its keys are crowded");

    let like = TEXT.replace("drops", "pills");
    let near = service.author("cid").post(&like).await;
    let codes = moderator.finding_codes(&near).await;
    assert_eq!(codes, ["near_duplicate", "campaign"]);
    let keys = count_keys(&service, &near).await;
    assert!(
        (1..15).contains(&keys),
        "only the keys that the crowd does not have, not {keys}"
    );
}

/// Posts the text as thirty-one authors.
async fn post_crowd(service: &Service) -> Vec<Posted> {
    let mut posted = Vec::new();
    for number in 0..31 {
        let author = service.author(&format!("person{number}"));
        posted.push(author.post(TEXT).await);
    }

    posted
}

/// Posts two more copies, each with a different word, the second of which duplicates at least the
/// first.
async fn assert_that_copies_are_found(service: &Service, article: &str) {
    let ada = service.author("ada").under(article);
    let bob = service.author("bob").under(article);

    ada.post(&format!("Wow! {TEXT}")).await;
    let copy = bob.post(&format!("Listen: {TEXT}")).await;

    let findings = format!(
        "findings WHERE comment_id = '{}' AND code = 'near_duplicate'",
        copy.id
    );
    assert_eq!(service.count(&findings).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn withdrawn_copies_are_no_crowd_that_hides_later_ones() {
    let service = Service::start(json!({})).await;
    let author = service.author("ada");
    for posted in post_crowd(&service).await {
        author.withdraw(&posted).await;
    }

    let fingerprints = service.count("fingerprints").await;
    assert_eq!(fingerprints, 0, "nothing looks them up");
    assert_that_copies_are_found(&service, &service.article).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn copies_that_are_too_old_to_be_duplicated_are_no_crowd_that_hides_later_ones() {
    let service = Service::start(json!({})).await;
    post_crowd(&service).await;

    service.advance(Duration::days(40));
    let elsewhere = service.another_article().await;

    assert_that_copies_are_found(&service, &elsewhere).await;
}
