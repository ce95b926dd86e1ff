//! Can a request be smuggled past a proxy that reads it another way? Whatever two readers could
//! read differently is refused, and nothing after it on the connection is answered.

use std::time::Duration;

use tokio::time::timeout;

use super::wire::{SOON, Wire, ask};
use super::{Service, settings};

#[tokio::test]
async fn ambiguous_framing_is_refused_and_the_connection_closed() {
    let service = Service::start(settings());
    let smuggled = "GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n";
    for lines in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: +5",
        "Content-Length: 0x5",
        "Content-Length: -1",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding : chunked",
        "X: a\r\n folded",
        "X: a\rY: b",
        "X: a\0b",
        "Host: other",
    ] {
        let mut wire = Wire::connect(service.address).await;
        let head = format!(
            "POST /probe/body HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n{lines}"
        );
        wire.send(format!("{head}\r\n\r\n0\r\n\r\n{smuggled}"))
            .await;
        let said = timeout(SOON, wire.closed())
            .await
            .expect("the connection is still open");
        let said = String::from_utf8_lossy(&said);
        assert!(said.starts_with("HTTP/1.1 4"), "{lines:?}: {said}");
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{lines:?}: {said}");
    }
}

#[tokio::test]
async fn chunk_extensions_cannot_hide_a_line() {
    let service = Service::start(settings());
    for chunk in [
        "2;a\nb\r\n{}\r\n0\r\n\r\n",
        "2;a=\"\r\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n",
    ] {
        let mut wire = Wire::connect(service.address).await;
        let head = "POST /probe/body HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";
        wire.send(format!("{head}Transfer-Encoding: chunked\r\n\r\n{chunk}"))
            .await;
        let answer = timeout(SOON, wire.answer()).await.expect("an answer");
        assert!((400..500).contains(&answer.status), "{chunk:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_head_beyond_all_measure_is_refused() {
    let service = Service::start(settings());
    let many: String = (0..100).map(|n| format!("X-{n}: a\n")).collect();
    for head in [
        format!("GET /health/live\n{many}"),
        format!("GET /health/live\nX: {}", "a".repeat(200_000)),
    ] {
        let mut wire = Wire::connect(service.address).await;
        let bytes = super::wire::request(&head, b"");
        let _ = wire.try_send_all(&String::from_utf8(bytes).unwrap()).await;
        let said = timeout(SOON, wire.closed())
            .await
            .expect("the connection is still open");
        let said = String::from_utf8_lossy(&said);
        assert!(
            said.is_empty() || said.starts_with("HTTP/1.1 431"),
            "{said}"
        );
    }
    let alive = timeout(
        Duration::from_secs(5),
        ask(service.address, "GET /health/live", ""),
    )
    .await
    .unwrap();
    assert_eq!(alive.status, 200);
}
