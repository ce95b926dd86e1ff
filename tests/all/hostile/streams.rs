//! What a stream sends and holds is bounded, whatever the comments are that it tells of.

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::kinds::texts;
use super::request::{HELD, alone};
use crate::support::allocations::{allocated_by, held};
use crate::support::author::Posted;
use crate::support::moderator::Moderator;
use crate::support::service::Service;
use crate::support::tap::Tap;

/// The bytes of an event: a comment of 16 KB where JSON escapes each character, and what is beside
/// its texts.
const EVENT: usize = 48 * 1024;
/// What a stream holds while its reader reads nothing: parts of messages, and its connection.
const IDLE_STREAM: usize = 128 * 1024;
/// Streams of readers who read nothing.
const IDLE: usize = 8;
/// What the service keeps of so many comments beside the streams.
const KEPT: usize = 8 * 1024 * 1024;

#[test]
fn events_about_hostile_texts_are_small_and_pin_no_memory() {
    alone(
        "streams::events_about_hostile_texts_are_small_and_pin_no_memory",
        measure_events(),
    );
}

#[test]
fn a_burst_of_large_comments_pins_no_more_than_a_budget() {
    alone(
        "streams::a_burst_of_large_comments_pins_no_more_than_a_budget",
        measure_burst(),
    );
}

#[test]
fn a_reader_who_missed_hostile_texts_costs_no_more_than_a_request() {
    alone(
        "streams::a_reader_who_missed_hostile_texts_costs_no_more_than_a_request",
        measure_missed(),
    );
}

/// The streams that are read: of the thread and of the queue.
struct Streams {
    thread: Tap,
    queue: Tap,
}

impl Streams {
    async fn open(service: &Service, moderator: &Moderator) -> Self {
        let (thread, _) = Tap::ready(&service.reader(), &thread_path(service)).await;
        let (queue, _) = Tap::ready(moderator, QUEUE).await;

        Self { thread, queue }
    }

    /// The bytes that both have sent.
    fn received(&self) -> [usize; 2] {
        [self.thread.raw.len(), self.queue.raw.len()]
    }
}

const QUEUE: &str = "/v1/admin/comments/events";

fn thread_path(service: &Service) -> String {
    format!("/v1/articles/{}/events", service.article)
}

/// Each text is posted, replaced by another one, and approved, while readers read nothing.
async fn measure_events() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let mut streams = Streams::open(&service, &moderator).await;
    let mut wrong = Vec::new();

    let before = held();
    let mut idle = Vec::new();
    for _ in 0..IDLE {
        idle.push(open_and_read_nothing(&service, &thread_path(&service), "").await);
        idle.push(open_and_read_nothing(&service, QUEUE, moderator.token()).await);
    }

    let texts = texts(8);
    for (number, hostile) in texts.iter().enumerate() {
        let author = service.author(&format!("Author {number}"));
        let posted = author.try_post(&format!("{} one", hostile.text)).await;
        if posted.status != 201 {
            continue;
        }
        let posted = Posted::of(&posted.json);

        let sent = streams.received();
        streams.queue.expect("arrived").await;
        let next = &texts[(number + 1) % texts.len()];
        let edit = author
            .try_edit(&posted, &format!("{} two", next.text))
            .await;
        if edit.status == 200 {
            streams.queue.expect("edited").await;
        }
        decide_at_length(&moderator, &posted).await;
        streams.queue.expect("decided").await;
        streams.thread.expect("approved").await;

        let received = streams.received();
        if received[0] - sent[0] > EVENT || received[1] - sent[1] > 3 * EVENT {
            wrong.push(format!("{}: {sent:?} to {received:?}", hostile.kind));
        }
    }

    let pinned = held().saturating_sub(before);
    let most = KEPT + 2 * IDLE * IDLE_STREAM;
    assert!(streams.received()[0] > 60 * 1024, "the streams were used");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(pinned < most, "{pinned} bytes are held");
    drop(idle);
}

/// Approves a comment with the longest reason and note.
async fn decide_at_length(moderator: &Moderator, posted: &Posted) {
    let version = moderator.detail(posted).await["version"].clone();
    let (reason, note) = ("\"".repeat(500), "\\".repeat(1_000));
    let decision =
        json!({ "action": "approve", "version": version, "reason": reason, "note": note });

    moderator.try_decide(posted, &decision).await.created();
}

/// Events about a hundred comments of nearly 16 KB each, in sixteen batches that no reader takes.
async fn measure_burst() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let moderator = service.moderator("grace").await;
    post_large(&service, 100).await;

    let mut streams = Streams::open(&service, &moderator).await;
    let _thread = open_and_read_nothing(&service, &thread_path(&service), "").await;
    let _queue = open_and_read_nothing(&service, QUEUE, moderator.token()).await;
    let before = held();

    for _ in 0..16 {
        service.execute(DECIDED).await;
        for _ in 0..100 {
            streams.queue.expect("decided").await;
            streams.thread.expect("edited").await;
        }
        streams.thread.raw.clear();
        streams.queue.raw.clear();
    }

    let pinned = held().saturating_sub(before);
    assert!(pinned < 3 * HELD, "{pinned} bytes are held");
}

/// A decision about every comment, as the feed tells it.
const DECIDED: &str = "INSERT INTO events (site_id, kind, article_id, comment_id, payload) \
    SELECT site_id, 'comment_decided', article_id, comment_id, \
      '{\"status\": \"approved\", \"status_before\": \"approved\"}' FROM comments";

/// Readers and moderators come back after as much as is sent, and after more.
async fn measure_missed() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let moderator = service.moderator("grace").await;
    let (tap, thread) = Tap::ready(&service.reader(), &thread_path(&service)).await;
    drop(tap);
    let (tap, queue) = Tap::ready(&moderator, QUEUE).await;
    drop(tap);
    post_large(&service, MISSED).await;
    let mut streams = Streams::open(&service, &moderator).await;
    service.execute(DECIDED).await;
    for _ in 0..MISSED {
        // The events of other transactions may hold these back.
        streams.queue.expect("decided").await;
        streams.thread.expect("edited").await;
    }

    for grown in ["", GROWN] {
        if !grown.is_empty() {
            service.execute(grown).await;
        }
        for (path, actor, last) in [
            (thread_path(&service), &*service.reader(), &thread.id),
            (QUEUE.to_owned(), &*moderator, &queue.id),
        ] {
            let reading = async {
                let mut tap = Tap::resume(actor, &path, last).await;
                loop {
                    let name = tap.next().await.event;
                    if name == "ready" || name == "reset" {
                        return name;
                    }
                }
            };

            let (name, allocated) = allocated_by(reading).await;

            let expected = if grown.is_empty() { "ready" } else { "reset" };
            assert_eq!(name, expected, "{path}");
            assert!(
                allocated.peak < HELD,
                "{path}: {} bytes held",
                allocated.peak
            );
        }
    }
}

/// Comments that together are sent to a reader who comes back, just so.
const MISSED: usize = 40;

/// No longer, since JSON escapes them. Each is still carried.
const GROWN: &str = "UPDATE comments SET body = repeat('\"', 8000), html = repeat('\"', 8000)";

/// Comments that events carry, with a text that JSON escapes.
async fn post_large(service: &Service, count: usize) {
    for number in 0..count {
        let author = service.author(&format!("Writer {number}"));
        author.post(&format!("What writer {number} says.")).await;
    }

    let grow = "UPDATE comments SET body = repeat('a', 7500), html = repeat('\"', 7500)";
    service.execute(grow).await;
}

/// A stream whose reader has read no more than its first event.
async fn open_and_read_nothing(service: &Service, path: &str, token: &str) -> TcpStream {
    let authorization = match token {
        "" => String::new(),
        token => format!("Authorization: Bearer {token}\r\n"),
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: a.example\r\n{authorization}\r\n");
    let mut stream = TcpStream::connect(service.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();

    let mut head = Vec::new();
    while !head.windows(12).any(|part| part == b"event: ready") {
        let mut part = [0; 512];
        let count = stream.read(&mut part).await.unwrap();
        assert!(count > 0, "{}", String::from_utf8_lossy(&head));
        head.extend_from_slice(&part[..count]);
    }

    stream
}
