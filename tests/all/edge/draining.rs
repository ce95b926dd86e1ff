//! Does the service go down without dropping anybody?

use std::time::Duration;

use moderato::config::HttpConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::probes::HELD;
use super::wire::{SOON, Wire, ask};
use super::{Service, settings};

#[tokio::test]
async fn readiness_flips_first_and_everything_else_is_served_on() {
    let mut service = Service::start(HttpConfig {
        drain_delay: Duration::from_secs(60),
        ..settings()
    });
    service.tell_to_stop();
    let ready = async { ask(service.address, "GET /health/ready", "").await };
    let answer = timeout(SOON, ready).await.unwrap();
    answer.problem(503, "unavailable");
    assert!(answer.header("retry-after").is_some());
    assert_eq!(
        ask(service.address, "GET /health/live", "").await.status,
        200
    );
    assert_eq!(
        ask(service.address, "GET /openapi.json", "").await.status,
        200
    );
}

#[tokio::test]
async fn a_request_in_flight_is_answered_and_idle_connections_are_closed() {
    let mut service = Service::start(settings());
    let address = service.address;
    let mut idle = Wire::connect(address).await;
    idle.send("GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n")
        .await;
    assert_eq!(idle.answer().await.status, 200);
    let mut busy = Wire::connect(address).await;
    busy.send("GET /probe/held/1 HTTP/1.1\r\nHost: test\r\n\r\n")
        .await;
    while active(&mut idle).await < 2 {}
    service.tell_to_stop();
    timeout(SOON, idle.closed())
        .await
        .expect("an idle connection holds nobody up");
    HELD[1].add_permits(1);
    let answer = timeout(SOON, busy.answer()).await.unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (200, b"let go".as_slice())
    );
    assert_eq!(answer.header("connection"), Some("close"));
    timeout(SOON, service.ended())
        .await
        .expect("nothing is left to wait for");
    assert!(
        TcpStream::connect(address).await.is_err(),
        "the port is free again"
    );
}

#[tokio::test]
async fn a_request_that_does_not_end_holds_the_service_up_for_the_timeout_only() {
    let mut service = Service::start(HttpConfig {
        drain_timeout: Duration::from_secs(1),
        ..settings()
    });
    let mut observer = Wire::connect(service.address).await;
    let mut stuck = Wire::connect(service.address).await;
    stuck
        .send("GET /probe/held/2 HTTP/1.1\r\nHost: test\r\n\r\n")
        .await;
    while active(&mut observer).await < 2 {}
    service.tell_to_stop();
    timeout(SOON, service.ended())
        .await
        .expect("the drain has an end");
}

#[tokio::test]
async fn readiness_needs_the_database() {
    let service = Service::start(settings());
    ask(service.address, "GET /health/ready", "")
        .await
        .problem(503, "unavailable");
    assert_eq!(
        ask(service.address, "GET /health/live", "").await.json()["status"],
        "ok"
    );
}

/// How many requests are being answered, this one included.
async fn active(wire: &mut Wire) -> u32 {
    wire.send("GET /metrics HTTP/1.1\r\nHost: test\r\n\r\n")
        .await;
    let text = String::from_utf8(wire.answer().await.body).unwrap();
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("http_server_active_requests "));
    line.unwrap().parse().unwrap()
}
