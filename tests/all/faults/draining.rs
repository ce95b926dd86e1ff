//! Every answer of a service that is about to stop is the last one of its connection, so that no
//! proxy sends a request on a connection that is being closed.

use std::net::SocketAddr;
use std::time::Duration;

use moderato::config::HttpConfig;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::edge::service::{EdgeService, settings};
use crate::edge::wire::{SOON, Wire, WireAnswer, request};
use crate::support::paths::comments;
use crate::support::service::Service;

/// Sends a request on a connection that may stay open; its answer, after which the server must have
/// hung up.
async fn last_answer(service: &Service, head: &str, body: &str) -> WireAnswer {
    let mut wire = Wire::connect(service.address()).await;
    let head = head.replace('\n', "\r\n");
    let length = body.len();
    wire.send(format!(
        "{head}\r\nHost: test\r\nContent-Length: {length}\r\n\r\n{body}"
    ))
    .await;

    let answer = timeout(SOON, wire.answer()).await.unwrap();
    timeout(SOON, wire.closed())
        .await
        .expect("the connection is still open");

    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_that_the_connection_ends() {
    let options = Service::options().policy(json!({ "mode": "none" }));
    let options = options.http(|http| http.drain_delay = Duration::from_secs(60));
    let mut service = options.start().await;
    service.author("ada").post("The first word.").await;
    let thread = comments(&service.article);
    // Read twice, so that the second answer comes from the cache.
    service.reader().get(&thread).await.ok();
    let kept = service.reader().get(&thread).await;
    let tag = kept.headers["etag"].to_str().unwrap().to_owned();
    kept.ok();

    service.tell_to_stop();
    while service.reader().get("/health/ready").await.status == 200 {}

    let post =
        json!({ "author": { "name": "Bo", "email": "bo@example.org" }, "body": "The last word." });
    let get = |path: &str| format!("GET {path} HTTP/1.1");
    for (status, head, body) in [
        (200, get("/health/live"), String::new()),
        (503, get("/health/ready"), String::new()),
        (404, get("/v1/nothing"), String::new()),
        (200, get(&thread), String::new()),
        (200, get(&format!("{thread}?limit=7")), String::new()),
        (
            304,
            format!("{}\nIf-None-Match: {tag}", get(&thread)),
            String::new(),
        ),
        (204, format!("OPTIONS {thread} HTTP/1.1"), String::new()),
        (405, format!("DELETE {thread} HTTP/1.1"), String::new()),
        (
            201,
            format!("POST {thread} HTTP/1.1\nContent-Type: application/json"),
            post.to_string(),
        ),
        (
            400,
            format!("POST {thread} HTTP/1.1\nContent-Type: application/json"),
            "{".to_owned(),
        ),
    ] {
        let answer = last_answer(&service, &head, &body).await;

        assert_eq!(answer.status, status, "{head}: {answer:?}");
        assert_eq!(answer.header("connection"), Some("close"), "{head}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_begins_while_the_service_drains_says_that_its_connection_ends() {
    let options = Service::options().policy(json!({ "mode": "none" }));
    let options = options.http(|http| http.drain_delay = Duration::from_secs(60));
    let mut service = options.start().await;
    let path = format!("/v1/articles/{}/events", service.article);

    service.tell_to_stop();
    while service.reader().get("/health/ready").await.status == 200 {}

    let stream = service.reader().get(&path).await;
    assert_eq!(stream.status, 200);
    assert_eq!(stream.headers["connection"], "close");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_established_is_served_although_the_service_stops_listening() {
    let mut service = EdgeService::start_with(HttpConfig {
        drain_delay: Duration::from_millis(500),
        ..settings()
    });
    let mut clients = JoinSet::new();
    for _ in 0..8 {
        clients.spawn(ask_until_refused(service.address));
    }

    service.tell_to_stop();

    while let Some(answered) = timeout(SOON, clients.join_next()).await.unwrap() {
        assert!(answered.unwrap() > 0);
    }
    timeout(SOON, service.ended()).await.unwrap();
}

/// Sends requests, each on a new connection, until the service refuses to connect; the number of
/// answers. Each connection that was established must get one.
async fn ask_until_refused(address: SocketAddr) -> usize {
    let mut answered = 0;

    while let Ok(mut stream) = TcpStream::connect(address).await {
        stream
            .write_all(&request("GET /health/live", b""))
            .await
            .expect("the service resets a new connection");
        let mut answer = Vec::new();
        stream
            .read_to_end(&mut answer)
            .await
            .expect("the service resets a connection without an answer");
        assert!(
            answer.starts_with(b"HTTP/1.1 200 "),
            "a connection ends without an answer"
        );
        answered += 1;
    }

    answered
}
