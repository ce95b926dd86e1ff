//! A client that holds a connection and does nothing with it is cut off.

use std::time::{Duration, Instant};

use moderato::config::HttpConfig;
use tokio::time::timeout;

use super::service::{EdgeService, settings};
use super::wire::{SOON, Wire};

const WHOLE: &str = "GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n";

/// How a server ended a connection.
struct Ending {
    /// The text that it sent before that.
    said: String,
    after: Duration,
}

fn start_impatient() -> EdgeService {
    EdgeService::start_with(HttpConfig {
        read_deadline: Duration::from_millis(700),
        ..settings()
    })
}

/// Opens a connection on which a first request has been answered.
async fn connect_and_ask(service: &EdgeService) -> Wire {
    let mut wire = service.connect().await;
    wire.send(WHOLE).await;
    assert_eq!(wire.answer().await.status, 200);

    wire
}

/// Waits for the server to hang up.
async fn ending(wire: &mut Wire) -> Ending {
    let began = Instant::now();
    let rest = timeout(SOON, wire.closed())
        .await
        .expect("the connection is still open");

    Ending {
        said: String::from_utf8_lossy(&rest).into_owned(),
        after: began.elapsed(),
    }
}

/// Holds that the server hangs up within this time.
async fn assert_cut(wire: &mut Wire, within: Duration) {
    let Ending { after, .. } = ending(wire).await;

    assert!(after < within, "{after:?}");
}

#[tokio::test]
async fn a_slow_first_head_is_cut() {
    let service = start_impatient();
    let mut wire = service.connect().await;

    wire.send("GET /health/live HT").await;

    let Ending { said, after } = ending(&mut wire).await;
    assert!(
        said.is_empty() || said.starts_with("HTTP/1.1 408"),
        "{said}"
    );
    assert!(after < Duration::from_secs(4), "{after:?}");
}

#[tokio::test]
async fn a_slow_second_head_is_408() {
    let service = start_impatient();
    let mut wire = connect_and_ask(&service).await;

    wire.send("GET /health/live HTTP/1.1\r\nHo").await;

    let answer = timeout(SOON, wire.answer()).await.unwrap();
    assert_eq!(answer.status, 408);
    assert_eq!(answer.header("connection"), Some("close"));
    assert!(answer.header("date").is_some());
    assert_cut(&mut wire, Duration::from_secs(4)).await;
}

#[tokio::test]
async fn a_second_head_that_came_half_with_the_first_request_is_cut() {
    let service = start_impatient();
    let mut wire = service.connect().await;

    wire.send(format!("{WHOLE}GET /health/li")).await;

    // The half head was read together with the first request, so to the server the connection is
    // idle, and it ends without a 408.
    assert_eq!(wire.answer().await.status, 200);
    assert_cut(&mut wire, Duration::from_secs(8)).await;
}

#[tokio::test]
async fn a_second_head_that_trickles_is_cut() {
    let service = start_impatient();
    let mut wire = connect_and_ask(&service).await;

    let began = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let head = "GET /health/live HTTP/1.1\r\nX-Slow: ".bytes();
    let trickle = async {
        for byte in head.chain(std::iter::repeat(b'a')) {
            ticks.tick().await;
            if !wire.try_send([byte]).await {
                return;
            }
        }
    };

    timeout(SOON, trickle)
        .await
        .expect("more bytes must not buy more time");
    assert!(began.elapsed() < Duration::from_secs(4));
}

#[tokio::test]
async fn a_slow_body_is_408() {
    let service = start_impatient();
    let mut wire = service.connect().await;

    let head = "POST /probe/body HTTP/1.1\r\nHost: test\r\n\
        Content-Type: application/json\r\nContent-Length: 100\r\n\r\n";
    wire.send(format!("{head}{{")).await;

    let answer = timeout(SOON, wire.answer()).await.unwrap();
    answer.refused(408, "request_timeout");
    assert_cut(&mut wire, Duration::from_secs(4)).await;
}

#[tokio::test]
async fn a_body_that_no_endpoint_reads_does_not_hold_the_connection() {
    let service = start_impatient();

    for framing in ["Content-Length: 100", "Transfer-Encoding: chunked"] {
        let mut wire = service.connect().await;
        let head = format!("GET /health/live HTTP/1.1\r\nHost: test\r\n{framing}\r\n\r\n");
        wire.send(format!("{head}5")).await;

        let answer = timeout(SOON, wire.answer()).await.unwrap();
        assert_eq!(answer.status, 200, "{framing}");
        assert_cut(&mut wire, Duration::from_secs(8)).await;
    }
}

#[tokio::test]
async fn a_client_that_takes_no_bytes_is_cut() {
    let service = start_impatient();
    let mut wire = service.connect().await;

    // More answers than the kernel's buffers hold, which the client does not read.
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: test\r\n\r\n";
    let flood = async { while wire.try_send(request).await {} };

    timeout(SOON, flood)
        .await
        .expect("the connection is still open");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let service = start_impatient();
    let mut wire = connect_and_ask(&service).await;

    let Ending { said, after } = ending(&mut wire).await;

    assert_eq!(said, "");
    assert!(after < Duration::from_secs(8), "{after:?}");
}

#[tokio::test]
async fn a_connection_above_the_cap_waits_until_one_is_free() {
    let service = EdgeService::start_with(HttpConfig {
        connection_limit: 2,
        ..settings()
    });
    let first = connect_and_ask(&service).await;
    let _second = connect_and_ask(&service).await;

    let mut third = service.connect().await;
    third.send(WHOLE).await;
    let early = timeout(Duration::from_millis(300), third.answer()).await;
    assert!(early.is_err(), "the cap is two");

    drop(first);

    let answer = timeout(SOON, third.answer()).await.unwrap();
    assert_eq!(answer.status, 200);
}
