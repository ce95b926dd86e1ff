//! Who is limited, and how are they told?

use moderato::config::{HttpConfig, RateLimits};

use super::probes::HELD;
use super::wire::{Wire, ask};
use super::{Service, settings};

fn limited() -> HttpConfig {
    HttpConfig {
        rate_limits: RateLimits::On,
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        ..settings()
    }
}

#[tokio::test]
async fn a_spent_quota_is_429_with_the_time_to_wait() {
    let service = Service::start(limited());
    for left in (0..10).rev() {
        let answer = ask(service.address, "POST /probe/limited", "").await;
        assert_eq!(answer.status, 200);
        assert_eq!(
            answer.header("ratelimit-policy"),
            Some("\"post_comments\";q=10;w=60")
        );
        let state = answer.header("ratelimit").unwrap();
        assert!(
            state.starts_with(&format!("\"post_comments\";r={left};t=")),
            "{state}"
        );
    }
    let refused = ask(service.address, "POST /probe/limited", "").await;
    refused.problem(429, "rate_limited");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=7).contains(&wait));
    assert_eq!(
        refused.header("ratelimit"),
        Some(format!("\"post_comments\";r=0;t={wait}").as_str())
    );
    let other = ask(
        service.address,
        "POST /probe/limited\nX-Forwarded-For: 198.51.100.7",
        "",
    )
    .await;
    assert_eq!(other.status, 200, "somebody else behind the same proxy");
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    let service = Service::start(settings());
    for _ in 0..12 {
        let answer = ask(service.address, "POST /probe/limited", "").await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, None));
    }
}

#[tokio::test]
async fn an_untrusted_peer_cannot_choose_its_address() {
    let service = Service::start(settings());
    let answer = ask(
        service.address,
        "GET /probe/address\nX-Forwarded-For: 198.51.100.7",
        "",
    )
    .await;
    assert_eq!(answer.body, b"127.0.0.1");
    let service = Service::start(limited());
    let chain = "GET /probe/address\nX-Forwarded-For: 1.1.1.1, 198.51.100.7, 127.0.0.1";
    assert_eq!(ask(service.address, chain, "").await.body, b"198.51.100.7");
}

#[tokio::test]
async fn too_many_requests_at_once_are_told_so_and_operators_still_see() {
    let service = Service::start(HttpConfig {
        connection_limit: 8,
        ..settings()
    });
    let mut holding = Vec::new();
    for _ in 0..7 {
        let mut wire = Wire::connect(service.address).await;
        wire.send("GET /probe/held/0 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            .await;
        holding.push(wire);
    }
    let mut last = Wire::connect(service.address).await;
    let mut answer;
    loop {
        // The seven are on their way in; the eighth connection asks until they are all there.
        last.send("GET /openapi.json HTTP/1.1\r\nHost: test\r\n\r\n")
            .await;
        answer = last.answer().await;
        if answer.status != 200 {
            break;
        }
    }
    answer.problem(503, "overloaded");
    assert_eq!(answer.header("retry-after"), Some("1"));
    last.send("GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n")
        .await;
    assert_eq!(last.answer().await.status, 200);
    HELD[0].add_permits(7);
    for mut wire in holding {
        assert_eq!(wire.answer().await.body, b"let go");
    }
}
