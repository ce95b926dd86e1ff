//! A database that is far away is slow, and works.

use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;

use crate::cache::proxy::Proxy;
use crate::support::database::database;
use crate::support::eventually::eventually;
use crate::support::paths::comments;
use crate::support::service::Service;

/// The way in one direction.
const WAY: Duration = Duration::from_millis(200);

/// Texts that are not alike: similar ones wait for each other, by design.
const TEXTS: [&str; 4] = [
    "The ferry leaves at nine.",
    "Nobody answered my letter.",
    "Which bread do you mean?",
    "Snow fell on the orchards.",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_database_400_ms_away_takes_posts_and_answers_cold_reads_and_readiness() {
    let proxy = Proxy::to(&database().await).await;
    proxy.delay(WAY);
    let options = Service::options().policy(json!({ "mode": "none" }));
    let service = options.database(&proxy.url).start().await;
    let app = service.app();
    eventually(
        "the distance is known",
        Duration::from_secs(30),
        async || app.database.freshness.round_trip() >= 2 * WAY,
    )
    .await;

    let mut requests = JoinSet::new();
    for number in 1..=4 {
        let (author, reader) = (service.author(&format!("Ada {number}")), service.reader());
        // Each read has another limit, so that none is answered from the cache.
        let cold = format!("{}?limit={number}", comments(&service.article));
        requests.spawn(async move {
            author.post(TEXTS[number - 1]).await;
            reader.get(&cold).await.ok();
            reader.get("/health/ready").await.ok();
        });
    }
    while let Some(done) = requests.join_next().await {
        done.unwrap();
    }

    assert_eq!(service.reader().thread().await["total"], 4);
}
