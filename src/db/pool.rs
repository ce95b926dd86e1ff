//! Where do connections come from, and how does a transaction begin and end?

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::Runtime;
use deadpool::managed::Timeouts;
use diesel_async::pooled_connection::deadpool::{Object, Pool as Deadpool, PoolError};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, SimpleAsyncConnection, TransactionManager};
use futures_util::FutureExt;

use crate::db::connect::{Connection, Target, connect};
use crate::db::driver::Driver;
use crate::db::events::gather_reach;
use crate::db::pulse::{LEASE, Pulse};
use crate::domain::event::Reach;
use crate::error::{Error, Result};

/// How long a request waits for a connection before it is told to come back (503).
const PATIENCE: Duration = Duration::from_secs(1);
/// How long opening one may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
/// After so long a silence of the database a request does not wait for others to be done with it either.
const SILENCE: Duration = Duration::from_secs(1);
/// How long it may take then to show that a connection works: a request must not hang on a database that is away.
const TRIAL: Duration = Duration::from_millis(300);

/// A bounded set of connections to one database. Clones share it.
#[derive(Clone)]
pub struct Pool {
    connections: Deadpool<Connection>,
    pulse: Pulse,
    tell: Option<Tell>,
    _driver: Arc<Driver>,
}

/// Is told what a transaction with events has changed.
type Tell = Arc<dyn Fn(&[Reach]) + Send + Sync>;

impl Pool {
    /// A pool of at most `size` connections; none is opened yet.
    ///
    /// # Errors
    /// `Setup` when the address cannot be used, `Internal` when the pool cannot be set up.
    pub fn new(url: &str, size: usize) -> Result<Self> {
        let (target, driver) = (Target::parse(url)?, Driver::start()?);
        let runtime = driver.handle.clone();
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
        Ok(Self { connections, pulse: Pulse::default(), tell: None, _driver: Arc::new(driver) })
    }

    /// The same connections, whose transactions tell what their events reach: after the commit, before anybody else
    /// learns of it, and also where it is not known whether the commit succeeded.
    #[must_use]
    pub fn telling(self, tell: impl Fn(&[Reach]) + Send + Sync + 'static) -> Self {
        Self { tell: Some(Arc::new(tell)), ..self }
    }

    /// The same connections, which are tried before they are used when this pulse has stopped.
    #[must_use]
    pub fn watching(self, pulse: Pulse) -> Self {
        Self { pulse, ..self }
    }

    /// A connection for reading, outside any transaction.
    ///
    /// # Errors
    /// `Unavailable` when none is to be had in time: well under a second where the database is known to be silent.
    pub async fn get(&self) -> Result<Object<Connection>> {
        match self.pulse.age(Instant::now()) {
            Some(age) if age > LEASE => self.get_tried(age).await,
            Some(_) | None => self.connections.get().await.map_err(unavailable),
        }
    }

    /// A connection that has just answered, since the database has been silent for some time.
    async fn get_tried(&self, silence: Duration) -> Result<Object<Connection>> {
        let wait = if silence > SILENCE { TRIAL } else { PATIENCE };
        let limits = Timeouts { wait: Some(wait), create: Some(2 * TRIAL), recycle: Some(TRIAL) };
        let mut connection = self.connections.timeout_get(&limits).await.map_err(unavailable)?;
        match tokio::time::timeout(TRIAL, connection.batch_execute("")).await {
            Ok(answered) => answered.map(|()| connection).map_err(Error::from),
            Err(silent) => {
                // The answer is still to come, so nobody may have this connection any more.
                drop(Object::take(connection));
                Err(Error::unavailable("the database", silent))
            }
        }
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
        let (outcome, reached) = gather_reach(work(connection)).await;
        match outcome {
            Ok(value) => {
                let _aftermath = Aftermath { tell: self.tell.as_ref(), reached };
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

/// Tells what a commit has changed, however it ended: succeeded, failed, or left behind by a caller who went away.
struct Aftermath<'a> {
    tell: Option<&'a Tell>,
    reached: Vec<Reach>,
}

impl Drop for Aftermath<'_> {
    fn drop(&mut self) {
        if let Some(tell) = self.tell.filter(|_| !self.reached.is_empty()) {
            tell(&self.reached);
        }
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
