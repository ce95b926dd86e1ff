//! Is the feed one order, without a gap and without a repeat, whatever is being written?

use std::collections::BTreeSet;
use std::sync::Arc;

use reqwest::StatusCode;
use serde_json::json;

use super::{House, comments_of};
use crate::support::database::connect;

#[tokio::test(flavor = "multi_thread")]
async fn an_open_transaction_holds_back_what_is_behind_it_and_nothing_is_lost() {
    let house = House::open("none").await;
    let start = house.end().await;
    let before = house.post("Early").await;
    let mut sql = connect(&house.app.database_url).await;
    let open = sql.transaction().await.unwrap();
    let insert =
        "INSERT INTO events (site_id, kind, payload) SELECT site_id, 'slow', '{}' FROM sites";
    open.batch_execute(insert).await.unwrap();
    let late = [house.post("Ada").await, house.post("Charles").await];
    let first = house.follow(&start, 1).await;
    assert_eq!(
        comments_of(&first),
        [before.as_str()],
        "what is behind the open one is not told"
    );
    let cursor = first[0]["cursor"].as_str().unwrap();
    let waiting = house.page(&format!("after={cursor}")).await;
    assert_eq!(
        (&waiting["items"], &waiting["at_end"]),
        (&json!([]), &json!(true))
    );
    open.batch_execute(insert).await.unwrap();
    open.commit().await.unwrap();
    let rest = house
        .follow(waiting["next_cursor"].as_str().unwrap(), 4)
        .await;
    let kinds: Vec<&str> = rest
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        ["slow", "slow", "comment_submitted", "comment_submitted"]
    );
    assert_eq!(comments_of(&rest)[2..], late);
    let again = house.follow(cursor, 4).await;
    assert_eq!(again, rest, "one order, whenever it is read");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_follows_while_many_write_meets_every_event_once() {
    const WRITERS: usize = 6;
    const EACH: usize = 5;
    let house = Arc::new(House::open("none").await);
    let start = house.end().await;
    let writers = house.write_at_once((WRITERS, EACH));
    let met = comments_of(&house.follow(&start, WRITERS * EACH).await);
    let mut posted = BTreeSet::new();
    for writer in writers {
        posted.extend(writer.await.unwrap());
    }
    assert_eq!(met.len(), WRITERS * EACH, "none twice");
    assert_eq!(
        met.iter().cloned().collect::<BTreeSet<_>>(),
        posted,
        "none lost"
    );
    assert_eq!(
        comments_of(&house.follow(&start, WRITERS * EACH).await),
        met,
        "one order"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_leave_out_and_an_empty_page_still_leads_on() {
    let house = House::open("all").await;
    let start = house.end().await;
    let comment = house.post("Ada").await;
    house.decide(&house.admin, &comment, "approve").await;
    house.follow(&start, 2).await;
    let decided = house
        .page(&format!("after={start}&kind=comment_decided"))
        .await;
    let event = &decided["items"][0];
    assert_eq!(
        (
            decided["items"].as_array().unwrap().len(),
            &event["comment_id"]
        ),
        (1, &json!(comment))
    );
    assert_eq!(
        (&event["site"], &event["article_id"]),
        (&json!("default"), &json!(house.article))
    );
    assert_eq!(event["payload"]["status"], "approved");
    assert_eq!(decided["at_end"], true);
    let nothing = house
        .page(&format!(
            "after={start}&kind=nothing&site=default&article_id={}",
            house.article
        ))
        .await;
    assert_eq!(nothing["items"], json!([]));
    let next = nothing["next_cursor"].as_str().unwrap();
    let more = house.post("Charles").await;
    assert_eq!(comments_of(&house.follow(next, 1).await), [more]);
    let one = house
        .page(&format!(
            "after={start}&article_id={}&limit=1",
            house.article
        ))
        .await;
    assert_eq!(
        (one["items"].as_array().unwrap().len(), &one["at_end"]),
        (1, &json!(false))
    );
    let stranger = house.admin.get("/v1/admin/events?site=nowhere").await;
    assert_eq!(
        (stranger.status, stranger.code()),
        (StatusCode::NOT_FOUND, "not_found")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_that_was_not_handed_out_is_refused() {
    let house = House::open("none").await;
    house.post("Ada").await;
    house.post("Charles").await;
    let page = house
        .reader
        .get(&format!("/v1/articles/{}/comments?limit=1", house.article))
        .await;
    for cursor in ["AAAA", page.json["next_cursor"].as_str().unwrap()] {
        let answer = house
            .admin
            .get(&format!("/v1/admin/events?after={cursor}"))
            .await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid_cursor")
        );
    }
}
