//! Where do connections come from, and how does a transaction begin and end?

use std::time::Duration;

use deadpool::Runtime;
use diesel_async::pooled_connection::deadpool::{Object, Pool as Deadpool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, TransactionManager};
use futures_util::FutureExt;
use tokio::runtime::Handle;

use crate::db::connect::{Connection, Target, connect};
use crate::error::{Error, Result};

/// How long a request waits for a connection before it is told to come back (503).
const PATIENCE: Duration = Duration::from_secs(1);
/// How long opening one may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// A bounded set of connections to one database. Clones share it.
#[derive(Clone)]
pub struct Pool {
    connections: Deadpool<Connection>,
}

impl Pool {
    /// A pool of at most `size` connections; none is opened yet. `runtime` will drive them all.
    ///
    /// # Errors
    /// `Setup` when the address cannot be used, `Internal` when the pool cannot be set up.
    pub fn new(url: &str, size: usize, runtime: Handle) -> Result<Self> {
        let target = Target::parse(url)?;
        let mut config = ManagerConfig::default();
        // A connection that broke is known to be broken; to ask each one before its use takes a round trip.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |_| connect(target.clone(), runtime.clone()).boxed());
        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let connections = Deadpool::builder(manager)
            .max_size(size)
            .wait_timeout(Some(PATIENCE))
            .create_timeout(Some(CONNECT_LIMIT))
            .recycle_timeout(Some(CONNECT_LIMIT))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|fault| Error::internal("the connection pool", fault))?;
        Ok(Self { connections })
    }

    /// A connection for reading, outside any transaction.
    ///
    /// # Errors
    /// `Unavailable` when none is to be had in time.
    pub async fn get(&self) -> Result<Object<Connection>> {
        self.connections.get().await.map_err(unavailable)
    }

    /// Runs `work` in one transaction: commits what it did when it succeeds, and leaves no trace when it fails
    /// or when the caller goes away in the middle.
    ///
    /// # Errors
    /// Those of `work`; `Unavailable` when the database does not answer.
    pub async fn transaction<T>(&self, work: impl AsyncFnOnce(&mut Connection) -> Result<T>) -> Result<T> {
        let mut open = Open { connection: Some(self.get().await?) };
        let connection = open.connection()?;
        Transactions::begin_transaction(connection).await?;
        match work(connection).await {
            Ok(value) => {
                Transactions::commit_transaction(connection).await?;
                open.close();
                Ok(value)
            }
            Err(error) => {
                Transactions::rollback_transaction(connection).await?;
                open.close();
                Err(error)
            }
        }
    }

    /// Connections in use and in all, for the metrics.
    pub fn usage(&self) -> (usize, usize) {
        let status = self.connections.status();
        (status.size.saturating_sub(status.available), status.max_size)
    }

    /// Hands out no more connections; those in use finish.
    pub fn close(&self) {
        self.connections.close();
    }
}

type Transactions = <Connection as AsyncConnection>::TransactionManager;

/// A connection in the middle of a transaction. A request that is dropped (the client hung up) must not hand
/// it back to the pool with its locks held, so it is thrown away instead, and Postgres rolls back at once.
struct Open {
    connection: Option<Object<Connection>>,
}

impl Open {
    fn connection(&mut self) -> Result<&mut Connection> {
        let connection = self.connection.as_deref_mut();
        connection.ok_or_else(|| Error::internal("a transaction", "its connection is gone"))
    }

    /// The transaction has ended: the pool may have the connection back.
    fn close(mut self) {
        drop(self.connection.take());
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            drop(Object::take(connection));
        }
    }
}

fn unavailable(fault: PoolError) -> Error {
    Error::unavailable("the database", fault)
}
