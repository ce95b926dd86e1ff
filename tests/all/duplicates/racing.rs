//! Do comments that arrive at the same moment still find each other?

use futures_util::future::join_all;
use serde_json::json;

use crate::support::service::Service;

const TEXT: &str =
    "Order the miracle drops today, they cured my knees within a single week, no doctor needed.";
const NAMES: [&str; 8] = ["ada", "bob", "cid", "dan", "eve", "fay", "gil", "hal"];

#[tokio::test(flavor = "multi_thread")]
async fn repeats_of_many_people_at_once_end_in_one_group_also_on_two_instances() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let beside = service.beside().await;
    let words = ["drops", "pills", "cream", "juice"];
    let texts: Vec<String> = NAMES
        .iter()
        .zip(words.iter().cycle())
        .map(|(_, word)| TEXT.replace("drops", word))
        .collect();
    let posts = NAMES
        .iter()
        .zip(&texts)
        .enumerate()
        .map(|(at, (name, text))| {
            let instance = if at % 2 == 0 { &service } else { &beside };
            instance.try_post(name, text, None)
        });
    let answers = join_all(posts).await;
    assert!(
        answers.iter().all(|answer| answer.status == 201),
        "{:?}",
        answers[0].json
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_groups")
            .await,
        1
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM duplicate_members")
            .await,
        8
    );
    assert_eq!(
        service
            .number("SELECT size::bigint FROM duplicate_groups")
            .await,
        8
    );
    assert_eq!(
        service
            .number("SELECT count(*) FROM comments WHERE status = 'approved'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_equal_texts_of_one_person_at_once_one_is_refused() {
    let service = Service::start(json!({})).await;
    let beside = service.beside().await;
    let (one, two) = tokio::join!(
        service.try_post("ada", TEXT, None),
        beside.try_post("ada", TEXT, None)
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(service.number("SELECT count(*) FROM comments").await, 1);
}
