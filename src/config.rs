//! The settings of the service as plain values. `cli` fills them from the environment and the
//! command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use self::trusted_proxy::TrustedProxy;

pub mod trusted_proxy;

/// The settings of `serve`.
#[derive(Debug, Clone)]
pub struct Config {
    pub database: DatabaseConfig,
    pub cache: CacheConfig,
    pub http: HttpConfig,
    pub auth: AuthConfig,
    pub data_dir: PathBuf,
    /// Load the demo article and its comments after the migrations.
    pub demo: bool,
}

#[derive(Debug, Clone)]
pub struct DatabaseConfig {
    /// `None`: start the embedded Postgres in the data directory.
    pub url: Option<String>,
    /// The same database as the role that owns its tables, for migrations; `None`: `url`.
    pub migration_url: Option<String>,
    /// A replica for public reads; `None`: the same as `url`.
    pub read_url: Option<String>,
    /// The folder of the embedded Postgres' programs; `None`: the usual folders are searched.
    pub pg_bin: Option<PathBuf>,
    /// The address to download the pinned Postgres from when none is installed; `None`: its
    /// project's releases.
    pub pg_mirror: Option<String>,
    /// Connections in the pool.
    pub connections: usize,
    /// Threads that serve requests. Each has its share of the connections.
    pub threads: usize,
    /// For how many days events are kept.
    pub event_days: u32,
    /// For how many days hashes of network addresses are kept with comments and reports.
    pub address_days: u32,
    /// For how many days entries of the audit log are kept; `None`: for ever.
    pub audit_days: Option<u32>,
}

/// The cache of public pages.
#[derive(Debug, Clone, Copy)]
pub struct CacheConfig {
    /// The memory of the whole cache; zero: nothing is kept.
    pub bytes: u64,
    /// For how long after the last proof that it was current a page is shown while the database is
    /// unavailable.
    pub stale_limit: Duration,
}

impl CacheConfig {
    /// Nothing is kept.
    pub const OFF: Self = Self {
        bytes: 0,
        stale_limit: Duration::ZERO,
    };

    /// The memory for the encoded forms of pages. They are smaller than the pages, and not all are
    /// asked for.
    pub(crate) const fn codings(&self) -> u64 {
        self.bytes / 4
    }

    /// The memory for the URLs of pages. A page may have many, and each takes little.
    pub(crate) const fn addresses(&self) -> u64 {
        self.bytes / 16
    }

    /// The memory for pages.
    pub const fn pages(&self) -> u64 {
        self.bytes - self.codings() - self.addresses()
    }
}

#[derive(Debug, Clone)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    /// The address under which clients reach the service, without a trailing slash. URLs in problem
    /// documents begin with it. `None`: they are relative.
    pub public_url: Option<String>,
    pub rate_limits: RateLimits,
    /// Peers whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<TrustedProxy>,
    /// The maximum number of connections, not counting live streams.
    pub connection_limit: usize,
    /// The maximum number of connections from one address that is no trusted proxy, not counting
    /// live streams.
    pub connections_per_address: usize,
    pub streams: StreamLimits,
    /// How long a client may take to send a request's head, and again for its body.
    pub read_deadline: Duration,
    /// How long readiness answers 503 before the listener closes at a shutdown.
    pub drain_delay: Duration,
    /// How long requests in flight may take after that.
    pub drain_timeout: Duration,
    pub workers: usize,
}

/// The limits of live streams.
#[derive(Debug, Clone, Copy)]
pub struct StreamLimits {
    pub in_all: usize,
    pub per_address: usize,
    /// After so long a silence a stream sends a comment, so that proxies keep it open.
    pub heartbeat: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimits {
    On,
    Off,
}

#[derive(Debug, Clone)]
pub struct AuthConfig {
    /// A PEM file with one or two Ed25519 keys; `None`: one is made in the data directory.
    pub jwt_key_file: Option<PathBuf>,
    /// The first admin, created when the service has none.
    pub admin: Option<FirstAdmin>,
}

#[derive(Clone)]
pub struct FirstAdmin {
    pub email: String,
    /// `None`: one is generated and shown once.
    pub password: Option<String>,
}

impl std::fmt::Debug for FirstAdmin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FirstAdmin").finish_non_exhaustive()
    }
}
