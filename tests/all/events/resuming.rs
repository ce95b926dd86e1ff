//! A reader who comes back misses nothing and hears nothing twice, or learns that this is not
//! possible.

use std::sync::Arc;

use moderato::flows::events::delete_old::delete_old_events;

use super::{post, start, thread_path, write_at_once};
use crate::support::follower::Follower;
use crate::support::json::text;
use crate::support::tap::Tap;

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_breaks_off_again_and_again_hears_everything_once_while_others_write() {
    const WRITERS: usize = 4;
    const EACH: usize = 6;

    let service = Arc::new(start().await);
    let reader = service.reader();
    let path = thread_path(&service);
    let (tap, ready) = Tap::ready(&reader, &path).await;
    drop(tap);

    // One transaction is open meanwhile, and its event comes before all that are written during it.
    let mut sql = service.connect().await;
    let open = sql.transaction().await.unwrap();
    let early = post(&service, "Early").await.id;
    let insert =
        "INSERT INTO events (site_id, kind, payload) SELECT site_id, 'slow', '{}' FROM sites";
    open.batch_execute(insert).await.unwrap();
    let writers = write_at_once(&service, WRITERS, EACH);

    let mut last = ready.id;
    let mut heard = Vec::new();
    let mut open = Some(open);
    while heard.len() < WRITERS * EACH + 1 {
        let mut tap = Tap::resume(&reader, &path, &last).await;
        for _ in 0..3 {
            let block = tap.next().await;
            last = block.id;
            match block.event.as_str() {
                "approved" => heard.push(text(&block.data["comment_id"])),
                "ready" => break,
                other => panic!("{other}"),
            }
        }

        // After the first comment, which can be heard during the transaction, the rest is let go.
        if heard.first() == Some(&early)
            && let Some(open) = open.take()
        {
            open.commit().await.unwrap();
        }
    }

    let mut posted = vec![early];
    for writer in writers {
        posted.extend(writer.await.unwrap());
    }
    let mut sorted = heard.clone();
    sorted.sort_unstable();
    posted.sort_unstable();
    assert_eq!(sorted, posted, "everything once");
    let mut again = Tap::open(&reader, &format!("{path}?after={last}")).await;
    again.expect("ready").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_the_feed_begins_a_stream() {
    let service = start().await;
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let start = feed.end().await;
    let first = post(&service, "Ada").await;
    feed.follow(&start, 1).await;

    let path = format!("{}?after={start}", thread_path(&service));
    let mut tap = Tap::open(&service.reader(), &path).await;

    assert_eq!(tap.expect("approved").await.data["comment_id"], first.id);
    assert_eq!(tap.expect("ready").await.data["total"], 1);
    let first_line = tap.raw.lines().next().unwrap();
    assert!(first_line.starts_with("retry:"), "{first_line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_comes_from_behind_more_than_a_thousand_events_reads_again() {
    let service = start().await;
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let reader = service.reader();
    let path = thread_path(&service);
    let (tap, ready) = Tap::ready(&reader, &path).await;
    drop(tap);
    let begin = feed.end().await;
    let posted = post(&service, "Ada").await;
    let elsewhere = |count: u32| {
        format!(
            "INSERT INTO events (site_id, kind, payload) \
             SELECT site_id, 'slow', '{{}}' FROM sites, generate_series(1, {count})"
        )
    };

    // The feed waits for transactions of other tests, so the test waits for the feed.
    service.execute(&elsewhere(998)).await;
    feed.follow(&begin, 999).await;
    let mut near = Tap::resume(&reader, &path, &ready.id).await;
    assert_eq!(near.expect("approved").await.data["comment_id"], posted.id);
    near.expect("ready").await;

    service.execute(&elsewhere(10)).await;
    feed.follow(&begin, 1_009).await;
    let mut far = Tap::resume(&reader, &path, &ready.id).await;
    far.expect("reset").await;
    let hits = "moderato_budget_hits_total{budget=\"missed_events\"}";
    assert_eq!(reader.metric(hits).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_comes_too_late_has_to_read_again_and_continues_from_now() {
    let service = start().await;
    let admin = service.admin().await;
    let feed = Follower::new(&admin, &service);
    let reader = service.reader();
    let path = thread_path(&service);
    let start = feed.end().await;
    post(&service, "Ada").await;
    feed.follow(&start, 1).await;
    let age = "UPDATE events SET created_at = created_at - interval '31 days'";
    service.execute(age).await;
    delete_old_events(&service.app()).await.unwrap();

    for (cursor, name) in [(start.as_str(), "Charles"), ("of-another-service", "Grace")] {
        let mut tap = Tap::resume(&reader, &path, cursor).await;
        tap.expect("reset").await;

        let next = post(&service, name).await;
        assert_eq!(tap.expect("approved").await.data["comment_id"], next.id);
    }

    let wrong = reader.get(&format!("{path}?after=AAAA")).await;
    wrong.refused(422, "invalid_cursor");
}
