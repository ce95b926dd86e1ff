//! Where do connections come from, and how does a transaction begin and end?

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::Timeouts;
use diesel_async::SimpleAsyncConnection;
use diesel_async::pooled_connection::deadpool::PoolError;

use crate::db::connection::connect::Connection;
use crate::db::connection::freshness::{Freshness, LEASE};
use crate::db::connection::lease::LeasedConnection;
use crate::db::connection::reach;
use crate::db::connection::thread_pools::ThreadPools;
use crate::domain::event::Reach;
use crate::error::{Error, Result};

/// How long a request waits for a connection before it is told to come back (503).
const PATIENCE: Duration = Duration::from_secs(1);
/// How long opening one may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const USUAL: Timeouts = Timeouts {
    wait: Some(PATIENCE),
    create: Some(CONNECT_LIMIT),
    recycle: Some(CONNECT_LIMIT),
};
/// After so long a silence of the database a request does not wait for others to be done with it
/// either.
const SILENCE: Duration = Duration::from_secs(1);
/// How long it may take then to show that a connection works: a request must not hang on a database
/// that is away.
const TRIAL: Duration = Duration::from_millis(300);

/// A bounded set of connections to one database. Clones share it.
#[derive(Clone)]
pub struct Pool {
    thread_pools: Arc<ThreadPools>,
    freshness: Freshness,
    tell: Option<Tell>,
}

/// Is told what a transaction with events has changed.
type Tell = Arc<dyn Fn(&[Reach]) + Send + Sync>;

impl Pool {
    /// A pool of at most `size` connections, in shares for `threads` that serve requests; none is
    /// opened yet.
    ///
    /// # Errors
    /// `Setup` when the address cannot be used, `Internal` when the pool cannot be set up.
    pub fn new(url: &str, size: usize, threads: usize) -> Result<Self> {
        let thread_pools = Arc::new(ThreadPools::new(url, size, threads)?);
        Ok(Self {
            thread_pools,
            freshness: Freshness::default(),
            tell: None,
        })
    }

    /// The same connections, whose transactions tell what their events reach: after the commit,
    /// before anybody else learns of it, and also where it is not known whether the commit
    /// succeeded.
    #[must_use]
    pub fn telling(self, tell: impl Fn(&[Reach]) + Send + Sync + 'static) -> Self {
        Self {
            tell: Some(Arc::new(tell)),
            ..self
        }
    }

    /// The same connections, which are tried before they are used when it has grown old.
    #[must_use]
    pub fn watching(self, freshness: Freshness) -> Self {
        Self { freshness, ..self }
    }

    /// A connection for reading, outside any transaction.
    ///
    /// # Errors
    /// `Unavailable` when none is to be had in time: well under a second where the database is
    /// known to be silent.
    pub async fn get(&self) -> Result<LeasedConnection> {
        match self.freshness.age(Instant::now()) {
            Some(age) if age > LEASE => self.get_tried(age).await,
            Some(_) | None => self.lend(&USUAL).await,
        }
    }

    /// A connection that has just answered, since the database has been silent for some time.
    async fn get_tried(&self, silence: Duration) -> Result<LeasedConnection> {
        let wait = if silence > SILENCE { TRIAL } else { PATIENCE };
        let limits = Timeouts {
            wait: Some(wait),
            create: Some(2 * TRIAL),
            recycle: Some(TRIAL),
        };
        let mut connection = self.lend(&limits).await?;
        match tokio::time::timeout(TRIAL, connection.batch_execute("")).await {
            Ok(answered) => answered.map(|()| connection).map_err(Error::from),
            Err(silent) => {
                // The next request need not wait for an answer that may never come.
                connection.throw_away();
                Err(Error::unavailable("the database", silent))
            }
        }
    }

    async fn lend(&self, limits: &Timeouts) -> Result<LeasedConnection> {
        self.thread_pools
            .get(limits)
            .await
            .map(LeasedConnection::new)
            .map_err(unavailable)
    }

    /// Runs `work` in one transaction: commits what it did when it succeeds, and leaves no trace
    /// when it fails or when the caller goes away in the middle.
    ///
    /// # Errors
    /// Those of `work`; `Unavailable` when the database does not answer.
    pub async fn transaction<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        let mut connection = self.get().await?;
        connection.begin().await?;
        let (outcome, reached) = reach::gather(work(&mut connection)).await;
        match outcome {
            Ok(value) => {
                let _aftermath = Aftermath {
                    tell: self.tell.as_ref(),
                    reached,
                };
                connection.commit().await?;
                Ok(value)
            }
            Err(error) => {
                connection.roll_back().await?;
                Err(error)
            }
        }
    }

    /// Whether both use the same connections.
    pub fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.thread_pools, &other.thread_pools)
    }

    /// Runs reads that have to agree with each other: all of them see what the first one saw.
    ///
    /// # Errors
    /// As [`transaction`](Self::transaction).
    pub async fn snapshot<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        self.transaction(async |conn: &mut Connection| {
            conn.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                .await?;
            work(conn).await
        })
        .await
    }

    /// Connections in use and in all, for the metrics.
    pub fn usage(&self) -> (usize, usize) {
        self.thread_pools.usage()
    }

    /// Hands out no more connections; those in use finish.
    pub fn close(&self) {
        self.thread_pools.close();
    }
}

/// Tells what a commit has changed, however it ended: succeeded, failed, or left behind by a caller
/// who went away.
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

fn unavailable(fault: PoolError) -> Error {
    Error::unavailable("the database", fault)
}
