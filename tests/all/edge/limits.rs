//! Quotas of addresses, and the cap on requests at once.

use moderato::config::{HttpConfig, RateLimits};

use super::probes::HELD;
use super::service::{EdgeService, settings};

/// Settings with rate limits, behind a proxy on this machine.
fn limited() -> HttpConfig {
    HttpConfig {
        rate_limits: RateLimits::On,
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        ..settings()
    }
}

#[tokio::test]
async fn a_spent_quota_is_429_with_the_time_to_wait() {
    let service = EdgeService::start_with(limited());

    for left in (0..10).rev() {
        let answer = service.ask("POST /probe/limited").await;
        assert_eq!(answer.status, 200);
        let policy = answer.header("ratelimit-policy");
        assert_eq!(policy, Some("\"post_comments\";q=10;w=60"));
        let state = answer.header("ratelimit").unwrap();
        let expected = format!("\"post_comments\";r={left};t=");
        assert!(state.starts_with(&expected), "{state}");
    }

    let refused = service.ask("POST /probe/limited").await;
    refused.refused(429, "rate_limited");
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=7).contains(&wait));
    let state = format!("\"post_comments\";r=0;t={wait}");
    assert_eq!(refused.header("ratelimit"), Some(state.as_str()));

    let another_address = "POST /probe/limited\nX-Forwarded-For: 198.51.100.7";
    let other = service.ask(another_address).await;
    assert_eq!(other.status, 200, "another address behind the same proxy");
}

#[tokio::test]
async fn limits_can_be_switched_off() {
    let service = EdgeService::start();

    for _ in 0..12 {
        let answer = service.ask("POST /probe/limited").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit"), None);
    }
}

#[tokio::test]
async fn a_peer_that_is_not_trusted_cannot_choose_its_address() {
    let service = EdgeService::start();
    let forwarded = "GET /probe/address\nX-Forwarded-For: 198.51.100.7";
    let answer = service.ask(forwarded).await;
    assert_eq!(answer.body, b"127.0.0.1");

    let behind_a_proxy = EdgeService::start_with(limited());
    let chain = "GET /probe/address\nX-Forwarded-For: 1.1.1.1, 198.51.100.7, 127.0.0.1";
    let answer = behind_a_proxy.ask(chain).await;
    assert_eq!(answer.body, b"198.51.100.7");
}

#[tokio::test]
async fn too_many_requests_at_once_are_refused_except_those_of_operators() {
    let service = EdgeService::start_with(HttpConfig {
        connection_limit: 8,
        ..settings()
    });
    let mut holding = Vec::new();
    for _ in 0..7 {
        let mut wire = service.connect().await;
        wire.send("GET /probe/held/0 HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")
            .await;
        holding.push(wire);
    }

    // The seven are on their way in; the eighth connection asks until they are all there.
    let mut last = service.connect().await;
    let refused = loop {
        last.get("/openapi.json").await;
        let answer = last.answer().await;
        if answer.status != 200 {
            break answer;
        }
    };
    refused.refused(503, "overloaded");
    assert_eq!(refused.header("retry-after"), Some("1"));

    last.get("/health/live").await;
    assert_eq!(last.answer().await.status, 200);

    HELD[0].add_permits(7);
    for mut wire in holding {
        assert_eq!(wire.answer().await.body, b"let go");
    }
}
