//! A quiet stream stays open, and one whose client takes nothing is closed.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::caps::{open_streams, wait_for_streams};
use super::{SOON, post, start, thread_path};
use crate::support::service::Service;
use crate::support::tap::Tap;

/// Longer than an idle connection is kept, in heartbeats.
const HEARTBEATS: usize = 70;

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_stream_outlives_every_deadline_and_its_cursor_moves_on() {
    let options = Service::options().policy(json!({ "mode": "none" }));
    let options = options.http(|http| {
        http.streams.heartbeat = Duration::from_millis(100);
        http.read_deadline = Duration::from_secs(1);
    });
    let service = options.start().await;
    let path = thread_path(&service);
    let (mut tap, ready) = Tap::ready(&service.reader(), &path).await;

    let elsewhere = service.another_article().await;
    let ada = service.author("Ada").under(&elsewhere);
    ada.post("Said elsewhere, so that the feed goes on.").await;
    let mut last = ready.id.clone();
    for _ in 0..HEARTBEATS {
        last = tap.block().await.expect("the stream was cut").id;
    }
    assert_ne!(last, ready.id, "a heartbeat brings the present cursor");

    // A new connection: those without a stream were closed meanwhile.
    let posted = post(&service, "Charles").await;
    assert_eq!(tap.expect("approved").await.data["comment_id"], posted.id);
    let mut resumed = Tap::resume(&service.reader(), &path, &last).await;
    let approved = resumed.expect("approved").await.data;
    assert_eq!(approved["comment_id"], posted.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_whose_client_takes_nothing_is_closed() {
    let options = Service::options().policy(json!({ "mode": "none" }));
    let options = options.http(|http| http.read_deadline = Duration::from_millis(700));
    let service = options.start().await;
    let long = "Words that fill the buffers of the kernel. ".repeat(200);
    service.author("Ada").post(&long).await;

    let mut deaf = TcpStream::connect(service.address()).await.unwrap();
    let path = thread_path(&service);
    let request = format!("GET {path} HTTP/1.1\r\nHost: test\r\n\r\n");
    deaf.write_all(request.as_bytes()).await.unwrap();
    deaf.read_exact(&mut [0; 12]).await.unwrap();
    wait_for_streams(&service, 1).await;

    // Some twenty megabytes, without as many decisions.
    let flood = "INSERT INTO events (site_id, kind, article_id, comment_id, payload) \
        SELECT site_id, 'comment_decided', article_id, comment_id, \
          '{\"status_before\": \"pending\", \"status\": \"approved\"}' \
        FROM comments, generate_series(1, 1000)";
    service.execute(flood).await;

    wait_for_streams(&service, 0).await;
    drop(deaf);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_for_the_head_alone_opens_no_stream() {
    let service = start().await;
    let reader = service.reader();

    let request = reader.request(Method::HEAD, &thread_path(&service));
    let answer = timeout(SOON, reader.send(request)).await.unwrap();

    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    assert_eq!(open_streams(&service).await, 0);
}
