//! What one instance has acknowledged, another one shows within the bound, or reads it from the
//! database.

use std::time::{Duration, Instant};

use moderato::app::App;
use tokio_postgres::Client;

use super::proxy::Proxy;
use super::{BOUND, Scene, events_from, publish_at_once, shows_any, warm};
use crate::support::app::{CACHE, TestApp};
use crate::support::database::{connect, database};

/// Two instances on one database: one decides, the other one is read.
struct Two {
    scene: Scene,
    other: TestApp,
    sql: Client,
}

impl Two {
    async fn start() -> Self {
        Self::start_with(database().await, |_| {}).await
    }

    /// `rewire` is for the one that is read.
    async fn start_with(url: String, rewire: impl FnOnce(&mut App)) -> Self {
        let scene = Scene::on(TestApp::start_on(url.clone(), |_| {}).await).await;
        publish_at_once(&url).await;
        let other = TestApp::start_changed(url.clone(), CACHE, (|_| {}, rewire)).await;
        Self {
            scene,
            other,
            sql: connect(&url).await,
        }
    }

    /// Hides the comment on the one and reads on the other until it is hidden there, then shows it
    /// again. No read that began later than the bound after the acknowledgement may show it.
    async fn round(&self, disturb: impl AsyncFnOnce()) {
        let (reader, thread) = (self.other.reader(), self.scene.thread());
        warm(&self.other, &thread).await.ok();
        disturb().await;
        self.scene.decide("reject").await;
        let acknowledged = Instant::now();
        loop {
            let since = acknowledged.elapsed();
            let page = reader.get(&thread).await;
            if page.status != 200 || !shows_any(&page.json) {
                assert_eq!(page.status, 200, "{}", page.json);
                break;
            }
            assert!(
                since <= BOUND,
                "still shown by a read that began {since:?} after the rejection"
            );
        }
        self.scene.decide("approve").await;
        let acknowledged = Instant::now();
        while !shows_any(&reader.get(&thread).await.json) {
            assert!(
                acknowledged.elapsed() < Duration::from_secs(5),
                "never shown again"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_rejections_are_seen_elsewhere_within_the_bound() {
    let two = Two::start().await;
    for _ in 0..100 {
        two.round(async || {}).await;
    }
    assert!(two.other.app.cache.pages.metrics.hits.get() >= 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_that_stays_open_hides_and_delays_nothing() {
    let two = Two::start().await;
    let long = connect(&two.scene.app.database_url).await;
    long.batch_execute("BEGIN; SELECT pg_current_xact_id()")
        .await
        .unwrap();
    for _ in 0..100 {
        two.round(async || {}).await;
    }
    long.batch_execute("COMMIT").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_long_transaction_commits_is_seen_when_it_does() {
    let two = Two::start().await;
    let (thread, reader) = (two.scene.thread(), two.other.reader());
    let long = connect(&two.scene.app.database_url).await;
    // What a decision writes, in a transaction that began before everything that follows.
    let write = format!(
        "BEGIN; INSERT INTO events (site_id, kind, article_id, payload) \
         SELECT site_id, 'comment_decided', article_id, '{{}}' FROM articles; \
         UPDATE comments SET status = 'rejected', visible = false WHERE comment_id = '{}'",
        two.scene.comment
    );
    long.batch_execute(&write).await.unwrap();
    for n in 0..5 {
        two.scene
            .app
            .reader()
            .comment(
                &two.scene.article,
                &format!("Reader {n}"),
                &format!("Word {n}"),
            )
            .await;
    }
    assert_eq!(warm(&two.other, &thread).await.json["total"], 6);
    long.batch_execute("COMMIT").await.unwrap();
    let committed = Instant::now();
    loop {
        let since = committed.elapsed();
        if reader.get(&thread).await.json["total"] == 5 {
            break;
        }
        assert!(
            since <= BOUND,
            "not seen by a read that began {since:?} after the commit"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_when_the_connection_of_the_events_is_killed() {
    let two = Two::start().await;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'moderato follower'";
    for _ in 0..100 {
        two.round(async || {
            assert!(!two.sql.query(kill, &[]).await.unwrap().is_empty());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_when_the_connection_of_the_events_is_cut() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let two = Two::start_with(url, events_from(&proxy.url)).await;
    for _ in 0..100 {
        two.round(async || proxy.cut()).await;
        proxy.mend();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_when_the_connection_of_the_events_is_frozen() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let two = Two::start_with(url, events_from(&proxy.url)).await;
    for _ in 0..100 {
        two.round(async || proxy.freeze()).await;
        proxy.mend();
    }
    warm(&two.other, &two.scene.thread()).await.ok();
    proxy.freeze();
    let frozen = Instant::now();
    let reader = two.other.reader();
    while frozen.elapsed() < Duration::from_secs(3) {
        two.scene.decide("reject").await;
        let acknowledged = Instant::now();
        while shows_any(&reader.get(&two.scene.thread()).await.json) {
            assert!(
                acknowledged.elapsed() <= 2 * BOUND,
                "frozen for {:?}",
                frozen.elapsed()
            );
        }
        two.scene.decide("approve").await;
    }
    let bypasses = two.other.app.cache.pages.metrics.bypasses.get();
    assert!(bypasses > 0, "who knows nothing asks the database");
    proxy.mend();
    warm(&two.other, &two.scene.thread()).await.ok();
}
