//! One running instance of the service.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moderato::app::App;
use moderato::auth::token::Claim;
use moderato::clock::Clock;
use moderato::config::{CacheConfig, DatabaseConfig, HttpConfig, RateLimits, StreamLimits};
use moderato::db::accounts::moderators::{NewModerator, insert_moderator};
use moderato::db::accounts::refresh_tokens::{RefreshTokenRow, insert_refresh_token};
use moderato::domain::role::Role;
use moderato::error;
use moderato::server::Application;
use moderato::worker::Workers;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::actor::Actor;
use super::database::keys;

/// A hash that no password has, since hashing one takes long.
pub const NO_PASSWORD: &str =
    "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQxMjM0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A cache as large as the tests of one service need.
pub const CACHE: CacheConfig = CacheConfig {
    bytes: 16 * 1024 * 1024,
    stale_limit: Duration::from_secs(60),
};

/// An instance that runs until the test ends. Its clock moves only when the test moves it.
pub struct Instance {
    pub address: SocketAddr,
    pub app: Arc<App>,
    pub clock: Clock,
    pub database_url: String,
    stop: Option<oneshot::Sender<()>>,
    _running: JoinHandle<error::Result<()>>,
}

/// How an instance differs from another.
pub struct InstanceConfig {
    pub database_url: String,
    pub cache: CacheConfig,
    pub http: HttpConfig,
}

impl Instance {
    /// Starts an instance, after `rewire` has changed what lies below its HTTP layer.
    pub async fn run(config: InstanceConfig, rewire: impl FnOnce(&mut App)) -> Self {
        let clock = Clock::held_at(noon());
        let database = database_config(&as_service(&config.database_url));
        let app = App::build(&database, keys(), clock.clone()).await.unwrap();
        let mut app = app.caching(config.cache);
        rewire(&mut app);
        let app = Arc::new(app);

        let application = Application::build(&config.http, Arc::clone(&app)).unwrap();
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
            database_url: config.database_url,
            stop: Some(stop),
            _running: running,
        }
    }

    pub fn tell_to_stop(&mut self) {
        drop(self.stop.take());
    }

    /// A client without a token.
    pub fn actor(&self) -> Actor {
        Actor::new(self.address)
    }

    /// A client with a session of a new account. The account has no password, since hashing one
    /// takes long.
    pub async fn staff(&self, name: &str, role: Role) -> Actor {
        let id = self.clock.new_id();
        let local_part = name.to_lowercase().replace(' ', ".");
        let email = format!("{local_part}@moderators.example.org");
        let now = self.clock.now();
        let row = NewModerator {
            moderator_id: id.into(),
            email: &email,
            typed_email: &email,
            name,
            password_hash: NO_PASSWORD,
            role,
            created_at: now,
            updated_at: now,
            password_change_required: false,
        };

        // The session outlives every test: its access tokens are what tests are about.
        let session = RefreshTokenRow {
            token_hash: id.as_bytes().repeat(2),
            family_id: id.into(),
            moderator_id: id.into(),
            session_version: 1,
            created_at: now,
            expires_at: now + chrono::Duration::days(36_500),
            used_at: None,
            used_by: None,
            revoked_at: None,
        };

        let work = async |conn: &mut _| {
            let made = insert_moderator(conn, &row).await?;
            insert_refresh_token(conn, &session).await?;

            Ok(made)
        };
        let made = self.app.database.primary.transaction(work).await.unwrap();
        assert!(made.is_some(), "{name} has an account already");

        let claim = Claim {
            moderator_id: id.into(),
            role,
            session_version: 1,
            session_id: id.into(),
        };

        self.actor()
            .with_token(&self.app.auth.tokens.sign(&claim).unwrap())
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.tell_to_stop();
    }
}

/// The time at which tests begin.
pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_020_800, 0).unwrap()
}

/// Settings of the HTTP layer under which tests can run side by side.
pub fn http_config() -> HttpConfig {
    HttpConfig {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        public_url: None,
        rate_limits: RateLimits::Off,
        trusted_proxies: Vec::new(),
        connection_limit: 256,
        connections_per_address: 256,
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

/// The connection string of the role that serves, for that of the role that owns the tables: the
/// service gets no right that it has not in use.
fn as_service(url: &str) -> String {
    url.replacen("moderato_owner@", "moderato@", 1)
}

/// Settings of a small pool on this database.
pub fn database_config(url: &str) -> DatabaseConfig {
    DatabaseConfig {
        url: Some(url.to_owned()),
        migration_url: None,
        read_url: None,
        pg_bin: None,
        pg_mirror: None,
        connections: 8,
        threads: 2,
        event_days: 30,
        address_days: 30,
        audit_days: None,
    }
}
