//! Does whoever comes back miss nothing and hear nothing twice, and is told when that is not
//! possible?

use std::sync::Arc;

use moderato::flows::events::forget::forget_events;
use reqwest::StatusCode;

use super::House;
use super::tap::Tap;
use crate::support::database::connect;

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_breaks_off_again_and_again_hears_everything_once_while_others_write() {
    const WRITERS: usize = 4;
    const EACH: usize = 6;
    let house = Arc::new(House::open("none").await);
    let (tap, ready) = Tap::ready(&house.reader, &house.thread()).await;
    drop(tap);
    // One transaction is open meanwhile, and its event comes before what is written during it.
    let mut sql = connect(&house.app.database_url).await;
    let open = sql.transaction().await.unwrap();
    let early = house.post("Early").await;
    open.batch_execute(
        "INSERT INTO events (site_id, kind, payload) SELECT site_id, 'slow', '{}' FROM sites",
    )
    .await
    .unwrap();
    let writers = house.write_at_once((WRITERS, EACH));
    let mut last = ready.id;
    let mut heard = Vec::new();
    let mut open = Some(open);
    while heard.len() < WRITERS * EACH + 1 {
        let mut tap = Tap::resume(&house.reader, &house.thread(), &last).await;
        for _ in 0..3 {
            let block = tap.next().await;
            last = block.id;
            match block.event.as_str() {
                "approved" => heard.push(block.data["comment_id"].as_str().unwrap().to_owned()),
                "ready" => break,
                other => panic!("{other}"),
            }
        }
        // After the first that could be heard, the rest is let go.
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
    let mut again = Tap::open(&house.reader, &format!("{}?after={last}", house.thread())).await;
    again.expect("ready").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_the_integrators_feed_begins_a_stream() {
    let house = House::open("none").await;
    let start = house.end().await;
    let first = house.post("Ada").await;
    house.follow(&start, 1).await;
    let mut tap = Tap::open(&house.reader, &format!("{}?after={start}", house.thread())).await;
    assert_eq!(tap.expect("approved").await.data["comment_id"], first);
    assert_eq!(tap.expect("ready").await.data["total"], 1);
    assert_eq!(
        tap.raw.lines().next().unwrap().split(':').next(),
        Some("retry"),
        "first of all"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_too_late_is_told_to_read_again_and_goes_on_from_now() {
    let house = House::open("none").await;
    let start = house.end().await;
    house.post("Ada").await;
    house.follow(&start, 1).await;
    house
        .sql
        .batch_execute("UPDATE events SET created_at = created_at - interval '31 days'")
        .await
        .unwrap();
    forget_events(&house.app.app).await.unwrap();
    for (cursor, name) in [(start.as_str(), "Charles"), ("of-another-service", "Grace")] {
        let mut tap = Tap::resume(&house.reader, &house.thread(), cursor).await;
        tap.expect("reset").await;
        let next = house.post(name).await;
        assert_eq!(tap.expect("approved").await.data["comment_id"], next);
    }
    let wrong = house
        .reader
        .get(&format!("{}?after=AAAA", house.thread()))
        .await;
    assert_eq!(
        (wrong.status, wrong.code()),
        (StatusCode::UNPROCESSABLE_ENTITY, "invalid_cursor")
    );
}
