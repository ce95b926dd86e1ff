//! Does a look-up stay cheap where very many comments have something in common?

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";

/// A hundred and twenty copies of the comment with its fingerprint, an hour older and of other authors.
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
    // Under the foreign key of the same statement: fingerprints refer to comments of this transaction.
    service.sql.batch_execute(COPIES).await.unwrap();
    let (repeat, _) = service.post("bob", TEXT, None).await;
    let keys = format!("SELECT cardinality(keys)::bigint FROM fingerprints WHERE comment_id = '{repeat}'");
    assert_eq!(service.number(&keys).await, 0, "all its keys are crowded");
    let (near, _) = service.post("cid", &TEXT.replace("drops", "pills"), None).await;
    let seen = moderator.get(&format!("/v1/admin/comments/{near}")).await.expect(StatusCode::OK);
    let codes: Vec<&Value> =
        seen["findings"].as_array().unwrap().iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["near_duplicate", "campaign"]);
    let own = format!("SELECT cardinality(keys)::bigint FROM fingerprints WHERE comment_id = '{near}'");
    let kept = service.number(&own).await;
    assert!((1..15).contains(&kept), "only the keys that tell it from the crowd, not {kept}");
}
