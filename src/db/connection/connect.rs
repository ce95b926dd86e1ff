//! Opening connections: with time limits on every statement, and encrypted where the URL asks.

use std::fmt::Display;
use std::future::poll_fn;
use std::path::Path;
use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio_postgres::config::{Host, SslMode, SslNegotiation, TargetSessionAttrs};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, SimpleQueryMessage};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::connection::tls::{advice, connector};
use crate::db::connection::transport::{Coded, Unencrypted, open_unix_socket, unix_sockets};
use crate::db::connection::url::DatabaseUrl;
use crate::error::{Error, Result};

/// The connection that all of `db` uses.
pub type Connection = AsyncPgConnection;

/// The settings of every session.
///
/// - A statement, a wait for a lock and an idle transaction end by themselves, so that no request
///   and no crash of this service can block the database.
/// - No parallel workers and no just-in-time compilation: both take longer to start than a
///   statement of a request may take.
/// - No incremental sort: pages come in the order of an index ([`keyset`]).
/// - One plan for all values of a statement, which is the plan that tests pin. Left to itself,
///   Postgres plans some statements of a post again for each execution, which takes a third of the
///   post's time.
/// - Locks are taken by a statement that is prepared from the start: see
///   [`take_locks`](crate::db::connection::lock::take_locks).
///
/// [`keyset`]: crate::db::connection::keyset
pub const SESSION: &str = "SET statement_timeout = '5s'; SET lock_timeout = '2s'; \
     SET idle_in_transaction_session_timeout = '10s'; SET TIME ZONE 'UTC'; \
     SET max_parallel_workers_per_gather = 0; SET jit = off; \
     SET enable_incremental_sort = off; SET plan_cache_mode = force_generic_plan; SET application_name = 'moderato'; \
     PREPARE take_locks (bigint[]) AS SELECT pg_advisory_xact_lock(number) FROM unnest($1) AS number";

/// How long opening a connection at the start may take. A server that accepts it and says nothing
/// would otherwise keep the start waiting for ever.
const OPENING: Duration = Duration::from_secs(10);
/// How long data sent to the database may stay unacknowledged before the connection counts as lost.
const UNACKNOWLEDGED: Duration = Duration::from_secs(5);

/// A database and the certificates that prove its identity. Read once, for any number of
/// connections.
#[derive(Clone)]
pub struct Target {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Target {
    /// Reads a URL and the root certificates that it names.
    ///
    /// # Errors
    /// `Setup` when they cannot be read.
    pub fn parse(url: &str) -> Result<Self> {
        let DatabaseUrl {
            connection,
            encryption,
        } = DatabaseUrl::parse(url)?;

        let mut config: Config = connection
            .parse()
            .map_err(|fault| Error::setup(format!("DATABASE_URL: {}.", with_causes(&fault))))?;
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }

        let tls = if is_local(&config) {
            None
        } else {
            connector(&encryption)?
        };

        Ok(Self { config, tls })
    }
}

/// Opens one connection outside the pools, for work at the start and for commands.
///
/// # Errors
/// `Setup` when the URL cannot be used; `Unavailable` when the database cannot be reached.
pub(crate) async fn connect_once(url: &str) -> Result<Connection> {
    let opening = connect(Target::parse(url)?, Handle::current());

    tokio::time::timeout(OPENING, opening)
        .await
        .map_err(|_| Error::unavailable("the database", "it did not answer within 10 s"))?
        .map_err(|fault| Error::unavailable("the database", fault))
}

/// Opens a connection whose driver runs on `runtime`. Dropping the future stops the opening.
pub async fn connect(target: Target, runtime: Handle) -> ConnectionResult<Connection> {
    // A set ends its tasks when it is dropped, so no session stays open that the pool does not
    // count.
    let mut opening = JoinSet::new();
    opening.spawn_on(
        async move {
            let mut connection = open(target).await?;
            connection.batch_execute(SESSION).await.map_err(refused)?;
            Ok(connection)
        },
        &runtime,
    );

    match opening.join_next().await {
        Some(opened) => opened.map_err(refused)?,
        None => Err(ConnectionError::BadConnection("nobody opens it".to_owned())),
    }
}

/// Opens a connection whose errors carry their SQLSTATE; see
/// [`sqlstate`](crate::db::connection::sqlstate).
async fn open(target: Target) -> ConnectionResult<Connection> {
    let Target { mut config, tls } = target;
    config.ssl_mode(SslMode::Require);

    match tls {
        // The driver skips Unix sockets here, since Postgres offers no TLS on them.
        Some(tls) => {
            let (client, driver) = config.connect(Coded(tls)).await.map_err(refused)?;
            AsyncPgConnection::try_from_client_and_connection(client, driver).await
        }
        None => open_unencrypted(config).await,
    }
}

/// Tries the Unix sockets first, then the other hosts.
async fn open_unencrypted(mut config: Config) -> ConnectionResult<Connection> {
    let mut last = None;
    for socket in unix_sockets(&config) {
        match open_local(&socket, &config).await {
            Ok(connection) => return Ok(connection),
            Err(fault) => last = Some(fault),
        }
    }

    if let Some(fault) = last.filter(|_| is_local(&config)) {
        return Err(fault);
    }

    config.ssl_negotiation(SslNegotiation::Direct);
    name_hosts(&mut config);
    let coded = Coded(Unencrypted);
    let (client, driver) = config.connect(coded).await.map_err(refused)?;

    AsyncPgConnection::try_from_client_and_connection(client, driver).await
}

/// Opens a connection over a Unix socket.
async fn open_local(socket: &Path, config: &Config) -> ConnectionResult<Connection> {
    let mut config = config.clone();
    config.ssl_mode(SslMode::Disable);

    let stream = open_unix_socket(socket, &config).await;
    let stream = stream.map_err(unreachable)?;
    let (client, driver) = config.connect_raw(stream, NoTls).await.map_err(refused)?;
    tokio::spawn(driver);
    check_session(&client, config.get_target_session_attrs()).await?;

    AsyncPgConnection::try_from(client).await
}

/// Checks `target_session_attrs`, which the driver checks only where it opens the stream itself.
async fn check_session(client: &Client, wanted: TargetSessionAttrs) -> ConnectionResult<()> {
    let (read_only, complaint) = match wanted {
        TargetSessionAttrs::ReadWrite => ("off", "database does not allow writes"),
        TargetSessionAttrs::ReadOnly => ("on", "database is not read only"),
        _ => return Ok(()),
    };

    let shown = client.simple_query("SHOW transaction_read_only").await;
    let is_wanted = shown.map_err(refused)?.iter().any(|message| match message {
        SimpleQueryMessage::Row(row) => row.try_get(0).is_ok_and(|value| value == Some(read_only)),
        _ => false,
    });

    if is_wanted {
        Ok(())
    } else {
        Err(unreachable(complaint))
    }
}

/// The driver hands a stream to a connector only where the host has a name.
fn name_hosts(config: &mut Config) {
    if config.get_hosts().is_empty() {
        for address in config.get_hostaddrs().to_vec() {
            config.host(address.to_string());
        }
    }
}

/// Opens a connection without Diesel, since only such a connection receives notifications. `hear`
/// is called for each notification and when the connection has ended. The driver ends with the set.
pub(crate) async fn open_listening(
    Target { mut config, tls }: Target,
    hear: impl Fn() + Send + 'static,
) -> ConnectionResult<(Client, JoinSet<()>)> {
    let mut driver = JoinSet::new();
    let client = match tls {
        None => {
            let (client, connection) = config.connect(NoTls).await.map_err(refused)?;
            driver.spawn(drive(connection, hear));
            client
        }
        Some(tls) => {
            config.ssl_mode(SslMode::Require);
            let (client, connection) = config.connect(tls).await.map_err(refused)?;
            driver.spawn(drive(connection, hear));
            client
        }
    };

    Ok((client, driver))
}

async fn drive<S, T>(mut connection: tokio_postgres::Connection<S, T>, hear: impl Fn())
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notification(_) = message {
            hear();
        }
    }

    hear();
}

/// Whether the database is reached over Unix sockets only. No data leaves the machine then, and
/// Postgres offers no TLS on such sockets.
fn is_local(config: &Config) -> bool {
    config.get_hostaddrs().is_empty()
        && config
            .get_hosts()
            .iter()
            .all(|host| matches!(host, Host::Unix(_)))
}

/// Worded as the driver words it where it opens the stream itself.
fn unreachable(fault: impl Display) -> ConnectionError {
    ConnectionError::BadConnection(format!("error connecting to server: {fault}"))
}

fn refused(fault: impl std::error::Error + 'static) -> ConnectionError {
    let text = with_causes(&fault);
    ConnectionError::BadConnection(match advice(&fault) {
        Some(advice) => format!("{text}: {advice}"),
        None => text,
    })
}

/// The error with its causes, such as "connection error: no such host". The outer text alone seldom
/// says what to correct.
fn with_causes(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();

    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }

    text
}
