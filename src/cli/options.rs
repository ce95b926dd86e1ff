//! The settings: each is an environment variable and, but for a secret, an option of the same name.
//! `config` takes the values.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::config::trusted_proxy::TrustedProxy;
use crate::config::{
    AuthConfig, CacheConfig, Config, DatabaseConfig, FirstAdmin, HttpConfig, RateLimits,
    StreamLimits,
};
use crate::error::{Error, Result};
use crate::telemetry::LogFormat;

/// The database, and the files of the embedded one.
#[derive(Debug, Clone, Args)]
pub(crate) struct DatabaseOptions {
    /// The Postgres to use, such as postgres://user:password@host/database?sslmode=verify-full.
    /// Absent: an embedded one in the data directory.
    #[arg(long, env = DATABASE_URL, hide_env_values = true)]
    pub database_url: Option<String>,
    #[arg(skip = std::env::var(MIGRATION_DATABASE_URL).ok())]
    pub migration_database_url: Option<String>,
    /// A replica for public reads that are not cached. Absent: the same as DATABASE_URL.
    #[arg(long, env = DATABASE_READ_URL, hide_env_values = true)]
    pub database_read_url: Option<String>,
    /// The folder of the embedded Postgres and the keys.
    #[arg(long, env = "MODERATO_DATA_DIR", default_value = "./data")]
    pub data_dir: PathBuf,
    /// The folder with the programs of the embedded Postgres. Absent: the usual folders are
    /// searched.
    #[arg(long, env = "MODERATO_PG_BIN")]
    pub pg_bin: Option<PathBuf>,
    /// The address to download Postgres from if none is installed. Absent: its project's releases.
    #[arg(long, env = "MODERATO_PG_MIRROR", hide_env_values = true)]
    pub pg_mirror: Option<String>,
    /// The maximum number of database connections; at least two.
    #[arg(long, env = "MODERATO_DATABASE_CONNECTIONS", default_value_t = 16)]
    pub database_connections: usize,
    /// Days for which entries of the audit log are stored. Absent: for ever.
    #[arg(long, env = "MODERATO_AUDIT_DAYS", value_parser = clap::value_parser!(u32).range(1..))]
    pub audit_days: Option<u32>,
}

const DATABASE_URL: &str = "DATABASE_URL";
const DATABASE_READ_URL: &str = "DATABASE_READ_URL";
/// Without an option, as the other secrets.
const MIGRATION_DATABASE_URL: &str = "MODERATO_MIGRATION_DATABASE_URL";

/// A variable without an option: a command line can be read by every user of the machine.
const ADMIN_PASSWORD: &str = "MODERATO_ADMIN_PASSWORD";
const ENVIRONMENT_ONLY: &str = "From the environment only:
  MODERATO_MIGRATION_DATABASE_URL  The same database as the role that owns its tables, for migrations. Absent: the same as DATABASE_URL
  MODERATO_ADMIN_PASSWORD  The first admin's password. Absent: a one-time password is generated and printed once";

#[derive(Debug, Clone, Args)]
#[command(after_help = ENVIRONMENT_ONLY)]
pub(crate) struct ServeOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// The address to listen on; port 0 takes a free one.
    #[arg(long, env = "MODERATO_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// The address under which clients reach the service, with its scheme.
    #[arg(long, env = "MODERATO_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Proxies whose X-Forwarded-For is trusted, separated by commas: addresses, or ranges such as
    /// 10.0.0.0/8.
    #[arg(long, env = "MODERATO_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
    /// Per-address limits on writes.
    #[arg(long, env = "MODERATO_RATE_LIMITS", value_enum, default_value_t = Switch::On)]
    pub rate_limits: Switch,
    /// Bytes of memory for cached public pages; with 0 none are cached, and DATABASE_READ_URL
    /// serves them.
    #[arg(long, env = "MODERATO_CACHE_BYTES", default_value_t = 67_108_864)]
    pub cache_bytes: u64,
    /// Seconds for which a cached page is served, marked by Age and Cache-Status, while the
    /// database is unavailable.
    #[arg(long, env = "MODERATO_STALE_SECONDS", default_value_t = 60)]
    pub stale_seconds: u64,
    /// The maximum number of open client connections, not counting live streams.
    #[arg(long, env = "MODERATO_CONNECTIONS", default_value_t = 10_000)]
    pub connections: usize,
    /// The maximum number of open client connections from one address that is no trusted proxy, not
    /// counting live streams.
    #[arg(long, env = "MODERATO_CONNECTIONS_PER_ADDRESS", default_value_t = 500)]
    pub connections_per_address: usize,
    /// The maximum number of open live streams.
    #[arg(long, env = "MODERATO_STREAMS", default_value_t = 10_000)]
    pub streams: usize,
    /// The maximum number of open live streams from one address.
    #[arg(long, env = "MODERATO_STREAMS_PER_ADDRESS", default_value_t = 100)]
    pub streams_per_address: usize,
    /// Days for which events are stored for the event feed.
    #[arg(long, env = "MODERATO_EVENT_DAYS", default_value_t = EVENT_DAYS, value_parser = clap::value_parser!(u32).range(1..))]
    pub event_days: u32,
    /// Days for which hashes of network addresses are stored with comments, reports and sign-ins.
    #[arg(long, env = "MODERATO_ADDRESS_DAYS", default_value_t = ADDRESS_DAYS, value_parser = clap::value_parser!(u32).range(1..))]
    pub address_days: u32,
    /// The email of the first admin, created if there is no admin yet. Absent:
    /// admin@localhost.localdomain.
    #[arg(long, env = "MODERATO_ADMIN_EMAIL")]
    pub admin_email: Option<String>,
    #[arg(skip = std::env::var_os(ADMIN_PASSWORD))]
    pub admin_password: Option<OsString>,
    /// PEM file with one or two Ed25519 keys for access tokens. Absent: created in the data
    /// directory.
    #[arg(long, env = "MODERATO_JWT_KEY_FILE")]
    pub jwt_key_file: Option<PathBuf>,
    /// The format of log lines. RUST_LOG selects which are written.
    #[arg(long, env = "MODERATO_LOG", value_enum, default_value_t = Log::Text)]
    pub log: Log,
    /// Seconds between a stop signal, at which readiness turns to 503, and the end of new
    /// connections.
    #[arg(long, env = "MODERATO_DRAIN_SECONDS", default_value_t = 2)]
    pub drain_seconds: u64,
    /// Also load the demo article with its comments.
    #[arg(long)]
    pub demo: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Log {
    Text,
    Json,
}

/// How long a client may take for a request's head, and again for its body.
const READ_DEADLINE: Duration = Duration::from_secs(10);
/// The longest silence of a live stream: proxies close connections that are silent for a minute.
const HEARTBEAT: Duration = Duration::from_secs(15);
const EVENT_DAYS: u32 = 30;
const ADDRESS_DAYS: u32 = 30;
/// How long requests in flight may take at a shutdown.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(20);

impl DatabaseOptions {
    /// The settings as plain values.
    ///
    /// # Errors
    /// `Setup` for a password on the command line.
    pub(crate) fn config(&self) -> Result<DatabaseConfig> {
        refuse_shown_password(DATABASE_URL, self.database_url.as_deref())?;
        refuse_shown_password(DATABASE_READ_URL, self.database_read_url.as_deref())?;

        Ok(DatabaseConfig {
            url: given(self.database_url.clone()),
            migration_url: given(self.migration_database_url.clone()),
            read_url: given(self.database_read_url.clone()),
            pg_bin: self.pg_bin.clone(),
            pg_mirror: given(self.pg_mirror.clone()),
            connections: self.database_connections.max(2),
            threads: 0,
            event_days: EVENT_DAYS,
            address_days: ADDRESS_DAYS,
            audit_days: self.audit_days,
        })
    }
}

/// A command line can be read by every user of the machine, an environment cannot.
fn refuse_shown_password(variable: &str, url: Option<&str>) -> Result<()> {
    let is_from_environment = std::env::var(variable).ok().as_deref() == url;
    if is_from_environment || !url.is_some_and(has_password) {
        return Ok(());
    }

    Err(Error::setup(format!(
        "A password on the command line can be read by every user of this machine: set {variable} in the \
         environment instead, and change the password."
    )))
}

/// Whether a URL carries a password, in either of the two places that Postgres reads.
fn has_password(url: &str) -> bool {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let user = base
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'))
        .map_or("", |(user, _)| user);

    user.contains(':') || query.split('&').any(|it| it.starts_with("password="))
}

impl ServeOptions {
    /// The settings as plain values.
    ///
    /// # Errors
    /// `Setup` when an admin's password comes without the email, or is not UTF-8, and for a trusted
    /// proxy that is no address and no range.
    pub(crate) fn config(self) -> Result<Config> {
        let password = self.admin_password.map(OsString::into_string).transpose();
        let password =
            password.map_err(|_| Error::setup(format!("{ADMIN_PASSWORD} is not UTF-8.")))?;

        let admin = match (given(self.admin_email), given(password)) {
            (Some(email), password) => Some(FirstAdmin { email, password }),
            (None, None) => None,
            (None, Some(_)) => {
                return Err(Error::setup(format!(
                    "{ADMIN_PASSWORD} is set: set MODERATO_ADMIN_EMAIL too."
                )));
            }
        };

        let workers = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);

        Ok(Config {
            database: DatabaseConfig {
                threads: workers,
                event_days: self.event_days,
                address_days: self.address_days,
                ..self.database.config()?
            },
            cache: CacheConfig {
                bytes: self.cache_bytes,
                stale_limit: Duration::from_secs(self.stale_seconds),
            },
            http: HttpConfig {
                listen: self.listen,
                public_url: given(self.public_url).map(|url| url.trim_end_matches('/').to_owned()),
                rate_limits: match self.rate_limits {
                    Switch::On => RateLimits::On,
                    Switch::Off => RateLimits::Off,
                },
                trusted_proxies: trusted_proxies(&self.trusted_proxies)?,
                connection_limit: self.connections,
                connections_per_address: self.connections_per_address,
                streams: StreamLimits {
                    in_all: self.streams,
                    per_address: self.streams_per_address,
                    heartbeat: HEARTBEAT,
                },
                read_deadline: READ_DEADLINE,
                drain_delay: Duration::from_secs(self.drain_seconds),
                drain_timeout: DRAIN_TIMEOUT,
                workers,
            },
            auth: AuthConfig {
                jwt_key_file: self.jwt_key_file,
                admin,
            },
            data_dir: self.database.data_dir,
            demo: self.demo,
        })
    }
}

/// The proxies, without the empty entries that an empty variable or a last comma leaves behind.
fn trusted_proxies(entries: &[String]) -> Result<Vec<TrustedProxy>> {
    let entries = entries.iter().map(|entry| entry.trim());

    entries
        .filter(|entry| !entry.is_empty())
        .map(|entry| {
            let proxy = entry.parse::<TrustedProxy>();
            proxy.map_err(|fault| Error::setup(format!("MODERATO_TRUSTED_PROXIES: {fault}")))
        })
        .collect()
}

/// An empty variable, as an `.env` file leaves behind, is an absent one.
fn given(value: Option<String>) -> Option<String> {
    value.filter(|value| !value.trim().is_empty())
}

impl From<Log> for LogFormat {
    fn from(log: Log) -> Self {
        match log {
            Log::Text => Self::Text,
            Log::Json => Self::Json,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(entries: &str) -> Result<Vec<TrustedProxy>> {
        let entries: Vec<String> = entries.split(',').map(str::to_owned).collect();

        trusted_proxies(&entries)
    }

    #[test]
    fn proxies_are_addresses_and_ranges_in_a_list() {
        assert_eq!(
            read("10.0.0.0/8, 2001:db8::/32,192.0.2.1,").unwrap().len(),
            3
        );
        assert_eq!(read("").unwrap(), []);
    }

    #[test]
    fn a_password_in_a_url_is_found_where_postgres_reads_it() {
        for url in [
            "postgres://ada:plum@db.example.org/moderato",
            "postgresql://ada:p@m@/moderato",
            "postgres://ada@db.example.org/moderato?sslmode=require&password=plum",
        ] {
            assert!(has_password(url), "{url}");
        }

        for url in [
            "postgres://ada@db.example.org:5432/moderato",
            "postgres://db.example.org:5432/moderato",
            "postgres:///moderato?host=/run/postgresql",
        ] {
            assert!(!has_password(url), "{url}");
        }
    }

    #[test]
    fn a_bad_proxy_is_a_fault_of_the_setup() {
        let Err(Error::Setup(fault)) = read("10.0.0.1,10.0.0.1/8") else {
            panic!("it must be refused");
        };

        assert!(
            fault.starts_with("MODERATO_TRUSTED_PROXIES: \"10.0.0.1/8\""),
            "{fault}"
        );
    }
}
