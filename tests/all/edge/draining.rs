//! The service goes down without dropping a request that it can still answer.

use std::time::Duration;

use moderato::config::HttpConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::probes::HELD;
use super::service::{EdgeService, settings};
use super::wire::{SOON, Wire};

#[tokio::test]
async fn readiness_fails_first_and_everything_else_is_still_served() {
    let mut service = EdgeService::start_with(HttpConfig {
        drain_delay: Duration::from_secs(60),
        ..settings()
    });

    service.tell_to_stop();

    let ready = timeout(SOON, service.ask("GET /health/ready"));
    let answer = ready.await.unwrap();
    answer.refused(503, "unavailable");
    assert!(answer.header("retry-after").is_some());
    for path in ["/health/live", "/openapi.json"] {
        let answer = service.ask(&format!("GET {path}")).await;
        assert_eq!(answer.status, 200);
    }
}

#[tokio::test]
async fn a_request_in_flight_is_answered_and_idle_connections_are_closed() {
    let mut service = EdgeService::start();
    let address = service.address;
    let mut idle = service.connect().await;
    idle.get("/health/live").await;
    assert_eq!(idle.answer().await.status, 200);
    let mut busy = service.connect().await;
    busy.get("/probe/held/1").await;
    while active_requests(&mut idle).await < 2 {}

    service.tell_to_stop();

    timeout(SOON, idle.closed())
        .await
        .expect("the service does not wait for an idle connection");

    HELD[1].add_permits(1);
    let answer = timeout(SOON, busy.answer()).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, b"let go");
    assert_eq!(answer.header("connection"), Some("close"));

    timeout(SOON, service.ended())
        .await
        .expect("nothing is left to wait for");
    let refused = TcpStream::connect(address).await;
    assert!(refused.is_err(), "the port is free again");
}

#[tokio::test]
async fn the_service_waits_for_a_request_that_does_not_end_until_its_timeout_only() {
    let mut service = EdgeService::start_with(HttpConfig {
        drain_timeout: Duration::from_secs(1),
        ..settings()
    });
    let mut observer = service.connect().await;
    let mut stuck = service.connect().await;
    stuck.get("/probe/held/2").await;
    while active_requests(&mut observer).await < 2 {}

    service.tell_to_stop();

    timeout(SOON, service.ended())
        .await
        .expect("the drain has an end");
}

#[tokio::test]
async fn readiness_needs_the_database_and_liveness_does_not() {
    let service = EdgeService::start();

    let ready = service.ask("GET /health/ready").await;
    let live = service.ask("GET /health/live").await;

    ready.refused(503, "unavailable");
    assert_eq!(live.json()["status"], "ok");
}

/// The number of requests that are being answered, this one included.
async fn active_requests(wire: &mut Wire) -> u32 {
    wire.get("/metrics").await;
    let metrics = wire.answer().await;
    let value = metrics
        .text()
        .lines()
        .find_map(|line| line.strip_prefix("http_server_active_requests "));

    value.unwrap().parse().unwrap()
}
