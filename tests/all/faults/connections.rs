//! One address cannot take all connections, and heads have limits.

use std::time::Duration;

use moderato::config::HttpConfig;
use tokio::time::timeout;

use crate::edge::service::{EdgeService, settings};
use crate::edge::wire::{SOON, Wire, request};

/// Settings that allow two connections from one address.
fn two_per_address() -> HttpConfig {
    HttpConfig {
        connections_per_address: 2,
        ..settings()
    }
}

async fn connect_and_ask(service: &EdgeService) -> Wire {
    let mut wire = service.connect().await;
    wire.get("/health/live").await;
    assert_eq!(wire.answer().await.status, 200);

    wire
}

#[tokio::test]
async fn a_connection_above_the_limit_of_its_address_is_refused_until_another_has_ended() {
    let service = EdgeService::start_with(two_per_address());
    let first = connect_and_ask(&service).await;
    let mut second = connect_and_ask(&service).await;

    let mut third = service.connect().await;
    let said = timeout(SOON, third.closed())
        .await
        .expect("the connection is still open");
    let said = String::from_utf8(said).unwrap();
    assert!(said.starts_with("HTTP/1.1 429 "), "{said}");
    assert!(said.contains("retry-after: "), "{said}");

    second.get("/metrics").await;
    let metrics = second.answer().await;
    let counted = "moderato_refused_connections_total 1\n";
    assert!(metrics.text().contains(counted), "{}", metrics.text());

    drop(first);
    let again = async {
        loop {
            let mut wire = service.connect().await;
            if wire.try_send(request("GET /health/live", b"")).await
                && wire.closed().await.starts_with(b"HTTP/1.1 200 ")
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, again).await.expect("a place is free again");
}

#[tokio::test]
async fn a_trusted_proxy_may_have_any_number_of_connections() {
    let service = EdgeService::start_with(HttpConfig {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..two_per_address()
    });

    let mut wires = Vec::new();
    for _ in 0..8 {
        wires.push(connect_and_ask(&service).await);
    }

    assert_eq!(wires.len(), 8);
}

#[tokio::test]
async fn a_head_may_have_96_fields_and_no_more() {
    let service = EdgeService::start();
    // `Host` and `Connection` count, too.
    let with_fields = |count: usize| -> String {
        let fields: Vec<String> = (2..count).map(|number| format!("X-{number}: a")).collect();
        format!("GET /health/live\n{}", fields.join("\n"))
    };

    assert_eq!(service.ask(&with_fields(96)).await.status, 200);

    let refused = service.ask(&with_fields(97)).await;
    assert_eq!(refused.status, 431);
    assert_eq!(refused.header("connection"), Some("close"));
}
