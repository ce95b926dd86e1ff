//! What cannot be served in time is refused at once.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::eventually::eventually;
use crate::support::service::Service;

/// The size of the pool.
const SIZE: usize = 8;

/// Posts so many comments at once, none of which can be served; how many were refused without a wait.
async fn post_at_once(service: &Service, count: usize) -> usize {
    let mut posts = JoinSet::new();
    for number in 0..count {
        let author = service.author(&format!("Reader {number}"));
        posts.spawn(async move { author.try_post("Is there any time?").await });
    }

    let mut refused = 0;
    while let Some(answer) = posts.join_next().await {
        let answer = answer.unwrap();
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers.contains_key("retry-after"));
        let connection = answer.headers.get("connection");
        assert_ne!(
            connection.map(|value| value.as_bytes()),
            Some(b"close".as_slice()),
            "a refusal costs no connection"
        );

        match answer.json["code"].as_str().unwrap() {
            "overloaded" => refused += 1,
            // After its patience, where the estimate was too low.
            "unavailable" => {}
            other => panic!("{other}"),
        }
    }

    refused
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_would_wait_too_long_are_refused_without_waiting() {
    let service = Service::start(json!({ "mode": "none" })).await;
    let pool = service.app().database.primary.clone();
    let mut held = Vec::new();
    for _ in 0..SIZE {
        held.push(pool.get().await.unwrap());
    }

    // The longer the connections are held, the fewer requests may wait for one.
    eventually("few requests wait", Duration::from_secs(60), async || {
        post_at_once(&service, 40).await > 20
    })
    .await;

    assert_eq!(service.count("comments").await, 0);
    let metrics = service.reader().metrics().await;
    assert!(!metrics.contains("moderato_refused_requests_total 0\n"));

    drop(held);
    eventually("accepted again", Duration::from_secs(20), async || {
        let answer = service.author("ada").try_post("There is time again.").await;
        answer.status == StatusCode::CREATED
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn readiness_is_green_while_all_connections_are_busy_and_the_database_answers() {
    let service = Service::start(json!({})).await;
    let pool = service.app().database.primary.clone();
    let mut held = Vec::new();
    for _ in 0..SIZE {
        held.push(pool.get().await.unwrap());
    }

    service.reader().get("/health/ready").await.ok();
}
