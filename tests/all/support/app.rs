//! A whole service on a database of its own, and the people who use it, as types.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moderato::app::App;
use moderato::auth::token::Claim;
use moderato::clock::Clock;
use moderato::config::{CacheConfig, DatabaseConfig, HttpConfig, RateLimits, StreamLimits};
use moderato::db::accounts::moderators::{NewModerator, insert_moderator};
use moderato::domain::role::Role;
use moderato::error;
use moderato::server::Application;
use moderato::worker::Workers;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::database::{database, keys};

/// A service that runs until the test ends. Its clock stands still until the test moves it.
pub struct TestApp {
    pub address: SocketAddr,
    pub app: Arc<App>,
    pub clock: Clock,
    pub database_url: String,
    stop: Option<oneshot::Sender<()>>,
    _running: JoinHandle<error::Result<()>>,
}

/// As much as the tests of one service need.
pub const CACHE: CacheConfig = CacheConfig {
    bytes: 16 * 1024 * 1024,
    stale_limit: Duration::from_secs(60),
};

/// An answer: its status, its headers and its JSON (null without any).
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
}

/// Somebody who sends requests.
pub struct Actor {
    base: String,
    client: Client,
    token: Option<String>,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts with other settings of the edge.
    pub async fn start_with(change: impl FnOnce(&mut HttpConfig)) -> Self {
        Self::start_on(database().await, change).await
    }

    /// Starts on a database that may have other instances.
    pub async fn start_on(database_url: String, change: impl FnOnce(&mut HttpConfig)) -> Self {
        Self::start_changed(database_url, CACHE, (change, |_| {})).await
    }

    /// Starts with other settings of the cache and of the edge, and with a change of what is below
    /// both.
    pub async fn start_changed(
        database_url: String,
        cache: CacheConfig,
        (change, rewire): (impl FnOnce(&mut HttpConfig), impl FnOnce(&mut App)),
    ) -> Self {
        let clock = Clock::held_at(noon());
        let config = DatabaseConfig {
            url: Some(database_url.clone()),
            read_url: None,
            pg_bin: None,
            pg_mirror: None,
            connections: 8,
            threads: 2,
            event_days: 30,
        };
        let app = App::build(&config, keys(), clock.clone()).await.unwrap();
        let mut app = app.caching(cache);
        rewire(&mut app);
        let app = Arc::new(app);
        let mut http = settings();
        change(&mut http);
        let application = Application::build(&http, Arc::clone(&app)).unwrap();
        let address = application.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let workers = Workers::start(&app);
        let running = tokio::spawn(async move {
            let served = application
                .run_until(async move { drop(stopped.await) })
                .await;
            drop(workers);
            served
        });
        Self {
            address,
            app,
            clock,
            database_url,
            stop: Some(stop),
            _running: running,
        }
    }

    /// A reader: nobody in particular.
    pub fn reader(&self) -> Actor {
        Actor {
            base: format!("http://{}", self.address),
            client: Client::new(),
            token: None,
        }
    }

    /// An admin, signed in.
    pub async fn admin(&self) -> Actor {
        self.staff("Grace Hopper", Role::Admin).await
    }

    /// A moderator of that name, signed in.
    pub async fn moderator(&self, name: &str) -> Actor {
        self.staff(name, Role::Moderator).await
    }

    /// An account that nobody can sign in to with a password, and a token for it: hashing one takes
    /// long.
    pub async fn staff(&self, name: &str, role: Role) -> Actor {
        let id = self.clock.new_id();
        let email = format!(
            "{}@moderators.example.org",
            name.to_lowercase().replace(' ', ".")
        );
        let now = self.clock.now();
        let row = NewModerator {
            moderator_id: id.into(),
            email: &email,
            name,
            password_hash: "none",
            role,
            created_at: now,
            updated_at: now,
        };
        let work = async |conn: &mut _| insert_moderator(conn, &row).await;
        let made = self.app.writes.transaction(work).await.unwrap();
        assert!(made.is_some(), "{name} has an account already");
        let claim = Claim {
            moderator_id: id,
            role,
            session_version: 1,
            session_id: self.clock.new_id(),
        };
        Actor {
            token: Some(self.app.tokens.sign(&claim).unwrap()),
            ..self.reader()
        }
    }

    /// Whoever holds this token.
    pub fn bearer(&self, token: &str) -> Actor {
        Actor {
            token: Some(token.to_owned()),
            ..self.reader()
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

impl Actor {
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).json(body))
            .await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// A request that the caller finishes, with this actor's token in it.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.unwrap()).await
    }

    /// Publishes an article; its id.
    pub async fn article(&self, title: &str) -> String {
        let body = json!({ "title": title, "body": "A body." });
        let article = self
            .post("/v1/admin/articles", &body)
            .await
            .expect(StatusCode::CREATED);
        article["id"].as_str().unwrap().to_owned()
    }

    /// Posts a comment that must be stored.
    pub async fn comment(&self, article: &str, name: &str, body: &str) -> Value {
        let answer = self.post(&comments(article), &comment(name, body)).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json);
        answer.json
    }
}

impl Answer {
    async fn of(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        // A live stream has no end to wait for.
        if headers
            .get("content-type")
            .is_some_and(|kind| kind == "text/event-stream")
        {
            return Self {
                status,
                headers,
                json: Value::Null,
            };
        }
        let json = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default();
        Self {
            status,
            headers,
            json,
        }
    }

    /// The code of a problem document, empty for anything else.
    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// The answer's JSON, which must come with this status.
    pub fn expect(self, status: StatusCode) -> Value {
        assert_eq!(self.status, status, "{}", self.json);
        self.json
    }
}

/// Where the comments of an article are.
pub fn comments(article: &str) -> String {
    format!("/v1/articles/{article}/comments")
}

/// A comment by somebody whose email is made of their name.
pub fn comment(name: &str, body: &str) -> Value {
    let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
    json!({ "author": { "name": name, "email": email }, "body": body })
}

/// When tests begin.
pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_020_800, 0).unwrap()
}

fn settings() -> HttpConfig {
    HttpConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: None,
        rate_limits: RateLimits::Off,
        trusted_proxies: Vec::new(),
        connection_limit: 256,
        streams: StreamLimits {
            in_all: 64,
            per_address: 32,
            heartbeat: Duration::from_secs(15),
        },
        read_deadline: Duration::from_secs(5),
        drain_delay: Duration::ZERO,
        drain_timeout: Duration::from_secs(5),
        workers: 1,
    }
}
