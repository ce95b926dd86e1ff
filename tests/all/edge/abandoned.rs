//! A request whose client goes away in the middle leaves no session, no transaction, and no answer
//! that others would have to wait for.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use moderato::db::connection::pool::Pool;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::service::EdgeService;
use super::wire::{SOON, Wire, request};
use crate::support::database::WAITING_FOR_COMMENTS;
use crate::support::eventually::eventually;
use crate::support::paths::comments;
use crate::support::service::Service;

/// The size of the pool.
const SIZE: usize = 8;

/// A transaction that holds a lock on the comments until it is committed.
struct Lock(Client);

impl Lock {
    async fn take(service: &Service, mode: &str) -> Self {
        let sql = service.connect().await;
        let lock = format!("BEGIN; LOCK TABLE comments IN {mode} MODE");
        sql.batch_execute(&lock).await.unwrap();

        Self(sql)
    }

    async fn release(self) {
        self.0.batch_execute("COMMIT").await.unwrap();
    }
}

/// Sends a request whose answer the test may not wait for.
async fn send(service: &Service, line: &str, body: &str) -> Wire {
    let mut wire = Wire::connect(service.address()).await;
    let length = body.len();
    let head = format!("{line} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n");
    wire.send(format!("{head}Content-Length: {length}\r\n\r\n{body}"))
        .await;

    wire
}

async fn send_post(service: &Service, number: usize) -> Wire {
    let author = service.author(&format!("Reader {number}"));
    let comment = author.comment(&format!("This is comment number {number}."));
    let line = format!("POST {}", comments(&service.article));

    send(service, &line, &comment.to_string()).await
}

/// The number of requests that wait for a lock on the comments.
async fn waiting(service: &Service) -> usize {
    let waiting = service.number(WAITING_FOR_COMMENTS).await;

    usize::try_from(waiting).unwrap()
}

/// The sessions that the service has at the database.
async fn sessions(service: &Service) -> BTreeSet<i32> {
    let sessions = "SELECT pid FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'moderato'";
    let rows = service.sql.query(sessions, &[]).await.unwrap();

    rows.iter().map(|row| row.get(0)).collect()
}

/// A value of the metrics.
async fn metric(service: &Service, name: &str) -> usize {
    let metrics = service.reader().metrics().await;
    let value = metrics
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));

    value.unwrap().parse().unwrap()
}

/// The number of connections of the pool that are in use.
async fn used(service: &Service) -> usize {
    let series = "db_client_connections{pool=\"primary\",state=\"used\"}";

    metric(service, series).await
}

/// Resets the connections, and waits until the service has noticed.
async fn abandon(service: &Service, wires: Vec<Wire>) {
    wires.iter().for_each(Wire::reset_when_dropped);
    drop(wires);

    eventually("only the metrics are asked for", SOON, async || {
        metric(service, "http_server_active_requests").await == 1
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn abandoned_posts_cost_no_session_and_store_nothing() {
    let service = Service::start(json!({})).await;
    let lock = Lock::take(&service, "SHARE").await;
    let mut posts = Vec::new();
    for number in 0..SIZE {
        posts.push(send_post(&service, number).await);
    }
    eventually("all posts wait", Duration::from_secs(1), async || {
        waiting(&service).await == SIZE
    })
    .await;
    let before = sessions(&service).await;
    assert_eq!(before.len(), SIZE);

    abandon(&service, posts).await;

    // All connections are still in use: others wait for one in vain, or for the comments.
    let others = (SIZE..2 * SIZE).map(async |number| {
        let mut post = send_post(&service, number).await;
        post.answer().await
    });
    for answer in join_all(others).await {
        answer.refused(503, "unavailable");
    }
    assert_eq!(sessions(&service).await, before);

    lock.release().await;

    eventually("all connections are back", SOON, async || {
        used(&service).await == 0
    })
    .await;
    assert_eq!(sessions(&service).await, before);
    assert_eq!(service.count("comments").await, 0);

    service.author("Ada").post("I have stayed.").await;
    eventually("no transaction is open", SOON, async || {
        let open = "pg_stat_activity WHERE datname = current_database() \
            AND application_name = 'moderato' AND xact_start IS NOT NULL";
        service.count(open).await == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_of_an_abandoned_read_is_in_use_until_the_database_answers() {
    const READS: usize = 5;
    let service = Service::start(json!({})).await;
    let lock = Lock::take(&service, "ACCESS EXCLUSIVE").await;
    let mut reads = Vec::new();
    for limit in 1..=READS {
        let line = format!("GET {}?limit={limit}", comments(&service.article));
        reads.push(send(&service, &line, "").await);
    }
    eventually("all reads wait", Duration::from_secs(1), async || {
        waiting(&service).await >= READS
    })
    .await;

    abandon(&service, reads).await;

    let used_while_locked = used(&service).await;
    assert!(
        waiting(&service).await >= READS,
        "they ended before the test looked at them"
    );
    assert!(used_while_locked >= READS, "{used_while_locked}");

    lock.release().await;

    eventually("all connections are back", SOON, async || {
        used(&service).await == 0
    })
    .await;
    let page = service.reader().thread().await;
    assert_eq!(page["total"], Value::from(0));
}

#[tokio::test]
async fn a_connection_that_is_being_opened_for_an_abandoned_request_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://nobody@{}/none", silent.local_addr().unwrap());
    let replica = Pool::new(&url, 1, 0).unwrap();
    let service = EdgeService::start_rewired(|app| app.database.replica = replica);

    let mut read = service.connect().await;
    read.send(request("GET /v1/articles", b"")).await;
    let accepted = timeout(SOON, silent.accept()).await;
    let (mut opening, _) = accepted.expect("a connection").unwrap();

    read.reset_when_dropped();
    drop(read);

    // A reset counts as an end.
    timeout(SOON, opening.read_to_end(&mut Vec::new()))
        .await
        .expect("the opening goes on")
        .ok();
}
