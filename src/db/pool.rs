//! Where do connections come from, and how does a transaction begin and end?

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::Timeouts;
use diesel_async::pooled_connection::deadpool::{Object, PoolError};
use diesel_async::{AsyncConnection, SimpleAsyncConnection, TransactionManager};

use crate::db::connect::Connection;
use crate::db::events::gather_reach;
use crate::db::pulse::{LEASE, Pulse};
use crate::db::shares::Shares;
use crate::domain::event::Reach;
use crate::error::{Error, Result};

/// How long a request waits for a connection before it is told to come back (503).
const PATIENCE: Duration = Duration::from_secs(1);
/// How long opening one may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const USUAL: Timeouts =
    Timeouts { wait: Some(PATIENCE), create: Some(CONNECT_LIMIT), recycle: Some(CONNECT_LIMIT) };
/// After so long a silence of the database a request does not wait for others to be done with it either.
const SILENCE: Duration = Duration::from_secs(1);
/// How long it may take then to show that a connection works: a request must not hang on a database that is away.
const TRIAL: Duration = Duration::from_millis(300);

/// A bounded set of connections to one database. Clones share it.
#[derive(Clone)]
pub struct Pool {
    shares: Arc<Shares>,
    pulse: Pulse,
    tell: Option<Tell>,
}

/// Is told what a transaction with events has changed.
type Tell = Arc<dyn Fn(&[Reach]) + Send + Sync>;

impl Pool {
    /// A pool of at most `size` connections, in shares for `threads` that serve requests; none is opened yet.
    ///
    /// # Errors
    /// `Setup` when the address cannot be used, `Internal` when the pool cannot be set up.
    pub fn new(url: &str, size: usize, threads: usize) -> Result<Self> {
        let shares = Arc::new(Shares::new(url, size, threads)?);
        Ok(Self { shares, pulse: Pulse::default(), tell: None })
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
            Some(_) | None => self.shares.get(&USUAL).await.map_err(unavailable),
        }
    }

    /// A connection that has just answered, since the database has been silent for some time.
    async fn get_tried(&self, silence: Duration) -> Result<Object<Connection>> {
        let wait = if silence > SILENCE { TRIAL } else { PATIENCE };
        let limits = Timeouts { wait: Some(wait), create: Some(2 * TRIAL), recycle: Some(TRIAL) };
        let mut connection = self.shares.get(&limits).await.map_err(unavailable)?;
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
        self.shares.usage()
    }

    /// Hands out no more connections; those in use finish.
    pub fn close(&self) {
        self.shares.close();
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
