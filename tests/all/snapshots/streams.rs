//! The messages of the live streams, and streams that are refused.

use serde_json::json;

use super::{ABSENT, check, check_json};
use crate::support::service::Service;
use crate::support::tap::Tap;

const QUEUE: &str = "/v1/admin/comments/events";

const TEXT: &str = "The second chart should start at zero.";
const OTHER: &str = "Which of the two maps is the older one?";

/// Compares the data of the next events, which must have these names, with their snapshots.
async fn check_events(tap: &mut Tap, operation: &str, events: &[&str]) {
    for event in events {
        let data = tap.expect(event).await.data;
        let name = format!("{operation}.{event}");
        check_json(&name, &json!({ "event": event, "data": data }));
    }
}

fn thread_path(article: &str) -> String {
    format!("/v1/articles/{article}/events")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_messages_of_a_thread() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let admin = service.admin().await;
    let ada = service.author("ada");
    let bob = service.author("bob");
    let path = thread_path(&service.article);
    let mut tap = Tap::open(&service.reader(), &path).await;
    let operation = "stream_article_events";
    check_events(&mut tap, operation, &["ready"]).await;

    let first = ada.post(TEXT).await;
    check_events(&mut tap, operation, &["approved"]).await;
    ada.edit(&first, "Better words.").await;
    check_events(&mut tap, operation, &["edited"]).await;
    let second = bob.post(OTHER).await;
    tap.expect("approved").await;
    admin.decide(&second, "reject").await;
    check_events(&mut tap, operation, &["removed"]).await;
    ada.withdraw(&first).await;
    check_events(&mut tap, operation, &["withdrawn"]).await;
    admin.remove_article(&service.article).await;
    check_events(&mut tap, operation, &["article_deleted"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_messages_of_the_queue() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let ada = service.author("ada");
    let mut tap = Tap::open(&moderator, QUEUE).await;
    let operation = "stream_queue_events";
    check_events(&mut tap, operation, &["ready"]).await;

    let posted = ada.post(TEXT).await;
    check_events(&mut tap, operation, &["arrived"]).await;
    ada.edit(&posted, OTHER).await;
    check_events(&mut tap, operation, &["edited"]).await;
    moderator.decide(&posted, "approve").await;
    check_events(&mut tap, operation, &["decided"]).await;
    ada.edit(&posted, TEXT).await;
    tap.expect("arrived").await;
    ada.withdraw(&posted).await;
    check_events(&mut tap, operation, &["left"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_that_do_not_open() {
    let options = Service::options().http(|http| http.streams.per_address = 1);
    let service = options.start().await;
    let reader = service.reader();
    let path = thread_path(&service.article);

    let absent = reader.get(&thread_path(ABSENT)).await;
    check("stream_article_events", absent);
    let bad_cursor = reader.get(&format!("{path}?after=AAAA")).await;
    check("stream_article_events", bad_cursor);
    check("stream_queue_events", reader.get(QUEUE).await);

    let _open = Tap::ready(&reader, &path).await;
    check("stream_article_events", reader.get(&path).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_beyond_those_of_the_service() {
    let options = Service::options().http(|http| http.streams.in_all = 0);
    let service = options.start().await;

    let refused = service.reader().get(&thread_path(&service.article)).await;

    check("stream_article_events", refused);
}
