//! A client of a live stream, which reads it block by block.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::actor::Actor;

/// How long a test waits for the next block. Events also wait for the transactions that other tests
/// have open.
const SOON: Duration = Duration::from_secs(120);

/// An open stream.
pub struct Tap {
    response: Response,
    pending: String,
    /// Everything that ever came.
    pub raw: String,
}

/// One block of lines: an event, or a heartbeat.
#[derive(Debug, Clone)]
pub struct Block {
    /// The name of the event, empty for a heartbeat.
    pub event: String,
    /// The cursor.
    pub id: String,
    /// Null without any.
    pub data: Value,
}

impl Tap {
    /// Opens a stream, which must exist.
    pub async fn open(actor: &Actor, path: &str) -> Self {
        Self::of(actor.request(Method::GET, path)).await
    }

    /// Opens a stream again after this cursor, as a browser does.
    pub async fn resume(actor: &Actor, path: &str, last: &str) -> Self {
        let request = actor.request(Method::GET, path);

        Self::of(request.header("Last-Event-ID", last)).await
    }

    async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");

        Self {
            response,
            pending: String::new(),
            raw: String::new(),
        }
    }

    /// Opens a stream and reads its first event, which says that it is ready.
    pub async fn ready(actor: &Actor, path: &str) -> (Self, Block) {
        let mut tap = Self::open(actor, path).await;
        let ready = tap.expect("ready").await;

        (tap, ready)
    }

    /// The next event. Heartbeats before it are skipped.
    pub async fn next(&mut self) -> Block {
        let reading = async {
            loop {
                let block = self.block().await.expect("the stream has ended");
                if !block.event.is_empty() {
                    return block;
                }
            }
        };

        timeout(SOON, reading)
            .await
            .expect("the stream brings heartbeats only")
    }

    /// The next event, which must have this name.
    pub async fn expect(&mut self, event: &str) -> Block {
        let block = self.next().await;
        assert_eq!(block.event, event, "{block:?}");

        block
    }

    /// The next block, whether it is an event or a heartbeat; `None` at the end of the stream.
    pub async fn block(&mut self) -> Option<Block> {
        let reading = async {
            loop {
                if let Some((block, rest)) = self.pending.split_once("\n\n") {
                    let block = Block::of(block);
                    self.pending = rest.to_owned();
                    return Some(block);
                }

                let chunk = self.response.chunk().await.ok()??;
                let text = std::str::from_utf8(&chunk).unwrap();
                self.pending.push_str(text);
                self.raw.push_str(text);
            }
        };

        timeout(SOON, reading)
            .await
            .expect("the stream brings nothing more")
    }

    /// Reads until the stream ends.
    pub async fn end(&mut self) {
        while self.block().await.is_some() {}
    }
}

impl Block {
    fn of(text: &str) -> Self {
        let field = |name: &str| {
            let fields = text.lines().filter_map(|line| line.split_once(": "));
            let mut values = fields
                .filter(|(field, _)| *field == name)
                .map(|(_, value)| value);

            values.next().unwrap_or_default().to_owned()
        };

        Self {
            event: field("event"),
            id: field("id"),
            data: serde_json::from_str(&field("data")).unwrap_or_default(),
        }
    }
}
