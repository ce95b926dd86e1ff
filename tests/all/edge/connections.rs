//! The connections to the database: a pool of eight, shared out as a common part and one part for
//! each of two threads, of which only one serves.

use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;

use crate::support::database::WAITING_FOR_COMMENTS;
use crate::support::eventually::eventually;
use crate::support::paths::comments;
use crate::support::service::Service;

/// The size of the pool.
const SIZE: i64 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_gets_a_free_connection_and_is_refused_for_now_where_there_is_none() {
    let service = Service::start(json!({})).await;
    let reader = service.reader();
    let elsewhere = comments(&service.another_article().await);
    // Each read has another limit, so that none is answered from the cache.
    let read = async |limit: i64| reader.get(&format!("{elsewhere}?limit={limit}")).await;
    let mut posts = JoinSet::new();
    let mut post = |number: i64| {
        let author = service.author(&format!("Reader {number}"));
        let text = format!("This is comment number {number}.");
        posts.spawn(async move { author.try_post(&text).await.status });
    };
    let all_wait = async |number: i64| {
        let within = Duration::from_secs(1);
        eventually("the posts wait for the table", within, async || {
            service.number(WAITING_FOR_COMMENTS).await == number
        })
        .await;
    };

    let lock = service.connect().await;
    lock.batch_execute("BEGIN; LOCK TABLE comments IN SHARE MODE")
        .await
        .unwrap();

    // One connection is free.
    (1..SIZE).for_each(&mut post);
    all_wait(SIZE - 1).await;
    read(1).await.ok();

    // None is free.
    post(SIZE);
    all_wait(SIZE).await;
    read(2).await.refused(503, "unavailable");

    lock.batch_execute("COMMIT").await.unwrap();
    while posts.join_next().await.is_some() {}
    read(2).await.ok();
}
