//! Who finds a connection to the database? A pool of eight, in shares: a common one, and one for
//! each of two threads, only one of which serves.

use std::time::Duration;

use reqwest::StatusCode;
use tokio::task::JoinSet;

use crate::support::app::{TestApp, comment, comments};
use crate::support::database::{WAITING_FOR_COMMENTS, connect};
use crate::support::eventually::eventually;

const SIZE: i64 = 8;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_finds_a_connection_while_one_is_free_and_is_told_to_come_back_when_none_is() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (here, elsewhere) = (
        admin.article("Here").await,
        admin.article("Elsewhere").await,
    );
    let (sql, watch) = (
        connect(&app.database_url).await,
        connect(&app.database_url).await,
    );
    let mut posts = JoinSet::new();
    let mut post = |number: i64| {
        let (reader, path) = (app.reader(), comments(&here));
        let comment = comment(
            &format!("Reader {number}"),
            &format!("This is comment number {number}."),
        );
        posts.spawn(async move { reader.post(&path, &comment).await.status });
    };
    let all_wait = async |number: i64| {
        eventually(
            "the posts wait for the table",
            Duration::from_secs(1),
            async || {
                watch
                    .query_one(WAITING_FOR_COMMENTS, &[])
                    .await
                    .unwrap()
                    .get::<_, i64>(0)
                    == number
            },
        )
        .await;
    };
    // Each with another address, so that none is answered from the cache.
    let read = async |limit: i64| {
        let answer = app
            .reader()
            .get(&format!("{}?limit={limit}", comments(&elsewhere)))
            .await;
        (answer.status, answer.code().to_owned())
    };
    let served = (StatusCode::OK, String::new());

    sql.batch_execute("BEGIN; LOCK TABLE comments IN SHARE MODE")
        .await
        .unwrap();
    (1..SIZE).for_each(&mut post);
    all_wait(SIZE - 1).await;
    assert_eq!(read(1).await, served, "one connection is free");
    post(SIZE);
    all_wait(SIZE).await;
    assert_eq!(
        read(2).await,
        (StatusCode::SERVICE_UNAVAILABLE, "unavailable".to_owned())
    );

    sql.batch_execute("COMMIT").await.unwrap();
    while posts.join_next().await.is_some() {}
    assert_eq!(read(2).await, served);
}
