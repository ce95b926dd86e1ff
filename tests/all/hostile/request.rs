//! A request as its bytes, what it costs, and the process of its own in which that is counted.

use std::env::{self, current_exe};
use std::process::Command;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::kinds::Hostile;
use crate::support::allocations::{Allocated, allocated_by};
use crate::support::service::Service;

/// The bytes of an answer.
pub const ANSWER: usize = 2 * 1024 * 1024;
/// The bytes that a request holds beyond its body.
pub const HELD: usize = 8 * 1024 * 1024;
/// The bytes that a request allocates, one after the other: its work in memory.
const MADE: usize = 64 * 1024 * 1024;
/// The letters that a text is compared with.
const COMPARED: u64 = 200_000;

/// Says to the process that it is alone.
const ALONE: &str = "MODERATO_TEST_ALONE";

/// Runs a test in a process of its own, since the allocator counts the whole process. `name` is the
/// test's, after the name of this folder.
pub fn alone(name: &str, measure: impl Future<Output = ()>) {
    if env::var_os(ALONE).is_some() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(measure);
        return;
    }

    let own_name = format!("hostile::{name}");
    let output = Command::new(current_exe().unwrap())
        .args([&own_name, "--exact", "--nocapture", "--test-threads=1"])
        .env(ALONE, "1")
        .output()
        .unwrap();

    let printed = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{failed}");
    assert!(printed.contains("1 passed"), "it ran: {printed}");
}

/// A request as its bytes.
pub struct Request {
    pub what: String,
    pub line: String,
    /// The bearer token, empty without one.
    pub token: String,
    pub body: String,
}

/// What came of it.
pub struct Outcome {
    pub status: u16,
    /// The bytes of the answer with its head.
    pub bytes: usize,
    pub allocated: Allocated,
    /// The letters that were compared for it.
    pub compared: u64,
}

impl Request {
    pub fn new(what: &str, line: &str, token: &str, body: &Value) -> Self {
        Self {
            what: what.to_owned(),
            line: line.to_owned(),
            token: token.to_owned(),
            body: body.to_string(),
        }
    }

    /// A request without a body.
    pub fn read(what: &str, line: &str, token: &str) -> Self {
        Self {
            what: what.to_owned(),
            line: line.to_owned(),
            token: token.to_owned(),
            body: String::new(),
        }
    }

    /// Sends the request alone, and reads its answer into `buffer`, which is large enough beforehand.
    pub async fn send(&self, service: &Service, buffer: &mut Vec<u8>) -> Outcome {
        let authorization = match self.token.as_str() {
            "" => String::new(),
            token => format!("Authorization: Bearer {token}\r\n"),
        };
        let request = format!(
            "{} HTTP/1.1\r\nHost: a.example\r\nContent-Type: application/json\r\n{authorization}\
             Content-Length: {}\r\nConnection: close\r\n\r\n{}",
            self.line,
            self.body.len(),
            self.body
        );
        buffer.clear();
        let compared = compared_letters(service).await;

        let exchange = async {
            let mut stream = TcpStream::connect(service.address()).await.unwrap();
            stream.write_all(request.as_bytes()).await.unwrap();
            stream.read_to_end(buffer).await.unwrap();
        };
        let ((), allocated) = allocated_by(exchange).await;

        let head = String::from_utf8_lossy(&buffer[..buffer.len().min(20)]).into_owned();
        Outcome {
            status: head[9..12].parse().unwrap(),
            bytes: buffer.len(),
            allocated,
            compared: compared_letters(service).await - compared,
        }
    }
}

async fn compared_letters(service: &Service) -> u64 {
    let name = "moderato_compared_letters_total";

    service.reader().metric(name).await
}

impl Outcome {
    /// The budgets that the request exceeded, with a text of that kind.
    pub fn faults(&self, request: &Request, hostile: &Hostile) -> Vec<String> {
        self.faults_beside(request, hostile, 0)
    }

    /// The same for a request that may hold so many bytes more.
    pub fn faults_beside(&self, request: &Request, hostile: &Hostile, more: usize) -> Vec<String> {
        let Allocated { total, peak } = self.allocated;
        let of = format!(
            "{} of {}: {}, {} bytes",
            request.what, hostile.kind, self.status, self.bytes
        );

        let held = HELD + more + request.body.len();
        let compared = self.compared;
        let rules = [
            // A machine that is busy with other tests may refuse; tests count what was taken.
            (
                self.status < 500 || self.status == 503,
                "a fault".to_owned(),
            ),
            (self.bytes <= ANSWER, "a large answer".to_owned()),
            (total <= MADE, format!("{total} bytes made")),
            (peak <= held, format!("{peak} bytes held")),
            (compared <= COMPARED, format!("{compared} letters compared")),
        ];

        rules
            .into_iter()
            .filter(|(holds, _)| !holds)
            .map(|(_, fault)| format!("{of}: {fault}"))
            .collect()
    }
}
