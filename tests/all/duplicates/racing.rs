//! Comments that arrive at the same moment still find each other.

use futures_util::future::join_all;
use serde_json::json;

use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
const NAMES: [&str; 8] = ["ada", "bob", "cid", "dan", "eve", "fay", "gil", "hal"];
const WORDS: [&str; 4] = ["drops", "pills", "cream", "juice"];

#[tokio::test(flavor = "multi_thread")]
async fn duplicates_by_many_authors_at_once_end_in_one_group_also_on_two_instances() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let beside = service.beside().await;

    let mut posts = Vec::new();
    for (at, name) in NAMES.into_iter().enumerate() {
        let instance = if at % 2 == 0 { &service } else { &beside };
        let author = instance.author(name);
        let text = TEXT.replace("drops", WORDS[at % 4]);
        posts.push(async move { author.post(&text).await });
    }
    join_all(posts).await;

    assert_eq!(service.count("duplicate_groups").await, 1);
    assert_eq!(service.count("duplicate_members").await, 8);
    let size = "SELECT size::bigint FROM duplicate_groups";
    assert_eq!(service.number(size).await, 8);
    let approved = "comments WHERE status = 'approved'";
    assert_eq!(service.count(approved).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_equal_texts_by_one_author_at_once_one_is_refused() {
    let service = Service::start(json!({})).await;
    let beside = service.beside().await;
    let here = service.author("ada");
    let there = beside.author("ada");

    let (one, two) = tokio::join!(here.try_post(TEXT), there.try_post(TEXT));

    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(service.count("comments").await, 1);
}
