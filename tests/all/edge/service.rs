//! A service without a database, with endpoints that try the edge out.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use moderato::app::article_sites::ArticleSites;
use moderato::app::generations::Generations;
use moderato::app::origins::Origins;
use moderato::app::pages::Pages;
use moderato::app::secrets::Secrets;
use moderato::app::staff_names::StaffNames;
use moderato::app::{App, Auth, Cache, Database, Events};
use moderato::auth::password_hash::Passwords;
use moderato::auth::token::AccessTokens;
use moderato::clock::Clock;
use moderato::config::{CacheConfig, HttpConfig, StreamLimits};
use moderato::db::connection::connect::Target;
use moderato::db::connection::freshness::Freshness;
use moderato::db::connection::pool::Pool;
use moderato::error;
use moderato::server::Application;
use moderato::worker::Workers;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::probes;
use super::wire::{Wire, WireAnswer, ask};
use crate::support::database::keys;
use crate::support::instance::http_config;

/// The URL of a database that cannot be reached.
pub const NOWHERE: &str = "postgres://nobody@127.0.0.1:1/none";

/// A service that runs until the test ends or tells it to stop. It has the probes.
pub struct EdgeService {
    pub address: SocketAddr,
    pub app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<error::Result<()>>,
}

/// Settings under which a test that waits for nothing ends at once.
pub fn settings() -> HttpConfig {
    HttpConfig {
        connection_limit: 64,
        streams: StreamLimits {
            in_all: 0,
            per_address: 0,
            heartbeat: Duration::from_secs(15),
        },
        ..http_config()
    }
}

impl EdgeService {
    /// A service whose database cannot be reached.
    pub fn start() -> Self {
        Self::start_with(settings())
    }

    /// The same with these settings.
    pub fn start_with(settings: HttpConfig) -> Self {
        Self::run(settings, Arc::new(app_without_database()))
    }

    /// The same after a change of what lies below the edge.
    pub fn start_rewired(rewire: impl FnOnce(&mut App)) -> Self {
        let mut app = app_without_database();
        rewire(&mut app);

        Self::run(settings(), Arc::new(app))
    }

    /// A service on this app.
    pub fn run(settings: HttpConfig, app: Arc<App>) -> Self {
        let application =
            Application::with_routes(&settings, Arc::clone(&app), probes::register).unwrap();
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
            stop: Some(stop),
            running,
        }
    }

    /// Sends a request without a body on a new connection. `head` is the request line and
    /// the headers, separated by newlines: `"GET /docs\nOrigin: https://blog.example"`.
    pub async fn ask(&self, head: &str) -> WireAnswer {
        self.ask_with(head, "").await
    }

    /// The same with a body.
    pub async fn ask_with(&self, head: &str, body: impl AsRef<[u8]>) -> WireAnswer {
        ask(self.address, head, body).await
    }

    /// Opens a connection.
    pub async fn connect(&self) -> Wire {
        Wire::connect(self.address).await
    }

    pub fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until the service has gone down by itself.
    pub async fn ended(self) {
        self.running.await.unwrap().unwrap();
    }
}

fn app_without_database() -> App {
    let pool = Pool::new(NOWHERE, 1, 0).unwrap();
    let generations = Arc::<Generations>::default();
    let freshness = Freshness::default();

    App {
        address_days: 30,
        clock: Clock::system(),
        secrets: Secrets::new(b"a test's secret".to_vec()),
        database: Database {
            primary: pool.clone(),
            replica: pool,
            target: Target::parse(NOWHERE).unwrap(),
            freshness: freshness.clone(),
        },
        cache: Cache {
            config: CacheConfig::OFF,
            pages: Pages::new(&CacheConfig::OFF, Arc::clone(&generations), freshness),
            generations,
            article_sites: ArticleSites::default(),
            staff_names: StaffNames::default(),
        },
        events: Events {
            live: Arc::default(),
            wake: Arc::default(),
            retention_days: 30,
            audit: None,
        },
        auth: Auth {
            tokens: AccessTokens::new(keys(), Clock::system()),
            passwords: Passwords::new().unwrap(),
        },
        origins: Origins::default(),
        background: Arc::default(),
        budgets: Arc::default(),
    }
}
