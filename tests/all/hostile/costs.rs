//! Every request with a hostile text makes, holds and compares no more than its budget.

use std::env::{self, current_exe};
use std::process::Command;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::kinds::{Hostile, texts};
use crate::support::allocations::{Allocated, allocated_by};
use crate::support::service::Service;

/// The bytes of an answer.
const ANSWER: usize = 2 * 1024 * 1024;
/// The bytes that a request holds beyond its body.
const HELD: usize = 8 * 1024 * 1024;
/// The bytes that a request allocates, one after the other: its work in memory.
const MADE: usize = 64 * 1024 * 1024;
/// The letters that a text is compared with.
const COMPARED: u64 = 200_000;

/// Texts of several kinds.
const MIXTURES: usize = 8;
/// Says to the process that it is alone.
const ALONE: &str = "MODERATO_TEST_ALONE";

/// A request as its bytes.
struct Request {
    what: &'static str,
    line: String,
    token: String,
    body: String,
}

/// What came of it.
struct Outcome {
    status: u16,
    bytes: usize,
    allocated: Allocated,
}

/// The allocator counts the whole process, so the test runs again in a process of its own.
#[test]
fn a_hostile_text_costs_no_more_than_the_budgets() {
    if env::var_os(ALONE).is_some() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(measure());
        return;
    }

    let own_name = "hostile::costs::a_hostile_text_costs_no_more_than_the_budgets";
    let output = Command::new(current_exe().unwrap())
        .args([own_name, "--exact", "--nocapture", "--test-threads=1"])
        .env(ALONE, "1")
        .output()
        .unwrap();

    let printed = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}\n{failed}");
    assert!(printed.contains("1 passed"), "it ran: {printed}");
}

async fn measure() {
    let service = Service::start(json!({ "mode": "flagged" })).await;
    let moderator = service.moderator("grace").await;
    let token = moderator.token().to_owned();
    let mut buffer = Vec::with_capacity(2 * ANSWER);
    let mut wrong = Vec::new();

    // The first request makes what is made once.
    service.author("zoe").post("A first comment.").await;

    let texts = texts(MIXTURES);
    for (number, hostile) in texts.iter().enumerate() {
        for request in requests(&service, &token, hostile, number) {
            let compared = service.reader().metric(COMPARED_LETTERS).await;
            let outcome = request.send(&service, &mut buffer).await;
            let compared = service.reader().metric(COMPARED_LETTERS).await - compared;

            wrong.extend(outcome.faults(&request, hostile, compared));
        }
    }

    for request in reads(&service, &token) {
        let outcome = request.send(&service, &mut buffer).await;
        let nothing = Hostile {
            kind: "all of them".to_owned(),
            text: String::new(),
        };
        wrong.extend(outcome.faults(&request, &nothing, 0));
    }

    let stored = service.count("comments").await;
    assert!(stored > 60, "only {stored} of the texts were stored");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const COMPARED_LETTERS: &str = "moderato_compared_letters_total";

/// Each text is previewed, posted by two, and checked.
fn requests(service: &Service, token: &str, hostile: &Hostile, number: usize) -> Vec<Request> {
    let thread = format!("POST /v1/articles/{}/comments", service.article);
    let post = |copy: usize| {
        let text = format!("{} end{copy}", hostile.text);
        let email = format!("author{number}.{copy}@example.org");

        Request::new(
            "post",
            &thread,
            "",
            &json!({ "author": { "name": "Ada", "email": email }, "body": text }),
        )
    };
    let check = json!({ "body": hostile.text, "article_id": service.article });
    let preview = json!({ "body": hostile.text });

    vec![
        Request::new("preview", "POST /v1/comments/preview", "", &preview),
        post(0),
        post(1),
        Request::escaped(
            "preview with escapes",
            "POST /v1/comments/preview",
            &hostile.text,
        ),
        Request::new("check", "POST /v1/admin/duplicates/check", token, &check),
    ]
}

/// What readers and moderators read of all that was stored.
fn reads(service: &Service, token: &str) -> Vec<Request> {
    let thread = format!("GET /v1/articles/{}/comments", service.article);
    let read = |what, line: String, token: &str| Request {
        what,
        line,
        token: token.to_owned(),
        body: String::new(),
    };

    vec![
        read("thread", format!("{thread}?limit=100"), ""),
        read("flat", format!("{thread}?view=flat&limit=100"), ""),
        read("latest", "GET /v1/comments?limit=100".to_owned(), ""),
        read(
            "queue",
            "GET /v1/admin/comments?status=all&limit=100".to_owned(),
            token,
        ),
        read(
            "groups",
            "GET /v1/admin/duplicates?limit=100".to_owned(),
            token,
        ),
    ]
}

impl Request {
    fn new(what: &'static str, line: &str, token: &str, body: &Value) -> Self {
        Self {
            what,
            line: line.to_owned(),
            token: token.to_owned(),
            body: body.to_string(),
        }
    }

    /// The same with every character escaped.
    fn escaped(what: &'static str, line: &str, text: &str) -> Self {
        let units: String = text
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect();

        Self {
            what,
            line: line.to_owned(),
            token: String::new(),
            body: format!("{{\"body\":\"{units}\"}}"),
        }
    }

    async fn send(&self, service: &Service, buffer: &mut Vec<u8>) -> Outcome {
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
        }
    }
}

impl Outcome {
    fn faults(&self, request: &Request, hostile: &Hostile, compared: u64) -> Vec<String> {
        let Allocated { total, peak } = self.allocated;
        let of = format!(
            "{} of {}: {}, {} bytes",
            request.what, hostile.kind, self.status, self.bytes
        );

        let held = HELD + request.body.len();
        let rules = [
            (self.status < 500, "a fault".to_owned()),
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
