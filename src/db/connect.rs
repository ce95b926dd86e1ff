//! How is a connection opened? On the main runtime, with time limits set, and encrypted where the URL asks.

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use tokio::runtime::Handle;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, NoTls};

use crate::db::address::Address;
use crate::db::tls::connector;
use crate::error::Error;

/// A connection as all of `db` uses it.
pub type Connection = AsyncPgConnection;

/// What every session is told first. A statement, a wait for a lock and an idle transaction all end by
/// themselves: no request and no crash of ours can hold the database up.
const SESSION: &str = "SET statement_timeout = '5s'; SET lock_timeout = '2s'; \
     SET idle_in_transaction_session_timeout = '10s'; SET TIME ZONE 'UTC'; \
     SET application_name = 'moderato'";

/// Opens a connection whose driver lives on `runtime`, so that it outlives the worker thread that asked.
pub async fn connect(url: String, runtime: Handle) -> ConnectionResult<Connection> {
    let opening = runtime.spawn(async move {
        let mut connection = open(&url).await?;
        connection.batch_execute(SESSION).await.map_err(refused)?;
        Ok(connection)
    });
    opening.await.map_err(refused)?
}

async fn open(url: &str) -> ConnectionResult<Connection> {
    let address = Address::parse(url).map_err(|fault: Error| refused(fault))?;
    let mut config: Config = address.connection.parse().map_err(refused)?;
    match connector(&address.encryption).map_err(|fault: Error| refused(fault))? {
        None => {
            let (client, driver) = config.connect(NoTls).await.map_err(refused)?;
            AsyncPgConnection::try_from_client_and_connection(client, driver).await
        }
        Some(tls) => {
            config.ssl_mode(SslMode::Require);
            let (client, driver) = config.connect(tls).await.map_err(refused)?;
            AsyncPgConnection::try_from_client_and_connection(client, driver).await
        }
    }
}

fn refused(fault: impl std::error::Error) -> ConnectionError {
    ConnectionError::BadConnection(with_causes(&fault))
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
