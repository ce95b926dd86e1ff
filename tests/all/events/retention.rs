//! Old events are removed, and exactly the followers who have missed some of them learn it.

use moderato::flows::events::delete_old::{Rest, delete_old_events};

use super::{comments_of, post, start};
use crate::support::follower::Follower;
use crate::support::json::{items, text};
use crate::support::service::Service;

/// Makes all events older than any service keeps them.
const AGE: &str = "UPDATE events SET created_at = created_at - interval '31 days'";

/// Removes old events.
async fn forget(service: &Service) {
    let rest = delete_old_events(&service.app()).await.unwrap();

    assert_eq!(rest, Rest::Nothing);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_is_expired_exactly_when_an_event_after_it_was_removed() {
    let service = start().await;
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let start = feed.end().await;
    post(&service, "Ada").await;
    post(&service, "Charles").await;
    let old = feed.follow(&start, 2).await;
    let before_second = text(&old[0]["cursor"]);
    let after_second = text(&old[1]["cursor"]);
    let end = feed.end().await;

    service.execute(AGE).await;
    forget(&service).await;

    for expired in [&start, &before_second] {
        let answer = admin.try_events(&format!("?after={expired}")).await;
        answer.refused(410, "events_expired");
    }
    for kept in [&after_second, &end] {
        let page = admin.events(&format!("?after={kept}")).await;
        assert_eq!(items(&page).len(), 0);
    }

    let new = post(&service, "Grace").await;
    for kept in [&after_second, &end] {
        assert_eq!(comments_of(&feed.follow(kept, 1).await), [new.id.as_str()]);
    }
    let oldest = admin.events("").await;
    assert_eq!(
        oldest["items"][0]["comment_id"], new.id,
        "without a cursor: from the oldest that is kept"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_young_event_keeps_those_behind_it() {
    let service = start().await;
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let start = feed.end().await;
    post(&service, "Ada").await;
    post(&service, "Charles").await;
    let events = feed.follow(&start, 2).await;
    let second = text(&events[1]["comment_id"]);

    let age = format!(
        "UPDATE events SET created_at = now() - interval '1 year' WHERE comment_id = '{second}'"
    );
    service.execute(&age).await;
    forget(&service).await;

    assert_eq!(
        feed.follow(&start, 2).await.len(),
        2,
        "only a beginning of the feed is removed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_followers_begin_again_and_new_events_come_after_the_old_ones() {
    let service = start().await;
    let admin = service.admin().await;
    let old = post(&service, "Ada").await;
    let cursor = Follower::new(&admin, &service).end().await;
    // A backup keeps numbers of transactions that its new server has not reached.
    let foreign = "UPDATE events \
        SET transaction_id = (transaction_id::text::bigint + 1000000000000)::text::xid8";
    service.execute(foreign).await;

    let restored = service.beside().await;
    let admin = restored.admin_named("Margaret Hamilton").await;
    let answer = admin.try_events(&format!("?after={cursor}")).await;
    answer.refused(410, "events_expired");

    let new = post(&restored, "Charles").await;
    let count = restored.count("events").await;
    Follower::new(&admin, &restored).end().await;
    let page = admin.events("?limit=100").await;
    let comments = comments_of(items(&page));
    assert_eq!(comments.len(), usize::try_from(count).unwrap());
    assert_eq!(comments.last(), Some(&new.id));
    assert!(comments.contains(&old.id));
}
