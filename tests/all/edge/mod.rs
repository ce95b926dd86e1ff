//! Does the HTTP edge keep its promises? Raw sockets against a service on a free port; no database
//! is needed.

mod abandoned;
mod background;
mod bodies;
mod caching;
mod connections;
mod documents;
mod draining;
mod envelope;
mod foreign_faults;
mod framing;
mod limits;
mod logging;
mod origins;
mod probes;
mod queries;
mod readiness;
mod slow_clients;
mod wire;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::support::database::keys;
use moderato::app::article_sites::ArticleSites;
use moderato::app::generations::Generations;
use moderato::app::origins::Origins;
use moderato::app::pages::Pages;
use moderato::app::secrets::Secrets;
use moderato::app::{App, Auth, Cache, Database, Events};
use moderato::auth::password_hash::Passwords;
use moderato::auth::token::AccessTokens;
use moderato::clock::Clock;
use moderato::config::{CacheConfig, HttpConfig, RateLimits, StreamLimits};
use moderato::db::connection::connect::Target;
use moderato::db::connection::freshness::Freshness;
use moderato::db::connection::pool::Pool;
use moderato::server::Application;
use moderato::worker::Workers;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A service that runs until the test ends or tells it to stop.
pub struct Service {
    pub address: SocketAddr,
    pub app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<moderato::error::Result<()>>,
}

/// Settings under which a test that waits for nothing ends at once.
pub fn settings() -> HttpConfig {
    HttpConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: None,
        rate_limits: RateLimits::Off,
        trusted_proxies: Vec::new(),
        connection_limit: 64,
        streams: StreamLimits {
            in_all: 0,
            per_address: 0,
            heartbeat: Duration::from_secs(15),
        },
        read_deadline: Duration::from_secs(5),
        drain_delay: Duration::ZERO,
        drain_timeout: Duration::from_secs(5),
        workers: 1,
    }
}

impl Service {
    /// A service whose database cannot be reached, with the probes.
    pub fn start(config: HttpConfig) -> Self {
        Self::start_with(config, |_| {})
    }

    /// As [`Service::start`], with a change of what is below the edge.
    pub fn start_with(config: HttpConfig, rewire: impl FnOnce(&mut App)) -> Self {
        let url = "postgres://nobody@127.0.0.1:1/none";
        let pool = Pool::new(url, 1, 0).unwrap();
        let (generations, freshness) = (Arc::<Generations>::default(), Freshness::default());
        let mut app = App {
            clock: Clock::system(),
            secrets: Secrets::new(b"a test's secret".to_vec()),
            database: Database {
                primary: pool.clone(),
                replica: pool,
                target: Target::parse(url).unwrap(),
                freshness: freshness.clone(),
            },
            cache: Cache {
                config: CacheConfig::OFF,
                pages: Pages::new(&CacheConfig::OFF, Arc::clone(&generations), freshness),
                generations,
                article_sites: ArticleSites::default(),
            },
            events: Events {
                live: Arc::default(),
                wake: Arc::default(),
                retention_days: 30,
            },
            auth: Auth {
                tokens: AccessTokens::new(keys(), Clock::system()),
                passwords: Passwords::new().unwrap(),
            },
            origins: Origins::default(),
            background: Arc::default(),
        };
        rewire(&mut app);
        Self::with_app(config, Arc::new(app))
    }

    /// A service on this app, with the probes.
    pub fn with_app(config: HttpConfig, app: Arc<App>) -> Self {
        let application =
            Application::with_routes(&config, Arc::clone(&app), probes::register).unwrap();
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

    pub fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until the service has gone down by itself.
    pub async fn ended(self) {
        self.running.await.unwrap().unwrap();
    }
}
