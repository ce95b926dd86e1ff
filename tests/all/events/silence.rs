//! Does a quiet stream stay, and does one go that nobody reads?

use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::caps::{open_streams, wait_for_streams};
use super::tap::Tap;
use super::{House, SOON};
use crate::support::app::{TestApp, comment, comments};

/// Longer than an idle connection is kept, in heartbeats.
const HEARTBEATS: usize = 70;

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_stream_outlives_every_deadline_and_its_place_moves_on() {
    let app = TestApp::start_with(|http| {
        http.streams.heartbeat = Duration::from_millis(100);
        http.read_deadline = Duration::from_secs(1);
    });
    let house = House::on(app.await, "none").await;
    let (mut tap, ready) = Tap::ready(&house.reader, &house.thread()).await;
    let other = house.admin.article("On coffee").await;
    house
        .reader
        .comment(&other, "Ada", "Said elsewhere, so that the feed goes on.")
        .await;
    let mut last = ready.id.clone();
    for _ in 0..HEARTBEATS {
        last = tap.block().await.expect("the stream was cut").id;
    }
    assert_ne!(last, ready.id, "a heartbeat brings the cursor by now");
    // Connections without a stream were closed meanwhile.
    let house = House {
        reader: house.app.reader(),
        ..house
    };
    let posted = house.post("Charles").await;
    assert_eq!(tap.expect("approved").await.data["comment_id"], posted);
    let mut resumed = Tap::resume(&house.reader, &house.thread(), &last).await;
    assert_eq!(resumed.expect("approved").await.data["comment_id"], posted);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_takes_nothing_is_cut() {
    let app = TestApp::start_with(|http| http.read_deadline = Duration::from_millis(700)).await;
    let house = House::on(app, "none").await;
    let long = comment(
        "Ada",
        &"Words that fill the buffers of the kernel. ".repeat(200),
    );
    assert_eq!(
        house
            .reader
            .post(&comments(&house.article), &long)
            .await
            .status,
        201
    );
    let mut deaf = TcpStream::connect(house.app.address).await.unwrap();
    let request = format!("GET {} HTTP/1.1\r\nHost: test\r\n\r\n", house.thread());
    deaf.write_all(request.as_bytes()).await.unwrap();
    deaf.read_exact(&mut [0; 12]).await.unwrap();
    wait_for_streams(&house, 1).await;
    // Some twenty megabytes, for which nobody has to decide so often.
    let flood = "INSERT INTO events (site_id, kind, article_id, comment_id, payload) \
        SELECT site_id, 'comment_decided', article_id, comment_id, \
          '{\"status_before\": \"pending\", \"status\": \"approved\"}' FROM comments, generate_series(1, 1000)";
    house.sql.batch_execute(flood).await.unwrap();
    wait_for_streams(&house, 0).await;
    drop(deaf);
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_the_head_alone_opens_no_stream() {
    let house = House::open("none").await;
    let request = house.reader.request(Method::HEAD, &house.thread());
    let answer = timeout(SOON, house.reader.send(request)).await.unwrap();
    assert_eq!(
        (
            answer.status.as_u16(),
            &answer.headers["content-type"].to_str().unwrap()
        ),
        (200, &"text/event-stream")
    );
    assert_eq!(open_streams(&house).await, 0);
}
