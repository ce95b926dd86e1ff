//! The server has fewer sessions than the pool may open.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;
use tokio_postgres::Client;

use crate::support::author::Author;
use crate::support::database::{connect, database};
use crate::support::eventually::eventually;
use crate::support::service::Service;

/// A service on a database that takes so many sessions: one for the test's own statements, one to
/// follow the events, and the rest for a pool of eight.
struct Limited {
    service: Service,
    database: String,
    /// Another database of the same server.
    elsewhere: Client,
}

impl Limited {
    async fn start(sessions: i32) -> Self {
        let url = database().await;
        let name = url.rsplit_once('/').unwrap().1.to_owned();
        let elsewhere = connect(&database().await).await;
        let limited = Self::limit(&name, sessions);
        elsewhere.batch_execute(&limited).await.unwrap();

        let options = Service::options().policy(json!({ "mode": "none" }));

        Self {
            service: options.database(&url).start().await,
            database: name,
            elsewhere,
        }
    }

    fn limit(database: &str, sessions: i32) -> String {
        format!("ALTER DATABASE {database} CONNECTION LIMIT {sessions}")
    }

    /// From now on the database takes so many sessions. Those of the service are ended.
    async fn allow(&self, sessions: i32) {
        let Self { database, .. } = self;
        let end = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = '{database}' AND application_name LIKE 'moderato%'"
        );

        for statement in [Self::limit(database, sessions), end] {
            self.elsewhere.batch_execute(&statement).await.unwrap();
        }
    }
}

/// Posts a comment. On a busy machine it may be refused since too many wait, but for no other
/// reason.
async fn post_when_there_is_time(author: &Author, text: &str) {
    loop {
        let answer = author.try_post(text).await;
        if answer.status == StatusCode::CREATED {
            return;
        }
        answer.refused(503, "overloaded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_wait_for_the_sessions_that_there_are_and_readiness_stays_green() {
    let limited = Limited::start(5).await;
    let service = &limited.service;
    let mut writers = JoinSet::new();

    for number in 0..5 {
        let author = service.author(&format!("Writer {number}"));
        writers.spawn(async move {
            for count in 0..4 {
                let text = format!("This is comment {count} of writer {number}.");
                post_when_there_is_time(&author, &text).await;
            }
        });
    }

    while !writers.is_empty() {
        service.reader().get("/health/ready").await.ok();
        while let Some(written) = writers.try_join_next() {
            written.unwrap();
        }
    }

    assert_eq!(service.count("comments").await, 20);
    let metrics = service.reader().metrics().await;
    let never = "moderato_database_impairments_total{kind=\"too_many_sessions\"} 0";
    assert!(!metrics.contains(never), "the limit was never met");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_session_requests_are_refused_and_all_is_well_once_there_are_some() {
    let limited = Limited::start(6).await;
    let author = limited.service.author("ada");
    author.post("There are sessions.").await;

    limited.allow(0).await;
    eventually("refused for now", Duration::from_secs(20), async || {
        let answer = author.try_post("Are there any?").await;
        answer.status == StatusCode::SERVICE_UNAVAILABLE
    })
    .await;

    limited.allow(6).await;
    eventually("accepted again", Duration::from_secs(20), async || {
        author.try_post("There are some again.").await.status == StatusCode::CREATED
    })
    .await;
    eventually("ready again", Duration::from_secs(20), async || {
        let answer = limited.service.reader().get("/health/ready").await;
        answer.status == StatusCode::OK
    })
    .await;
}
