//! Two instances: a change that one has acknowledged is shown by the other within the bound, or the
//! other reads its pages from the database.

use std::time::{Duration, Instant};

use moderato::app::App;

use super::proxy::Proxy;
use super::reading::{BOUND, events_from, post_first, publishing, shows_any, thread, warm};
use crate::support::author::Posted;
use crate::support::database::database;
use crate::support::moderator::Moderator;
use crate::support::reader::Reader;
use crate::support::service::Service;

/// Two instances on one database: a moderator decides at one, and a reader reads at the other.
struct Pair {
    one: Service,
    moderator: Moderator,
    posted: Posted,
    other: Service,
    reader: Reader,
}

impl Pair {
    async fn start() -> Self {
        Self::start_on(&database().await, |_| {}).await
    }

    /// `rewire` is for the instance that is read.
    async fn start_on(database_url: &str, rewire: impl FnOnce(&mut App) + Send + 'static) -> Self {
        let one = publishing().database(database_url).start().await;
        let moderator = one.moderator("joan").await;
        let posted = post_first(&one).await;

        let other = publishing().beside(&one).app(rewire).start().await;
        let reader = other.reader();

        Self {
            one,
            moderator,
            posted,
            other,
            reader,
        }
    }

    /// Reads at the other instance until a page is answered from memory.
    async fn warm_other(&self) {
        warm(&self.other, &thread(&self.other)).await.ok();
    }

    async fn reject(&self) {
        self.moderator.decide(&self.posted, "reject").await;
    }

    async fn approve(&self) {
        self.moderator.decide(&self.posted, "approve").await;
    }

    /// Rejects the comment at one and reads at the other until it is hidden there, then approves it
    /// again. No read that began later than the bound after the acknowledgement may show it.
    async fn round(&self, disturb: impl AsyncFnOnce()) {
        self.warm_other().await;
        disturb().await;

        self.reject().await;
        let acknowledged = Instant::now();
        loop {
            let since = acknowledged.elapsed();
            if !shows_any(&self.reader.thread().await) {
                break;
            }
            assert!(
                since <= BOUND,
                "still shown by a read that began {since:?} after the rejection"
            );
        }

        self.approve().await;
        let acknowledged = Instant::now();
        while !shows_any(&self.reader.thread().await) {
            assert!(
                acknowledged.elapsed() < Duration::from_secs(5),
                "never shown again"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_rejections_are_seen_elsewhere_within_the_bound() {
    let pair = Pair::start().await;

    for _ in 0..100 {
        pair.round(async || {}).await;
    }

    assert!(pair.other.app().cache.pages.metrics.hits.get() >= 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_transaction_hides_and_delays_no_change() {
    let pair = Pair::start().await;
    let long = pair.one.connect().await;
    long.batch_execute("BEGIN; SELECT pg_current_xact_id()")
        .await
        .unwrap();

    for _ in 0..100 {
        pair.round(async || {}).await;
    }

    long.batch_execute("COMMIT").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_changes_of_a_long_transaction_are_seen_when_it_commits() {
    let pair = Pair::start().await;

    // The writes of a decision, in a transaction that began before everything that follows.
    let long = pair.one.connect().await;
    let write = format!(
        "BEGIN; INSERT INTO events (site_id, kind, article_id, payload) \
         SELECT site_id, 'comment_decided', article_id, '{{}}' FROM articles; \
         UPDATE comments SET status = 'rejected', visible = false WHERE comment_id = '{}'",
        pair.posted.id
    );
    long.batch_execute(&write).await.unwrap();
    for n in 0..5 {
        let author = pair.one.author(&format!("Reader {n}"));
        author.post(&format!("Word {n}")).await;
    }
    let page = warm(&pair.other, &thread(&pair.other)).await;
    assert_eq!(page.json["total"], 6);

    long.batch_execute("COMMIT").await.unwrap();

    let committed = Instant::now();
    loop {
        let since = committed.elapsed();
        if pair.reader.thread().await["total"] == 5 {
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
    let pair = Pair::start().await;
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'moderato follower'";

    for _ in 0..100 {
        pair.round(async || {
            let killed = pair.one.sql.query(kill, &[]).await.unwrap();
            assert!(!killed.is_empty());
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_when_the_connection_of_the_events_is_cut() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let pair = Pair::start_on(&url, events_from(&proxy.url)).await;

    for _ in 0..100 {
        pair.round(async || proxy.cut()).await;
        proxy.mend();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bound_holds_when_the_connection_of_the_events_is_frozen() {
    let url = database().await;
    let proxy = Proxy::to(&url).await;
    let pair = Pair::start_on(&url, events_from(&proxy.url)).await;

    for _ in 0..100 {
        pair.round(async || proxy.freeze()).await;
        proxy.mend();
    }

    // The same while the connection stays frozen for long.
    pair.warm_other().await;
    proxy.freeze();
    let frozen = Instant::now();
    while frozen.elapsed() < Duration::from_secs(3) {
        pair.reject().await;
        let acknowledged = Instant::now();
        while shows_any(&pair.reader.thread().await) {
            assert!(
                acknowledged.elapsed() <= 2 * BOUND,
                "frozen for {:?}",
                frozen.elapsed()
            );
        }
        pair.approve().await;
    }

    let bypasses = pair.other.app().cache.pages.metrics.bypasses.get();
    assert!(
        bypasses > 0,
        "an instance that hears of no events asks the database"
    );

    proxy.mend();
    pair.warm_other().await;
}
