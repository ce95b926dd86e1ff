//! Is a client cut that holds a connection and does nothing with it?

use std::time::{Duration, Instant};

use moderato::config::HttpConfig;
use tokio::time::timeout;

use super::wire::{SOON, Wire};
use super::{Service, settings};

fn impatient() -> HttpConfig {
    HttpConfig {
        read_deadline: Duration::from_millis(700),
        ..settings()
    }
}

const WHOLE: &str = "GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n";

/// Waits for the server to hang up, and gives what it said and when it did.
async fn cut(wire: &mut Wire) -> (String, Duration) {
    let began = Instant::now();
    let rest = timeout(SOON, wire.closed())
        .await
        .expect("the connection is still open");
    (String::from_utf8_lossy(&rest).into_owned(), began.elapsed())
}

#[tokio::test]
async fn a_slow_first_head_is_cut() {
    let service = Service::start(impatient());
    let mut wire = Wire::connect(service.address).await;
    wire.send("GET /health/live HT").await;
    let (said, after) = cut(&mut wire).await;
    assert!(
        said.is_empty() || said.starts_with("HTTP/1.1 408"),
        "{said}"
    );
    assert!(after < Duration::from_secs(4), "{after:?}");
}

#[tokio::test]
async fn a_slow_second_head_is_cut() {
    let service = Service::start(impatient());
    let mut wire = Wire::connect(service.address).await;
    wire.send(WHOLE).await;
    assert_eq!(wire.answer().await.status, 200);
    wire.send("GET /health/live HTTP/1.1\r\nHo").await;
    let (_, after) = cut(&mut wire).await;
    assert!(after < Duration::from_secs(4), "{after:?}");
}

#[tokio::test]
async fn a_second_head_that_came_half_with_the_first_request_is_cut() {
    let service = Service::start(impatient());
    let mut wire = Wire::connect(service.address).await;
    wire.send(format!("{WHOLE}GET /health/li")).await;
    assert_eq!(wire.answer().await.status, 200);
    let (_, after) = cut(&mut wire).await;
    assert!(after < Duration::from_secs(8), "{after:?}");
}

#[tokio::test]
async fn a_second_head_that_trickles_is_cut() {
    let service = Service::start(impatient());
    let mut wire = Wire::connect(service.address).await;
    wire.send(WHOLE).await;
    assert_eq!(wire.answer().await.status, 200);
    let began = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_millis(50));
    let trickle = async {
        for byte in "GET /health/live HTTP/1.1\r\nX-Slow: "
            .bytes()
            .chain(std::iter::repeat(b'a'))
        {
            ticks.tick().await;
            if !wire.try_send(byte).await {
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
    let service = Service::start(impatient());
    let mut wire = Wire::connect(service.address).await;
    wire.send("POST /probe/body HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        .await;
    timeout(SOON, wire.answer())
        .await
        .unwrap()
        .problem(408, "request_timeout");
    let (_, after) = cut(&mut wire).await;
    assert!(after < Duration::from_secs(4), "{after:?}");
}

#[tokio::test]
async fn a_body_that_nobody_reads_does_not_hold_the_connection() {
    let service = Service::start(impatient());
    for framing in ["Content-Length: 100", "Transfer-Encoding: chunked"] {
        let mut wire = Wire::connect(service.address).await;
        wire.send(format!(
            "GET /health/live HTTP/1.1\r\nHost: test\r\n{framing}\r\n\r\n5"
        ))
        .await;
        assert_eq!(timeout(SOON, wire.answer()).await.unwrap().status, 200);
        let (_, after) = cut(&mut wire).await;
        assert!(after < Duration::from_secs(8), "{framing} {after:?}");
    }
}

#[tokio::test]
async fn a_client_that_takes_no_bytes_is_cut() {
    let service = Service::start(impatient());
    let mut wire = Wire::connect(service.address).await;
    // More answers than the kernel's buffers hold, and nobody reads them.
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: test\r\n\r\n";
    let flood = async { while wire.try_send_all(request).await {} };
    timeout(SOON, flood)
        .await
        .expect("the connection is still open");
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let service = Service::start(impatient());
    let mut wire = Wire::connect(service.address).await;
    wire.send(WHOLE).await;
    assert_eq!(wire.answer().await.status, 200);
    let (said, after) = cut(&mut wire).await;
    assert!(
        said.is_empty() && after < Duration::from_secs(8),
        "{after:?}"
    );
}

#[tokio::test]
async fn a_connection_above_the_cap_waits_until_one_is_free() {
    let service = Service::start(HttpConfig {
        connection_limit: 2,
        ..settings()
    });
    let mut first = Wire::connect(service.address).await;
    let mut second = Wire::connect(service.address).await;
    for wire in [&mut first, &mut second] {
        wire.send(WHOLE).await;
        assert_eq!(wire.answer().await.status, 200);
    }
    let mut third = Wire::connect(service.address).await;
    third.send(WHOLE).await;
    let early = timeout(Duration::from_millis(300), third.answer()).await;
    assert!(early.is_err(), "the cap is two");
    drop(first);
    assert_eq!(timeout(SOON, third.answer()).await.unwrap().status, 200);
}
