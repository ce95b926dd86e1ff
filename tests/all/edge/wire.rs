//! HTTP as a test speaks it, byte for byte.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// How long a test waits for what must not take long.
pub const SOON: Duration = Duration::from_secs(20);

/// Words of the program that no client should read.
const INNER_WORDS: [&str; 9] = [
    "serde",
    "expected",
    "struct",
    "enum",
    "i32",
    "u64",
    "Option",
    "invalid type",
    "actix",
];

/// An answer as its bytes came.
#[derive(Debug)]
pub struct WireAnswer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

/// Whether a body follows the head of an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    HeadAndBody,
    HeadOnly,
}

/// One connection.
pub struct Wire(TcpStream);

impl WireAnswer {
    /// The only header of this name.
    #[track_caller]
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
        let lines = self.head.lines().skip(1);
        let fields = lines.filter_map(|line| line.split_once(':'));

        fields
            .filter(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// The document of a refusal with this status and this code, in the shape of every problem.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> Value {
        let document = self.json();
        let answered = (self.status, document["code"].as_str());
        assert_eq!(answered, (status, Some(code)), "{document}");
        let media_type = self.header("content-type");
        assert_eq!(media_type, Some("application/problem+json"));
        assert_eq!(document["status"], status);
        assert_eq!(document["type"], format!("/docs/errors#{code}"));

        let id = self.header("x-request-id").expect("a request id");
        assert_eq!(document["request_id"], id);
        assert_eq!(document["instance"], format!("urn:request:{id}"));

        let title = document["title"].as_str().expect("a title");
        assert!(!title.is_empty());
        let detail = document["detail"].as_str().expect("a detail");
        for word in INNER_WORDS {
            assert!(
                !detail.contains(word),
                "{word:?} is no word for a client: {detail}"
            );
        }

        document
    }
}

impl Wire {
    pub async fn connect(address: SocketAddr) -> Self {
        Self(TcpStream::connect(address).await.unwrap())
    }

    pub async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.0.write_all(bytes.as_ref()).await.unwrap();
    }

    /// Sends a request without a body, after which the connection stays open.
    pub async fn get(&mut self, path: &str) {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: test\r\n\r\n"))
            .await;
    }

    /// Whether the server still took the bytes.
    pub async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).await.is_ok()
    }

    /// The next answer to a request other than HEAD.
    pub async fn answer(&mut self) -> WireAnswer {
        self.read(Expect::HeadAndBody).await
    }

    /// Waits until the server hangs up, and gives what came before that.
    pub async fn closed(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A reset counts as an end.
        let _ = self.0.read_to_end(&mut rest).await;

        rest
    }

    /// From now on the connection does not end in good order: the server learns at once that the
    /// client is gone.
    pub fn reset_when_dropped(&self) {
        self.0.set_zero_linger().unwrap();
    }

    async fn read(&mut self, expect: Expect) -> WireAnswer {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let byte = self.0.read_u8().await;
            head.push(byte.expect("the connection was closed without an answer"));
        }

        let head = String::from_utf8(head).unwrap();
        let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
        let mut answer = WireAnswer {
            status,
            head,
            body: Vec::new(),
        };
        if expect == Expect::HeadAndBody && status != 204 && status != 304 {
            answer.body = self.body(&answer).await;
        }

        answer
    }

    async fn body(&mut self, answer: &WireAnswer) -> Vec<u8> {
        if let Some(length) = answer.header("content-length") {
            let mut body = vec![0; length.parse().unwrap()];
            self.0.read_exact(&mut body).await.unwrap();
            return body;
        }

        let encoding = answer.header("transfer-encoding");
        assert_eq!(encoding, Some("chunked"), "{answer:?}");
        self.chunks().await
    }

    async fn chunks(&mut self) -> Vec<u8> {
        let mut body = Vec::new();

        loop {
            let mut size = Vec::new();
            while !size.ends_with(b"\r\n") {
                size.push(self.0.read_u8().await.unwrap());
            }
            let size = std::str::from_utf8(&size).unwrap().trim();
            let size = usize::from_str_radix(size, 16).unwrap();

            let mut chunk = vec![0; size + 2];
            self.0.read_exact(&mut chunk).await.unwrap();
            if size == 0 {
                return body;
            }
            body.extend(&chunk[..size]);
        }
    }
}

/// Sends a whole request on a new connection. `head` is the request line and the headers,
/// separated by newlines.
pub async fn ask(address: SocketAddr, head: &str, body: impl AsRef<[u8]>) -> WireAnswer {
    let mut wire = Wire::connect(address).await;
    wire.send(request(head, body.as_ref())).await;

    if head.starts_with("HEAD ") {
        let answer = wire.read(Expect::HeadOnly).await;
        assert!(wire.closed().await.is_empty(), "HEAD has no body");
        return answer;
    }

    wire.answer().await
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
