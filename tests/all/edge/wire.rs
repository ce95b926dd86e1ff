//! How does a test speak HTTP byte for byte?

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An answer as it came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// The only header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let values = self.headers(name);
        assert!(
            values.len() < 2,
            "{name} came more than once: {}",
            self.head
        );
        values.first().copied()
    }

    pub fn headers(&self, name: &str) -> Vec<&str> {
        let fields = self
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'));
        fields
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Checks the answer's shape as a problem with this status and code, and gives the document.
    pub fn problem(&self, status: u16, code: &str) -> Value {
        let document = self.json();
        assert_eq!(
            (self.status, document["code"].as_str()),
            (status, Some(code)),
            "{document}"
        );
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json")
        );
        assert_eq!(document["status"], status);
        assert_eq!(document["type"], format!("/docs/errors#{code}"));
        let id = self.header("x-request-id").expect("a request id");
        assert_eq!(document["request_id"], id);
        assert_eq!(document["instance"], format!("urn:request:{id}"));
        assert!(
            document["title"]
                .as_str()
                .is_some_and(|title| !title.is_empty())
        );
        let detail = document["detail"].as_str().expect("a detail");
        for word in [
            "serde",
            "expected",
            "struct",
            "enum",
            "i32",
            "u64",
            "Option",
            "invalid type",
            "actix",
        ] {
            assert!(
                !detail.contains(word),
                "{word:?} is no word for a client: {detail}"
            );
        }
        document
    }
}

/// One connection.
pub struct Wire(TcpStream);

impl Wire {
    pub async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
    }

    /// The next answer; `has_body` is whether one follows the head (not for HEAD).
    pub async fn answer(&mut self) -> Answer {
        self.read(true)
            .await
            .expect("the connection was closed without an answer")
    }

    pub async fn answer_to_head(&mut self) -> Answer {
        self.read(false)
            .await
            .expect("the connection was closed without an answer")
    }

    /// Waits until the server hangs up, and gives what came before that.
    pub async fn closed(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A reset is as good as an end.
        let _ = self.0.read_to_end(&mut rest).await;
        rest
    }

    async fn read(&mut self, body_follows: bool) -> Option<Answer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.0.read_u8().await.ok()?);
        }
        let head = String::from_utf8(head).unwrap();
        let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        if body_follows && status != 204 && status != 304 {
            answer.body = self.body(&answer).await;
        }
        Some(answer)
    }

    async fn body(&mut self, answer: &Answer) -> Vec<u8> {
        if let Some(length) = answer.header("content-length") {
            let mut body = vec![0; length.parse().unwrap()];
            self.0.read_exact(&mut body).await.unwrap();
            return body;
        }
        assert_eq!(
            answer.header("transfer-encoding"),
            Some("chunked"),
            "{answer:?}"
        );
        let mut body = Vec::new();
        loop {
            let mut size = Vec::new();
            while !size.ends_with(b"\r\n") {
                size.push(self.0.read_u8().await.unwrap());
            }
            let size =
                usize::from_str_radix(std::str::from_utf8(&size).unwrap().trim(), 16).unwrap();
            let mut chunk = vec![0; size + 2];
            self.0.read_exact(&mut chunk).await.unwrap();
            if size == 0 {
                return body;
            }
            body.extend(&chunk[..size]);
        }
    }
}

/// A whole request on a connection of its own. `head` is the request line and headers, separated by
/// newlines.
pub async fn ask(address: SocketAddr, head: &str, body: impl AsRef<[u8]>) -> Answer {
    let mut wire = Wire::connect(address).await;
    wire.send(request(head, body.as_ref())).await;
    let is_head = head.starts_with("HEAD ");
    let answer = if is_head {
        wire.answer_to_head().await
    } else {
        wire.answer().await
    };
    assert!(
        !is_head || wire.closed().await.is_empty(),
        "HEAD has no body"
    );
    answer
}

/// The bytes of a request that asks for the connection to be closed.
pub fn request(head: &str, body: &[u8]) -> Vec<u8> {
    let mut lines = head.lines();
    let mut text = format!(
        "{} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n",
        lines.next().unwrap()
    );
    for line in lines {
        text.push_str(line.trim());
        text.push_str("\r\n");
    }
    if !body.is_empty() {
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    text.push_str("\r\n");
    let mut bytes = text.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// How long a test waits for what must not take long.
pub const SOON: Duration = Duration::from_secs(20);

impl Wire {
    /// Whether the server still took the byte.
    pub async fn try_send(&mut self, byte: u8) -> bool {
        self.0.write_all(&[byte]).await.is_ok()
    }

    /// From now on the connection does not end in good order: the server learns at once that nobody
    /// is there any more.
    pub fn reset_when_dropped(&self) {
        self.0.set_zero_linger().unwrap();
    }

    /// Whether the server still took the bytes.
    pub async fn try_send_all(&mut self, text: &str) -> bool {
        self.0.write_all(text.as_bytes()).await.is_ok()
    }
}
