//! Are pages that are kept ever wrong? Readers, deciders and a database that goes away, over HTTP.

mod away;
mod bounds;
mod hits;
mod instances;
mod own_writes;
mod proxy;
mod racing;

use std::time::{Duration, Instant};

use moderato::app::App;
use moderato::config::CacheConfig;
use moderato::db::connection::connect::Target;
use moderato::db::connection::pool::Pool;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::app::{Actor, Answer, CACHE, TestApp, comments};
use crate::support::database::connect;

/// The lease of a page, as docs/decisions/0007-page-cache.md promises it.
const BOUND: Duration = Duration::from_millis(250);

/// A service whose readers' comments are published at once, with an article and a comment under it.
struct Scene {
    app: TestApp,
    admin: Actor,
    moderator: Actor,
    article: String,
    comment: String,
}

impl Scene {
    async fn start() -> Self {
        Self::on(TestApp::start().await).await
    }

    async fn on(app: TestApp) -> Self {
        publish_at_once(&app.database_url).await;
        let admin = app.admin().await;
        let article = admin.article("A talk").await;
        let comment = app
            .reader()
            .comment(&article, "Ada", "The first word.")
            .await;
        let comment = comment["comment"]["id"].as_str().unwrap().to_owned();
        let moderator = app.moderator("Joan").await;
        followed(&app).await;
        Self {
            app,
            admin,
            moderator,
            article,
            comment,
        }
    }

    /// Decides about the comment, whatever its version is by now.
    async fn decide(&self, action: &str) {
        let path = format!("/v1/admin/comments/{}", self.comment);
        let version = self.moderator.get(&path).await.expect(StatusCode::OK)["version"].clone();
        let body = json!({ "action": action, "version": version });
        let answer = self
            .moderator
            .post(&format!("{path}/decisions"), &body)
            .await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json);
    }

    fn thread(&self) -> String {
        comments(&self.article)
    }
}

/// Waits for a look at the events that began after this: what happened before it ends no page any
/// more.
async fn followed(app: &TestApp) {
    let begun = Instant::now();
    let is_followed = || {
        app.app
            .database
            .freshness
            .age(Instant::now())
            .is_some_and(|age| age < begun.elapsed())
    };
    while !is_followed() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "nobody follows the events"
        );
        tokio::task::yield_now().await;
    }
}

async fn publish_at_once(database_url: &str) {
    let sql = connect(database_url).await;
    let policy = "UPDATE sites SET policy = policy || '{\"mode\": \"none\"}'::jsonb";
    sql.batch_execute(policy).await.unwrap();
}

/// Whether a page of a thread shows any comment.
fn shows_any(page: &Value) -> bool {
    !page["items"].as_array().unwrap().is_empty()
}

/// Reads until one read is answered from what is kept. Each page is read once first, so this is the
/// second read, unless the machine is so busy that the lease lapses.
async fn warm(app: &TestApp, path: &str) -> Answer {
    let reader = app.reader();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let before = app.app.cache.pages.metrics.hits.get();
        let answer = reader.get(path).await;
        if app.app.cache.pages.metrics.hits.get() > before {
            return answer;
        }
        assert!(Instant::now() < deadline, "no page is ever kept");
    }
}

/// Reads until the answer is as wanted.
async fn until(reader: &Actor, path: &str, wanted: impl Fn(&Answer) -> bool) -> Answer {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let answer = reader.get(path).await;
        if wanted(&answer) {
            return answer;
        }
        assert!(
            Instant::now() < deadline,
            "still {} {}",
            answer.status,
            answer.json
        );
    }
}

/// Sends the statements of requests to this database, while the events are followed as before.
fn statements_to(url: &str) -> impl FnOnce(&mut App) {
    let pool = Pool::new(url, 4, 0).unwrap();
    move |app| {
        app.database.primary = pool.clone().watching(app.database.freshness.clone());
        app.database.replica = pool;
    }
}

/// Follows the events by this address, while requests use the database as before.
fn events_from(url: &str) -> impl FnOnce(&mut App) {
    let target = Target::parse(url).unwrap();
    move |app| app.database.target = target
}

fn stale_for(limit: Duration) -> CacheConfig {
    CacheConfig {
        stale_limit: limit,
        ..CACHE
    }
}
