//! How does a test read a live stream?

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use tokio::time::timeout;

use super::SOON;
use crate::support::app::Actor;

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
    pub event: String,
    pub id: String,
    /// Null without any.
    pub data: Value,
}

impl Tap {
    /// Opens a stream, which must be there.
    pub async fn open(actor: &Actor, path: &str) -> Self {
        Self::of(actor.request(Method::GET, path)).await
    }

    /// Comes back as a browser does.
    pub async fn resume(actor: &Actor, path: &str, last: &str) -> Self {
        Self::of(
            actor
                .request(Method::GET, path)
                .header("Last-Event-ID", last),
        )
        .await
    }

    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self {
            response,
            pending: String::new(),
            raw: String::new(),
        }
    }

    /// A stream of which the beginning has been read; the cursor of that.
    pub async fn ready(actor: &Actor, path: &str) -> (Self, Block) {
        let mut tap = Self::open(actor, path).await;
        let ready = tap.next().await;
        assert_eq!(ready.event, "ready", "{ready:?}");
        (tap, ready)
    }

    /// The next event.
    pub async fn next(&mut self) -> Block {
        loop {
            let block = self.block().await.expect("the stream has ended");
            if !block.event.is_empty() {
                return block;
            }
        }
    }

    /// The next event, which must be called so.
    pub async fn expect(&mut self, event: &str) -> Block {
        let block = self.next().await;
        assert_eq!(block.event, event, "{block:?}");
        block
    }

    /// The next block, be it an event or not; `None` at the end of the stream.
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
            .expect("the stream says nothing")
    }

    /// Reads until the stream ends.
    pub async fn end(&mut self) {
        while self.block().await.is_some() {}
    }
}

impl Block {
    fn of(text: &str) -> Self {
        let field = |name: &str| {
            let lines = text.lines().filter_map(|line| line.split_once(": "));
            let mut values = lines
                .filter(|(field, _)| *field == name)
                .map(|(_, value)| value);
            values.next().unwrap_or_default().to_owned()
        };
        let data = serde_json::from_str(&field("data")).unwrap_or_default();
        Self {
            event: field("event"),
            id: field("id"),
            data,
        }
    }
}
