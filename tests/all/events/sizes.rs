//! What a stream sends is bounded in bytes: a comment once, no large one, and not too much at once.

use serde_json::{Value, json};

use super::{QUEUE, post, start, thread_path, write_at_once};
use crate::support::service::Service;
use crate::support::tap::Tap;

/// A text whose event would be larger than 16 KB: it is sent as Markdown and as HTML.
fn large() -> String {
    "A letter of nine words that is read often. ".repeat(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_events_about_a_comment_the_last_one_carries_it() {
    let service = start().await;
    let reader = service.reader();
    let (tap, ready) = Tap::ready(&reader, &thread_path(&service)).await;
    drop(tap);
    let ada = service.author("Ada");
    let posted = ada.post("The first text of a comment.").await;
    let other = post(&service, "Bob").await;
    ada.edit(&posted, "The second text of it.").await;
    ada.edit(&posted, "The third text of it.").await;

    service.all_told().await;
    let mut tap = Tap::resume(&reader, &thread_path(&service), &ready.id).await;

    let first = tap.expect("approved").await.data;
    assert_eq!(first["comment_id"], posted.id);
    assert_eq!(first["comment_omitted"], "follows");
    assert_eq!(first["comment"], Value::Null);
    let others = tap.expect("approved").await.data;
    assert_eq!(others["comment"]["id"], other.id);
    let second = tap.expect("edited").await.data;
    assert_eq!(second["comment_omitted"], "follows");
    let last = tap.expect("edited").await.data;
    assert_eq!(last["comment"]["body"], "The third text of it.");
    assert_eq!(last.get("comment_omitted"), None);
    tap.expect("ready").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_events_about_a_comment_in_the_queue_the_last_one_carries_it() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let moderator = service.moderator("grace").await;
    let (tap, ready) = Tap::ready(&moderator, QUEUE).await;
    drop(tap);
    let ada = service.author("Ada");
    let posted = ada.post("The first text of a comment.").await;
    ada.edit(&posted, "The second text of it.").await;
    moderator.decide(&posted, "approve").await;

    service.all_told().await;
    let mut tap = Tap::resume(&moderator, QUEUE, &ready.id).await;

    for name in ["arrived", "edited"] {
        let early = tap.expect(name).await.data;
        assert_eq!(early["comment_id"], posted.id);
        assert_eq!(early["comment_omitted"], "follows");
        assert_eq!(early["comment"], Value::Null);
    }
    let last = tap.expect("decided").await.data;
    assert_eq!(last["comment"]["body"], "The second text of it.");
    assert_eq!(last["decision"]["action"], "approve");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_comment_is_named_and_not_carried() {
    let service = start().await;
    let moderator = service.moderator("grace").await;
    let (mut thread, ready) = Tap::ready(&service.reader(), &thread_path(&service)).await;
    let ada = service.author("Ada");

    let posted = ada.post(&large()).await;

    let live = thread.expect("approved").await.data;
    assert_eq!(live["comment_id"], posted.id);
    assert_eq!(live["comment_omitted"], "too_large");
    assert_eq!(live["comment"], Value::Null);
    assert_eq!(live["total"], 1);

    let mut again = Tap::resume(&service.reader(), &thread_path(&service), &ready.id).await;
    let missed = again.expect("approved").await.data;
    assert_eq!(missed["comment_omitted"], "too_large");

    service.all_told().await;
    let (mut queue, _) = Tap::ready(&moderator, QUEUE).await;
    moderator.decide(&posted, "reject").await;
    let decided = queue.expect("decided").await.data;
    assert_eq!(decided["comment_id"], posted.id);
    assert_eq!(decided["comment_omitted"], "too_large");
    assert_eq!(decided["comment"], Value::Null);

    // Its place is empty, so the event shows that it is gone.
    let removed = thread.expect("removed").await.data;
    assert_eq!(removed["comment_id"], posted.id);
    assert_eq!(removed.get("comment_omitted"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kept_place_of_a_large_comment_is_sent() {
    let service = start().await;
    let ada = service.author("Ada");
    let posted = ada.post(&large()).await;
    service.author("Bob").reply_to(&posted, "An answer.").await;
    service.all_told().await;
    let (mut tap, _) = Tap::ready(&service.reader(), &thread_path(&service)).await;

    ada.withdraw(&posted).await;

    let withdrawn = tap.expect("withdrawn").await.data;
    assert_eq!(withdrawn["comment"]["body"], "[withdrawn]");
    assert_eq!(withdrawn.get("comment_omitted"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_missed_more_than_a_megabyte_reads_again() {
    let service = std::sync::Arc::new(start().await);
    let moderator = service.moderator("grace").await;
    let reader = service.reader();
    let (tap, ready) = Tap::ready(&reader, &thread_path(&service)).await;
    drop(tap);
    for writer in write_at_once(&service, 10, 7) {
        writer.await.unwrap();
    }

    service.all_told().await;
    let mut tap = Tap::resume(&reader, &thread_path(&service), &ready.id).await;
    for _ in 0..70 {
        tap.expect("approved").await;
    }
    tap.expect("ready").await;

    // Seventy comments of 15 KB are more than a megabyte.
    let grow = "UPDATE comments SET body = repeat('a', 7500), html = repeat('a', 7500)";
    service.execute(grow).await;

    service.all_told().await;
    let mut tap = Tap::resume(&reader, &thread_path(&service), &ready.id).await;
    let reset = tap.expect("reset").await;
    assert_eq!(reset.data["total"], 70);

    // The queue of a moderator in the same way: all of them are decided about.
    service.all_told().await;
    let (tap, ready) = Tap::ready(&moderator, QUEUE).await;
    drop(tap);
    let hide = "INSERT INTO events (site_id, kind, article_id, comment_id, payload) \
        SELECT site_id, 'comment_decided', article_id, comment_id, '{}' FROM comments";
    service.execute(hide).await;
    service.all_told().await;
    let mut tap = Tap::resume(&moderator, QUEUE, &ready.id).await;
    tap.expect("reset").await;
}
