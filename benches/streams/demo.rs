//! The service with the demo's article, and the requests that its streams are measured with.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};

use super::support::scratch::Scratch;
use super::support::service::{self, Service};

/// The streams that one address opens.
const PER_ADDRESS: usize = 100;

/// A running service, and the article of its streams.
pub struct Demo {
    pub service: Service,
    address: SocketAddr,
    article: String,
}

impl Demo {
    /// Starts a service that allows this many streams.
    pub fn start(scratch: &Scratch, streams: usize) -> Self {
        let folder = scratch.subfolder("service");
        let mut command = service::command(&folder.join("data"));
        command
            .arg("--demo")
            .env("MODERATO_STREAMS", streams.to_string())
            .env("MODERATO_STREAMS_PER_ADDRESS", PER_ADDRESS.to_string())
            .env("RUST_LOG", "warn");

        let mut service = Service::start(command, folder.join("log"));
        let address = service.url.trim_start_matches("http://").parse().unwrap();
        let path = service.wait_for("/v1/articles/");
        let (article, _) = path.split_once('/').unwrap();

        Self {
            address,
            article: article.to_owned(),
            service,
        }
    }

    /// Opens the stream with this number, from the address that its number gives.
    pub async fn open_stream(&self, number: usize) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        let host = u8::try_from(1 + number / PER_ADDRESS).expect("at most 25,400 streams");
        let source = Ipv4Addr::new(127, 0, 0, host);
        socket.bind(SocketAddr::from((source, 0))).unwrap();

        let mut stream = socket.connect(self.address).await.unwrap();
        let head = format!(
            "GET /v1/articles/{}/events HTTP/1.1\r\nHost: bench\r\n\r\n",
            self.article
        );
        stream.write_all(head.as_bytes()).await.unwrap();

        stream
    }

    /// Posts the comment that is to be approved, and returns its id.
    pub async fn post_comment(&self) -> String {
        let path = format!("/v1/articles/{}/comments", self.article);
        let author = json!({ "name": "Reader", "email": "reader@example.org" });
        let body = "One comment for ten thousand readers who wait.";
        let comment = json!({ "author": author, "body": body });

        let stored = self.service.post(&path, None, &comment).await;

        stored["comment"]["id"].as_str().unwrap().to_owned()
    }

    pub async fn approve(&self, token: &str, comment: &str) {
        let path = format!("/v1/admin/comments/{comment}/decisions");
        let decision = json!({ "action": "approve", "version": 1 });

        self.service.post(&path, Some(token), &decision).await;
    }

    /// Resident memory in kilobytes.
    pub fn resident(&self) -> u64 {
        self.service.process.memory().now
    }
}
