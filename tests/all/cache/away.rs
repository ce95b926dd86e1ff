//! When the database is away, pages are shown for a while and marked; writes are refused at once;
//! all heals.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::json;
use tokio::time::timeout;

use super::proxy::Proxy;
use super::{Scene, events_from, stale_for, until, warm};
use crate::support::app::{Answer, CACHE, TestApp, comment};
use crate::support::database::{WAITING_FOR_COMMENTS, connect, database};
use crate::support::eventually::eventually;

const LIMIT: Duration = Duration::from_secs(3);

/// A service that reaches its database through a proxy alone.
async fn start() -> (Scene, Proxy) {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let through = proxy.url.clone();
    let mut app = TestApp::start_changed(through, stale_for(LIMIT), (|_| {}, |_| {})).await;
    app.database_url = url;
    (Scene::on(app).await, proxy)
}

fn is_marked(answer: &Answer) -> bool {
    let status = answer
        .headers
        .get("cache-status")
        .map(|status| status.to_str().unwrap());
    let told = status.is_some_and(|status| {
        status.starts_with("Moderato; hit; ttl=-")
            && status.ends_with("; detail=database_unavailable")
    });
    assert_eq!(
        told,
        answer.headers.contains_key("age"),
        "{:?}",
        answer.headers
    );
    told
}

async fn outlast(scene: &Scene, proxy: &Proxy, stop: impl FnOnce(&Proxy)) {
    let (reader, thread) = (scene.app.reader(), scene.thread());
    let page = warm(&scene.app, &thread).await;
    assert!(!is_marked(&page));
    stop(proxy);
    let stopped = Instant::now();
    let shown = until(&reader, &thread, is_marked).await;
    assert_eq!((shown.status, &shown.json), (StatusCode::OK, &page.json));
    assert_eq!(shown.headers["etag"], page.headers["etag"]);
    // Silence is noticed by now; before that a request may hang on a connection that is not known
    // to be dead.
    while scene
        .app
        .app
        .database
        .freshness
        .age(Instant::now())
        .unwrap()
        < Duration::from_millis(1_100)
    {
        drop(reader.get(&thread).await);
    }
    let began = Instant::now();
    let refused = reader
        .post(&thread, &comment("Bo", "Is anybody there?"))
        .await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    );
    assert!(refused.headers.contains_key("retry-after"));
    assert!(
        began.elapsed() < Duration::from_secs(1),
        "refused after {:?}",
        began.elapsed()
    );
    let gone = until(&reader, &thread, |answer| answer.status != StatusCode::OK).await;
    assert_eq!(
        (gone.status, gone.code()),
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    );
    assert!(gone.headers.contains_key("retry-after"));
    // The last proof may be as old as the lease when the database goes.
    assert!(
        stopped.elapsed() > LIMIT - Duration::from_millis(300),
        "{:?}",
        stopped.elapsed()
    );
    proxy.mend();
    let healed = until(&reader, &thread, |answer| answer.status == StatusCode::OK).await;
    assert!(!is_marked(&healed));
    warm(&scene.app, &thread).await.ok();
    let posted = reader.post(&thread, &comment("Cy", "We are back.")).await;
    assert_eq!(posted.status, StatusCode::CREATED, "{}", posted.json);
    assert_eq!(
        reader.get(&thread).await.json["total"],
        json!(page.json["total"].as_i64().unwrap() + 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_outlasts_a_database_that_is_gone() {
    let (scene, proxy) = start().await;
    outlast(&scene, &proxy, Proxy::cut).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_outlasts_a_database_that_says_nothing() {
    let (scene, proxy) = start().await;
    outlast(&scene, &proxy, Proxy::freeze).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_under_way_when_the_database_falls_silent_is_told_so() {
    let (scene, proxy) = start().await;
    let (reader, thread) = (scene.app.reader(), scene.thread());
    let sql = connect(&scene.app.database_url).await;
    sql.batch_execute("BEGIN; LOCK TABLE comments IN SHARE MODE")
        .await
        .unwrap();
    let (poster, path) = (scene.app.reader(), thread.clone());
    let post = tokio::spawn(async move {
        poster
            .post(&path, &comment("Bo", "Is anybody there?"))
            .await
    });
    eventually("the post waits", Duration::from_secs(10), async || {
        sql.query_one(WAITING_FOR_COMMENTS, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            == 1
    })
    .await;
    proxy.freeze();
    let refused = timeout(Duration::from_secs(10), post)
        .await
        .expect("an answer in time")
        .unwrap();
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable")
    );
    assert!(refused.headers.contains_key("retry-after"));
    sql.batch_execute("COMMIT").await.unwrap();
    proxy.mend();
    warm(&scene.app, &thread).await.ok();
    let posted = reader.post(&thread, &comment("Cy", "We are back.")).await;
    assert_eq!(posted.status, StatusCode::CREATED, "{}", posted.json);
    assert_eq!(
        reader.get(&thread).await.json["total"],
        2,
        "what was refused is not there"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_is_under_way_is_not_given_up_while_only_the_events_are_silent() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let app = TestApp::start_changed(url, CACHE, (|_| {}, events_from(&proxy.url))).await;
    let scene = Scene::on(app).await;
    proxy.freeze();
    let (reader, thread) = (scene.app.reader(), scene.thread());
    while scene
        .app
        .app
        .database
        .freshness
        .age(Instant::now())
        .unwrap()
        < Duration::from_secs(4)
    {
        assert_eq!(reader.get(&thread).await.status, StatusCode::OK);
    }
    let posted = reader
        .post(&thread, &comment("Cy", "The database is there."))
        .await;
    assert_eq!(posted.status, StatusCode::CREATED, "{}", posted.json);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_answers_nothing_stale_is_shown() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let app = TestApp::start_changed(url, CACHE, (|_| {}, events_from(&proxy.url))).await;
    let scene = Scene::on(app).await;
    warm(&scene.app, &scene.thread()).await.ok();
    proxy.cut();
    let reader = scene.app.reader();
    let deadline = Instant::now() + Duration::from_secs(20);
    while scene.app.app.cache.pages.metrics.bypasses.get() < 20 {
        let answer = reader.get(&scene.thread()).await;
        assert!(answer.status == StatusCode::OK && !is_marked(&answer));
        assert!(Instant::now() < deadline);
    }
    assert_eq!(scene.app.app.cache.pages.metrics.stale.get(), 0);
}
