//! How is a connection opened? With time limits set, and encrypted where the URL asks.

use std::future::poll_fn;
use std::time::Duration;

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio_postgres::config::{Host, SslMode, SslNegotiation};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::address::Address;
use crate::db::tls::{advice, connector};
use crate::db::transport::{Coded, Unencrypted, open_unix_socket};
use crate::error::{Error, Result};

/// A connection as all of `db` uses it.
pub type Connection = AsyncPgConnection;

/// What every session is told first. A statement, a wait for a lock and an idle transaction all end
/// by themselves: no request and no crash of ours can hold the database up. Parallel workers, and
/// machine code made for one statement, take longer to start than any statement of a request may
/// take; Postgres would want them where it guesses that a thread is long. Pages come in the order
/// of an index (`db::seek`), not sorted in part after another. A statement has one plan for all
/// values, which is the one that tests hold: left to itself, Postgres plans some statements of a
/// post anew for each one once it knows how a table's values are spread, and that takes a third of
/// its time. Locks are taken by a statement that is ready from the start: see
/// [`take_locks`](crate::db::lock::take_locks).
pub const SESSION: &str = "SET statement_timeout = '5s'; SET lock_timeout = '2s'; \
     SET idle_in_transaction_session_timeout = '10s'; SET TIME ZONE 'UTC'; \
     SET max_parallel_workers_per_gather = 0; SET jit = off; \
     SET enable_incremental_sort = off; SET plan_cache_mode = force_generic_plan; SET application_name = 'moderato'; \
     PREPARE take_locks (bigint[]) AS SELECT pg_advisory_xact_lock(number) FROM unnest($1) AS number";

/// How long a machine that has vanished may leave what we sent unacknowledged.
const UNACKNOWLEDGED: Duration = Duration::from_secs(5);

/// A database, and whom to believe that they are it. Read once, for any number of connections.
#[derive(Clone)]
pub struct Target {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Target {
    /// Reads a URL, and the root certificates that it names.
    ///
    /// # Errors
    /// `Setup` when they cannot be read.
    pub fn parse(url: &str) -> Result<Self> {
        let Address {
            connection,
            encryption,
        } = Address::parse(url)?;
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

/// Opens a connection whose driver lives on `runtime`, as long as that does. Whoever stops waiting
/// for it stops the opening.
pub async fn connect(target: Target, runtime: Handle) -> ConnectionResult<Connection> {
    // A set ends its tasks when it is dropped: nobody would count a session that nobody waits for.
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

/// Opens a connection whose errors carry their SQLSTATE; see [`sqlstate`](crate::db::sqlstate).
async fn open(target: Target) -> ConnectionResult<Connection> {
    let Target { mut config, tls } = target;

    if is_local(&config) {
        let stream = open_unix_socket(&config).await.map_err(unreachable)?;
        let (client, driver) = config.connect_raw(stream, NoTls).await.map_err(refused)?;
        tokio::spawn(driver);
        return AsyncPgConnection::try_from(client).await;
    }

    config.ssl_mode(SslMode::Require);
    match tls {
        Some(tls) => {
            let (client, driver) = config.connect(Coded(tls)).await.map_err(refused)?;
            AsyncPgConnection::try_from_client_and_connection(client, driver).await
        }
        None => {
            config.ssl_negotiation(SslNegotiation::Direct);
            name_hosts(&mut config);
            let coded = Coded(Unencrypted);
            let (client, driver) = config.connect(coded).await.map_err(refused)?;
            AsyncPgConnection::try_from_client_and_connection(client, driver).await
        }
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

/// Opens a connection without Diesel, which alone hears notifications. `hear` is called for each of
/// them and when the connection has ended; its driver ends with the set.
pub async fn open_listening(
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

/// Whether it is reached over Unix sockets only: nothing leaves the machine, and Postgres speaks no
/// TLS there.
fn is_local(config: &Config) -> bool {
    config.get_hostaddrs().is_empty()
        && config
            .get_hosts()
            .iter()
            .all(|host| matches!(host, Host::Unix(_)))
}

/// Worded as the driver words it where it opens the stream itself.
fn unreachable(fault: std::io::Error) -> ConnectionError {
    ConnectionError::BadConnection(format!("error connecting to server: {fault}"))
}

fn refused(fault: impl std::error::Error + 'static) -> ConnectionError {
    let text = with_causes(&fault);
    ConnectionError::BadConnection(match advice(&fault) {
        Some(advice) => format!("{text}: {advice}"),
        None => text,
    })
}

/// "connection error: no such host": the outer text alone seldom says what to mend.
fn with_causes(fault: &dyn std::error::Error) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}
