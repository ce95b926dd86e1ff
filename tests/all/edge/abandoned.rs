//! What does a request leave behind whose client goes away in the middle? No session, no
//! transaction, and no answer that somebody else would have to wait for.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use moderato::db::connection::pool::Pool;
use reqwest::StatusCode;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tokio_postgres::Client;

use super::wire::{SOON, Wire, request};
use super::{Service, settings};
use crate::support::app::{TestApp, comment, comments};
use crate::support::database::{WAITING_FOR_COMMENTS, connect};
use crate::support::eventually::eventually;

/// Of the pool.
const SIZE: usize = 8;
const SESSIONS: &str = "SELECT pid FROM pg_stat_activity \
    WHERE datname = current_database() AND application_name = 'moderato'";

/// A service with an article, somebody who holds the comments, and somebody who looks on.
struct Scene {
    app: TestApp,
    path: String,
    holder: Client,
    watch: Client,
}

impl Scene {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let path = comments(&app.admin().await.article("Here").await);
        let (holder, watch) = (
            connect(&app.database_url).await,
            connect(&app.database_url).await,
        );
        Self {
            app,
            path,
            holder,
            watch,
        }
    }

    /// Until the holder commits, whoever needs this lock waits.
    async fn hold(&self, mode: &str) {
        self.holder
            .batch_execute(&format!("BEGIN; LOCK TABLE comments IN {mode} MODE"))
            .await
            .unwrap();
    }

    async fn let_go(&self) {
        self.holder.batch_execute("COMMIT").await.unwrap();
    }

    async fn send(&self, head: &str, body: Option<Value>) -> Wire {
        let mut wire = Wire::connect(self.app.address).await;
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let length = body.len();
        let head = format!("{head} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n");
        wire.send(format!("{head}Content-Length: {length}\r\n\r\n{body}"))
            .await;
        wire
    }

    async fn post(&self, number: usize) -> Wire {
        let body = comment(
            &format!("Reader {number}"),
            &format!("This is comment number {number}."),
        );
        self.send(&format!("POST {}", self.path), Some(body)).await
    }

    async fn waiting(&self) -> usize {
        let row = self
            .watch
            .query_one(WAITING_FOR_COMMENTS, &[])
            .await
            .unwrap();
        usize::try_from(row.get::<_, i64>(0)).unwrap()
    }

    async fn sessions(&self) -> BTreeSet<i32> {
        self.watch
            .query(SESSIONS, &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect()
    }

    /// A value of the metrics.
    async fn metric(&self, name: &str) -> usize {
        let request = self.app.reader().request(reqwest::Method::GET, "/metrics");
        let text = request.send().await.unwrap().text().await.unwrap();
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.unwrap().parse().unwrap()
    }

    async fn used(&self) -> usize {
        self.metric("db_client_connections{pool=\"primary\",state=\"used\"}")
            .await
    }

    /// Resets the connections, and waits until the service has noticed.
    async fn abandon(&self, wires: Vec<Wire>) {
        wires.iter().for_each(Wire::reset_when_dropped);
        drop(wires);
        eventually("only the metrics are asked for", SOON, async || {
            self.metric("http_server_active_requests").await == 1
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_that_are_abandoned_cost_no_session_and_leave_nothing() {
    let scene = Scene::start().await;
    scene.hold("SHARE").await;
    let mut posts = Vec::new();
    for number in 0..SIZE {
        posts.push(scene.post(number).await);
    }
    eventually("all posts wait", Duration::from_secs(1), async || {
        scene.waiting().await == SIZE
    })
    .await;
    let sessions = scene.sessions().await;
    assert_eq!(sessions.len(), SIZE);
    scene.abandon(posts).await;
    // All connections are still in use: others wait for one in vain, or for the comments.
    let others = (SIZE..2 * SIZE).map(async |number| scene.post(number).await.answer().await);
    for answer in join_all(others).await {
        answer.problem(503, "unavailable");
    }
    assert_eq!(scene.sessions().await, sessions);
    scene.let_go().await;
    eventually("all are back", SOON, async || scene.used().await == 0).await;
    assert_eq!(scene.sessions().await, sessions);
    let rows = scene
        .watch
        .query_one("SELECT count(*) FROM comments", &[])
        .await
        .unwrap();
    assert_eq!(rows.get::<_, i64>(0), 0);
    let answer = scene
        .app
        .reader()
        .post(&scene.path, &comment("Ada", "I have stayed."))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json);
    let open = "SELECT count(*) FROM pg_stat_activity \
        WHERE datname = current_database() AND application_name = 'moderato' AND xact_start IS NOT NULL";
    eventually("no transaction is open", SOON, async || {
        scene
            .watch
            .query_one(open, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_connection_of_a_read_that_is_abandoned_is_in_use_until_it_is_answered() {
    const READS: usize = 5;
    let scene = Scene::start().await;
    scene.hold("ACCESS EXCLUSIVE").await;
    let mut reads = Vec::new();
    for limit in 1..=READS {
        reads.push(
            scene
                .send(&format!("GET {}?limit={limit}", scene.path), None)
                .await,
        );
    }
    eventually("all reads wait", Duration::from_secs(1), async || {
        scene.waiting().await >= READS
    })
    .await;
    scene.abandon(reads).await;
    let used = scene.used().await;
    assert!(
        scene.waiting().await >= READS,
        "they ended before they were looked at"
    );
    assert!(used >= READS, "{used}");
    scene.let_go().await;
    eventually("all are back", SOON, async || scene.used().await == 0).await;
    let answer = scene.app.reader().get(&scene.path).await;
    assert_eq!(
        (answer.status, &answer.json["total"]),
        (StatusCode::OK, &Value::from(0))
    );
}

#[tokio::test]
async fn a_connection_that_is_being_opened_for_a_request_that_is_abandoned_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("postgres://nobody@{}/none", silent.local_addr().unwrap());
    let replica = Pool::new(&url, 1, 0).unwrap();
    let service = Service::start_with(settings(), |app| app.database.replica = replica);
    let mut read = Wire::connect(service.address).await;
    read.send(request("GET /v1/articles", b"")).await;
    let (mut opening, _) = timeout(SOON, silent.accept())
        .await
        .expect("a connection")
        .unwrap();
    read.reset_when_dropped();
    drop(read);
    // A reset is as good as an end.
    timeout(SOON, opening.read_to_end(&mut Vec::new()))
        .await
        .expect("the opening goes on")
        .ok();
}
