//! Is whoever comes too late told so, and nobody else?

use moderato::domain::role::Role;
use moderato::flows::events::forget::{Rest, forget_events};
use reqwest::StatusCode;

use super::{House, comments_of};
use crate::support::app::TestApp;

/// Makes the events of the past older than any service keeps them.
const AGE: &str = "UPDATE events SET created_at = created_at - interval '31 days'";

/// Removes what is old.
async fn forget(house: &House) {
    assert_eq!(forget_events(&house.app.app).await.unwrap(), Rest::Nothing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_is_expired_exactly_when_an_event_after_it_was_removed() {
    let house = House::open("none").await;
    let start = house.end().await;
    house.post("Ada").await;
    house.post("Charles").await;
    let old = house.follow(&start, 2).await;
    let quiet = house.end().await;
    house.sql.batch_execute(AGE).await.unwrap();
    forget(&house).await;
    for expired in [start.as_str(), old[0]["cursor"].as_str().unwrap()] {
        let answer = house
            .admin
            .get(&format!("/v1/admin/events?after={expired}"))
            .await;
        assert_eq!(
            (answer.status, answer.code()),
            (StatusCode::GONE, "events_expired")
        );
    }
    for kept in [old[1]["cursor"].as_str().unwrap(), quiet.as_str()] {
        assert_eq!(
            house.page(&format!("after={kept}")).await["items"]
                .as_array()
                .unwrap()
                .len(),
            0
        );
    }
    let new = house.post("Grace").await;
    for kept in [old[1]["cursor"].as_str().unwrap(), quiet.as_str()] {
        assert_eq!(comments_of(&house.follow(kept, 1).await), [new.as_str()]);
    }
    let oldest = house.page("").await;
    assert_eq!(
        oldest["items"][0]["comment_id"], new,
        "without a cursor: from the oldest that is kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_event_keeps_those_behind_it() {
    let house = House::open("none").await;
    let start = house.end().await;
    house.post("Ada").await;
    house.post("Charles").await;
    let events = house.follow(&start, 2).await;
    let second = events[1]["comment_id"].as_str().unwrap();
    let age = format!(
        "UPDATE events SET created_at = now() - interval '1 year' WHERE comment_id = '{second}'"
    );
    house.sql.batch_execute(&age).await.unwrap();
    forget(&house).await;
    assert_eq!(
        house.follow(&start, 2).await.len(),
        2,
        "only a beginning of the feed is removed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_followers_begin_again_and_new_events_come_after_the_old_ones() {
    let house = House::open("none").await;
    let old = house.post("Ada").await;
    let cursor = house.end().await;
    // A backup keeps numbers of transactions that its new home has not come to.
    let foreign = "UPDATE events SET transaction_id = (transaction_id::text::bigint + 1000000000000)::text::xid8";
    house.sql.batch_execute(foreign).await.unwrap();
    let house = House {
        app: TestApp::start_on(house.app.database_url.clone(), |_| {}).await,
        ..house
    };
    let house = House {
        admin: house.app.staff("Margaret Hamilton", Role::Admin).await,
        reader: house.app.reader(),
        ..house
    };
    let answer = house
        .admin
        .get(&format!("/v1/admin/events?after={cursor}"))
        .await;
    assert_eq!(
        (answer.status, answer.code()),
        (StatusCode::GONE, "events_expired")
    );
    let new = house.post("Charles").await;
    let count: i64 = house
        .sql
        .query_one("SELECT count(*) FROM events", &[])
        .await
        .unwrap()
        .get(0);
    house.end().await;
    let page = house.page("limit=100").await;
    let comments = comments_of(page["items"].as_array().unwrap());
    assert_eq!(comments.len(), usize::try_from(count).unwrap());
    assert_eq!(comments.last(), Some(&new));
    assert!(comments.contains(&old));
}
