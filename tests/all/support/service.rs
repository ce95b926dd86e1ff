//! How does a test get a whole service of its own? An embedded server, a held clock and a free port.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moderato::app::App;
use moderato::clock::Clock;
use moderato::config::{DatabaseConfig, HttpConfig, RateLimits};
use moderato::db::migrate::run_migrations;
use moderato::postgres::Options;
use moderato::postgres::supervise::Server;
use moderato::server::Application;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

/// A service on an empty database with one article, whose clock stands still.
pub struct Service {
    pub clock: Clock,
    pub sql: Client,
    pub article: Uuid,
    address: String,
    client: reqwest::Client,
    database: Database,
    stop: oneshot::Sender<()>,
}

/// A database server of a test's own.
pub struct Database {
    server: Server,
    _folder: TempDir,
}

/// An answer: its status and its JSON (null where there is none).
pub struct Answer {
    pub status: u16,
    pub json: Value,
}

impl Database {
    pub async fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("moderato-test-").tempdir().unwrap();
        let server = Server::start(Options::new(folder.path())).await.unwrap();
        Self { server, _folder: folder }
    }

    pub fn url(&self) -> &str {
        self.server.url()
    }

    pub async fn connect(&self) -> Client {
        let (client, connection) = tokio_postgres::connect(self.url(), NoTls).await.unwrap();
        tokio::spawn(connection);
        client
    }

    pub async fn stop(self) {
        self.server.stop().await.unwrap();
    }
}

impl Service {
    /// Starts with the policy's default but for `policy`.
    pub async fn start(policy: Value) -> Self {
        let database = Database::start().await;
        run_migrations(database.url()).await.unwrap();
        let clock = Clock::held_at("2026-11-23T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
        let config = DatabaseConfig {
            url: Some(database.url().to_owned()),
            read_url: None,
            pg_bin: None,
            pg_mirror: None,
            connections: 4,
        };
        let app = Arc::new(App::build(&config, clock.clone()).await.unwrap());
        let application = Application::build(&http_config(), app).unwrap();
        let address = format!("http://{}", application.address());
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(application.run_until(async { drop(stopped.await) }));
        let sql = database.connect().await;
        let article = prepare(&sql, policy).await;
        Self { clock, sql, article, address, client: reqwest::Client::new(), database, stop }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address))
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.bytes().await.unwrap();
        Answer { status, json: serde_json::from_slice(&bytes).unwrap_or_default() }
    }

    /// Posts a comment, and returns its id and its guest token.
    pub async fn post(&self, name: &str, body: &str, parent: Option<&str>) -> (String, String) {
        let answer = self.try_post(name, body, parent).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&answer.json["comment"]["id"]), text(&answer.json["guest_token"]))
    }

    pub async fn try_post(&self, name: &str, body: &str, parent: Option<&str>) -> Answer {
        let author = json!({ "name": name, "email": format!("{name}@example.org") });
        let comment = json!({ "author": author, "body": body, "parent_id": parent });
        let path = format!("/v1/articles/{}/comments", self.article);
        self.send(self.request(Method::POST, &path).json(&comment)).await
    }

    pub async fn number(&self, query: &str) -> i64 {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }

    pub async fn text(&self, query: &str) -> String {
        self.sql.query_one(query, &[]).await.unwrap().get(0)
    }

    pub async fn stop(self) {
        drop(self.stop);
        self.database.stop().await;
    }
}

fn http_config() -> HttpConfig {
    HttpConfig {
        listen: "127.0.0.1:0".parse().unwrap(),
        public_url: None,
        rate_limits: RateLimits::Off,
        trusted_proxies: vec!["127.0.0.1".parse().unwrap()],
        connection_limit: 100,
        read_deadline: Duration::from_secs(5),
        drain_delay: Duration::ZERO,
        drain_timeout: Duration::from_secs(1),
        workers: 1,
    }
}

async fn prepare(sql: &Client, policy: Value) -> Uuid {
    let policy = policy.to_string();
    let statement = format!("UPDATE sites SET policy = policy || '{policy}'::jsonb; {ARTICLE}");
    sql.batch_execute(&statement).await.unwrap();
    let id: String = sql.query_one("SELECT article_id::text FROM articles", &[]).await.unwrap().get(0);
    id.parse().unwrap()
}

const ARTICLE: &str = "INSERT INTO articles \
    (site_id, article_id, slug, title, body, html, published_at, created_at, updated_at) \
    SELECT site_id, gen_random_uuid(), 'one', 'One', '', '', now(), now(), now() FROM sites";
