//! A request that two readers could read differently is refused, so that none is smuggled past a
//! proxy, and nothing after it on the connection is answered.

use std::time::Duration;

use tokio::time::timeout;

use super::service::EdgeService;
use super::wire::{SOON, Wire, request};

const HEAD: &str = "POST /probe/body HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n";

/// Waits until the server hangs up; the text that it sent before that.
async fn last_words(wire: &mut Wire) -> String {
    let said = timeout(SOON, wire.closed())
        .await
        .expect("the connection is still open");

    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn ambiguous_framing_is_refused_and_the_connection_closed() {
    let service = EdgeService::start();
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
        let mut wire = service.connect().await;
        wire.send(format!("{HEAD}{lines}\r\n\r\n0\r\n\r\n{smuggled}"))
            .await;

        let said = last_words(&mut wire).await;
        assert!(said.starts_with("HTTP/1.1 4"), "{lines:?}: {said}");
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{lines:?}: {said}");
    }
}

#[tokio::test]
async fn chunk_extensions_cannot_hide_a_line() {
    let service = EdgeService::start();

    for chunk in [
        "2;a\nb\r\n{}\r\n0\r\n\r\n",
        "2;a=\"\r\n{}\r\n0\r\n\r\n",
        "2\n{}\r\n0\r\n\r\n",
        "2\r\n{}0\r\n\r\n",
    ] {
        let mut wire = service.connect().await;
        wire.send(format!("{HEAD}Transfer-Encoding: chunked\r\n\r\n{chunk}"))
            .await;

        let answer = timeout(SOON, wire.answer()).await.expect("an answer");
        assert!((400..500).contains(&answer.status), "{chunk:?}: {answer:?}");
    }
}

#[tokio::test]
async fn a_head_that_is_far_too_large_is_refused() {
    let service = EdgeService::start();
    let many: String = (0..100).map(|n| format!("X-{n}: a\n")).collect();

    for head in [
        format!("GET /health/live\n{many}"),
        format!("GET /health/live\nX: {}", "a".repeat(200_000)),
    ] {
        let mut wire = service.connect().await;
        // The server may hang up before it has taken all of it.
        wire.try_send(request(&head, b"")).await;

        let said = last_words(&mut wire).await;
        assert!(
            said.is_empty() || said.starts_with("HTTP/1.1 431"),
            "{said}"
        );
    }

    let live = timeout(Duration::from_secs(5), service.ask("GET /health/live"));
    assert_eq!(live.await.unwrap().status, 200);
}
