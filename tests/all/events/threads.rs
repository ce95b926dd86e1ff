//! The live stream of a thread: readers see what the thread shows now, and nothing else.

use moderato::flows::sites::origins::refresh_origins;
use reqwest::Method;
use serde_json::json;

use super::{QUEUE, post, start, thread_path};
use crate::support::service::Service;
use crate::support::tap::Tap;

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_every_change_and_never_what_the_thread_does_not_show() {
    let service = Service::start(json!({ "mode": "all" })).await;
    let admin = service.admin().await;
    let reader = service.reader();
    let ada = service.author("Ada");
    let charles = service.author("Charles");
    let mallory = service.author("Mallory");
    let (mut tap, ready) = Tap::ready(&reader, &thread_path(&service)).await;
    assert_eq!(ready.data, json!({ "total": 0 }));

    let posted = ada.post("A first thought about tea, to be shown.").await;
    let spam = mallory.post("SECRET-SPAM: buy our tea at once.").await;
    admin.decide(&spam, "spam").await;
    admin.decide(&posted, "approve").await;
    let approved = tap.expect("approved").await.data;
    assert_eq!(approved["comment_id"], posted.id);
    assert_eq!(approved["total"], 1);
    let read = reader.read(&posted).await;
    for field in [
        "id",
        "number",
        "author",
        "html",
        "status",
        "created_at",
        "parent_id",
        "reply_count",
    ] {
        assert_eq!(approved["comment"][field], read[field], "{field}");
    }

    let held = "SECRET-EDIT: a second thought, which waits.";
    ada.edit(&posted, held).await;
    let removed = tap.expect("removed").await.data;
    assert_eq!(removed, json!({ "comment_id": posted.id, "total": 0 }));

    admin.decide(&spam, "hold").await;
    admin.decide(&spam, "reject").await;
    let publish = "UPDATE sites SET policy = policy || '{\"mode\": \"none\"}'";
    service.execute(publish).await;
    let second = charles
        .post("Something that is shown at once, about cups.")
        .await;
    assert_eq!(tap.expect("approved").await.data["comment_id"], second.id);

    let better = "The same, said better, about saucers.";
    charles.edit(&second, better).await;
    let edited = tap.expect("edited").await.data;
    assert_eq!(edited["comment"]["body"], better);

    charles.withdraw(&second).await;
    let withdrawn = tap.expect("withdrawn").await.data;
    assert_eq!(withdrawn, json!({ "comment_id": second.id, "total": 0 }));

    for secret in ["SECRET", "Mallory", "@example.org", "ip_hash", &spam.id] {
        assert!(!tap.raw.contains(secret), "{secret} in {}", tap.raw);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_is_kept_comes_as_the_thread_shows_it() {
    let service = start().await;
    let admin = service.admin().await;
    let ada = service.author("Ada");
    let charles = service.author("Charles");
    let (mut tap, _) = Tap::ready(&service.reader(), &thread_path(&service)).await;
    let parent = ada.post("What others answer to, and then it goes.").await;
    charles
        .reply_to(&parent, "An answer that stays where it is.")
        .await;
    // Before the decision, since the feed waits for other transactions on this Postgres.
    tap.expect("approved").await;
    tap.expect("approved").await;

    admin.decide(&parent, "reject").await;

    let removed = tap.expect("removed").await.data;
    assert_eq!(removed["comment"]["body"], "[removed]");
    assert_eq!(removed["comment"]["author"]["name"], "");
    assert_eq!(removed["total"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_removal_of_the_article_ends_the_stream_and_other_articles_do_not_show_in_it() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let path = thread_path(&service);
    let elsewhere = service.another_article().await;
    let ada = service.author("Ada").under(&elsewhere);
    let (mut tap, _) = Tap::ready(&reader, &path).await;
    ada.post("Said elsewhere, about something else.").await;

    let removed = admin.try_remove_article(&service.article).await;
    removed.no_content();

    tap.expect("article_deleted").await;
    tap.end().await;
    let absent = reader.get(&path).await;
    absent.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_on_one_database_show_the_events_of_each_other() {
    let service = start().await;
    let beside = service.beside().await;
    let path = thread_path(&service);
    let (mut here, _) = Tap::ready(&service.reader(), &path).await;
    let (mut there, _) = Tap::ready(&beside.reader(), &path).await;

    let first = post(&service, "Ada").await;
    let second = post(&beside, "Charles").await;

    for tap in [&mut here, &mut there] {
        assert_eq!(tap.expect("approved").await.data["comment_id"], first.id);
        assert_eq!(tap.expect("approved").await.data["comment_id"], second.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_an_allowed_origin_may_follow_and_no_cache_or_proxy_keeps_the_stream() {
    let service = start().await;
    let admin = service.admin().await;
    let reader = service.reader();
    let policy = "UPDATE sites SET policy = policy || '{\"origins\": [\"https://blog.example\"]}'";
    service.execute(policy).await;
    refresh_origins(&service.app()).await.unwrap();

    let request = reader
        .request(Method::GET, &thread_path(&service))
        .header("Origin", "https://blog.example");
    let answer = reader.send(request).await;

    for (name, value) in [
        ("access-control-allow-origin", "https://blog.example"),
        ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.headers[name], value, "{name}");
    }
    assert!(answer.headers.contains_key("x-request-id"));
    let queue = admin.get(QUEUE).await;
    assert_eq!(queue.headers["cache-control"], "private, no-store");
}
