//! While the database is away, kept pages are shown and marked for a while, and writes are refused.
//! Everything works again when it is back.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use tokio::time::timeout;

use super::proxy::Proxy;
use super::reading::{events_from, post_first, publishing, read_until, stale_for, thread, warm};
use crate::support::answer::Answer;
use crate::support::database::{WAITING_FOR_COMMENTS, connect, database};
use crate::support::eventually::eventually;
use crate::support::service::Service;

const LIMIT: Duration = Duration::from_secs(3);

/// A service that reaches its database through this proxy alone.
async fn start_behind(proxy: &Proxy) -> Service {
    let options = publishing().database(&proxy.url).cache(stale_for(LIMIT));
    let service = options.start().await;
    post_first(&service).await;

    service
}

/// A service that follows the events through this proxy; requests reach the database directly.
async fn start_with_events_behind(database_url: &str, proxy: &Proxy) -> Service {
    let options = publishing()
        .database(database_url)
        .app(events_from(&proxy.url));
    let service = options.start().await;
    post_first(&service).await;

    service
}

/// Whether an answer is marked as one that may be stale, which shows in two headers.
fn is_marked(answer: &Answer) -> bool {
    let status = answer
        .headers
        .get("cache-status")
        .map(|status| status.to_str().unwrap());
    let is_marked = status.is_some_and(|status| {
        status.starts_with("Moderato; hit; ttl=-")
            && status.ends_with("; detail=database_unavailable")
    });

    assert_eq!(
        is_marked,
        answer.headers.contains_key("age"),
        "{:?}",
        answer.headers
    );

    is_marked
}

/// Holds that an answer is 503 and says when to retry.
#[track_caller]
fn refuse_for_now(answer: Answer) {
    assert!(answer.headers.contains_key("retry-after"));

    answer.refused(503, "unavailable");
}

/// Stops the way to the database while pages are kept, and mends it after they have become too old.
async fn outlast(stop: impl FnOnce(&Proxy)) {
    let proxy = Proxy::to(&database().await).await;
    let service = start_behind(&proxy).await;
    let app = service.app();
    let reader = service.reader();
    let thread = thread(&service);
    let page = warm(&service, &thread).await;
    assert!(!is_marked(&page));

    stop(&proxy);
    let stopped = Instant::now();

    let shown = read_until(&reader, &thread, is_marked).await;
    assert_eq!(shown.headers["etag"], page.headers["etag"]);
    assert_eq!(shown.ok(), page.json);

    // Silence is noticed by now; before that a request may hang on a connection that is not known
    // to be dead.
    while app.database.freshness.age(Instant::now()).unwrap() < Duration::from_millis(1_100) {
        drop(reader.get(&thread).await);
    }

    let began = Instant::now();
    let refused = service.author("Bo").try_post("Is anybody there?").await;
    let waited = began.elapsed();
    refuse_for_now(refused);
    assert!(waited < Duration::from_secs(1), "refused after {waited:?}");

    let gone = read_until(&reader, &thread, |answer| answer.status != StatusCode::OK).await;
    refuse_for_now(gone);

    // The last proof may be as old as the lease when the database goes.
    let shown_for = stopped.elapsed();
    assert!(
        shown_for > LIMIT - Duration::from_millis(300),
        "{shown_for:?}"
    );

    proxy.mend();

    let healed = read_until(&reader, &thread, |answer| answer.status == StatusCode::OK).await;
    assert!(!is_marked(&healed));
    warm(&service, &thread).await.ok();
    service.author("Cy").post("We are back.").await;
    let total = reader.thread().await["total"].clone();
    assert_eq!(total, page.json["total"].as_i64().unwrap() + 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_outlasts_a_database_that_is_gone() {
    outlast(Proxy::cut).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_outlasts_a_database_that_says_nothing() {
    outlast(Proxy::freeze).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_under_way_when_the_database_falls_silent_is_refused_and_writes_nothing() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let service = start_behind(&proxy).await;

    // The post waits for a lock when the database falls silent.
    let sql = connect(&url).await;
    sql.batch_execute("BEGIN; LOCK TABLE comments IN SHARE MODE")
        .await
        .unwrap();
    let bo = service.author("Bo");
    let post = tokio::spawn(async move { bo.try_post("Is anybody there?").await });
    eventually("the post waits", Duration::from_secs(10), async || {
        let row = sql.query_one(WAITING_FOR_COMMENTS, &[]).await.unwrap();
        row.get::<_, i64>(0) == 1
    })
    .await;
    proxy.freeze();

    let refused = timeout(Duration::from_secs(10), post)
        .await
        .expect("an answer in time")
        .unwrap();
    refuse_for_now(refused);

    sql.batch_execute("COMMIT").await.unwrap();
    proxy.mend();
    warm(&service, &thread(&service)).await.ok();
    service.author("Cy").post("We are back.").await;

    let page = service.reader().thread().await;
    assert_eq!(page["total"], 2, "the refused post wrote nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_under_way_is_not_given_up_while_only_the_events_are_silent() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let service = start_with_events_behind(&url, &proxy).await;
    let app = service.app();

    proxy.freeze();

    while app.database.freshness.age(Instant::now()).unwrap() < Duration::from_secs(4) {
        service.reader().thread().await;
    }
    service.author("Cy").post("The database is there.").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_answers_no_stale_page_is_shown() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let service = start_with_events_behind(&url, &proxy).await;
    let app = service.app();
    let reader = service.reader();
    let thread = thread(&service);
    warm(&service, &thread).await.ok();

    proxy.cut();

    let deadline = Instant::now() + Duration::from_secs(20);
    while app.cache.pages.metrics.bypasses.get() < 20 {
        let answer = reader.get(&thread).await;
        assert!(!is_marked(&answer));
        answer.ok();
        assert!(Instant::now() < deadline);
    }
    assert_eq!(app.cache.pages.metrics.stale.get(), 0);
}
