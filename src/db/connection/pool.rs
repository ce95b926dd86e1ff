//! The pool of connections, and the transactions that run on them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::Timeouts;
use diesel_async::SimpleAsyncConnection;

use crate::db::connection::connect::Connection;
use crate::db::connection::freshness::{Freshness, LEASE};
use crate::db::connection::impairment::Impairments;
use crate::db::connection::lease::LeasedConnection;
use crate::db::connection::reach;
use crate::db::connection::thread_pools::{LONGEST_WAIT, ThreadPools, Usage};
use crate::domain::event::Reach;
use crate::error::{Error, Result};

/// How long a request waits for a connection before it is answered with 503.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long opening a connection may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);
const USUAL: Timeouts = Timeouts {
    wait: Some(PATIENCE),
    create: Some(CONNECT_LIMIT),
    recycle: Some(CONNECT_LIMIT),
};
/// When the database has been silent for this long, a request does not wait for a busy connection
/// either.
const SILENCE: Duration = Duration::from_secs(1);
/// How long a connection may then take to prove that it works, so that no request hangs on a
/// database that does not answer.
const TEST_LIMIT: Duration = Duration::from_millis(300);
/// How many round trips opening a connection takes: TCP, TLS, the authentication, the session.
pub(crate) const OPENING_ROUND_TRIPS: u32 = 10;

/// A bounded set of connections to one database. Clones share it.
#[derive(Clone)]
pub struct Pool {
    thread_pools: Arc<ThreadPools>,
    freshness: Freshness,
    report: Option<ReachReporter>,
}

/// Called with what the events of a transaction reach.
type ReachReporter = Arc<dyn Fn(&[Reach]) + Send + Sync>;

impl Pool {
    /// A pool of at most `size` connections for `threads` serving threads. None is opened yet.
    ///
    /// # Errors
    /// `Setup` when the URL cannot be used, `Internal` when the pool cannot be set up.
    pub fn new(url: &str, size: usize, threads: usize) -> Result<Self> {
        let thread_pools = Arc::new(ThreadPools::new(url, size, threads)?);

        Ok(Self {
            thread_pools,
            freshness: Freshness::default(),
            report: None,
        })
    }

    /// The same pool, whose transactions report what their events reach: after the commit and
    /// before its caller continues, also where it is unknown whether the commit succeeded.
    #[must_use]
    pub(crate) fn reporting_reach(self, report: impl Fn(&[Reach]) + Send + Sync + 'static) -> Self {
        Self {
            report: Some(Arc::new(report)),
            ..self
        }
    }

    /// The same pool, which tests connections before their use once the last proof has expired.
    #[must_use]
    pub fn watching(self, freshness: Freshness) -> Self {
        Self { freshness, ..self }
    }

    /// A connection for reading, outside any transaction.
    ///
    /// # Errors
    /// `Overloaded`, at once, when too many requests wait already; `Unavailable` when no connection
    /// is free in time, which is well under a second where the database is known to be silent.
    pub async fn get(&self) -> Result<LeasedConnection> {
        match self.freshness.age(Instant::now()) {
            Some(age) if age > LEASE => self.get_tested(age).await,
            Some(_) | None => self.lease(&USUAL).await,
        }
    }

    /// A connection that has just answered a test, since the database has been silent for some
    /// time.
    async fn get_tested(&self, silence: Duration) -> Result<LeasedConnection> {
        let test_limit = TEST_LIMIT + self.round_trips(2);
        let wait = if silence > SILENCE + self.round_trips(2) {
            test_limit
        } else {
            // A request holds its connection for several round trips.
            PATIENCE + self.round_trips(OPENING_ROUND_TRIPS)
        };
        let limits = Timeouts {
            wait: Some(wait),
            create: Some(2 * TEST_LIMIT + self.round_trips(OPENING_ROUND_TRIPS)),
            recycle: Some(test_limit),
        };
        let mut connection = self.lease(&limits).await?;

        match tokio::time::timeout(test_limit, connection.batch_execute("")).await {
            Ok(answered) => answered.map(|()| connection).map_err(Error::from),
            Err(silent) => {
                // The next request must not wait for an answer that may never come.
                connection.close();
                Err(Error::unavailable("the database", silent))
            }
        }
    }

    /// The time that so many ways to the database and back take, as far as they are known.
    fn round_trips(&self, count: u32) -> Duration {
        count * self.freshness.round_trip()
    }

    /// A request that would wait longer for a connection is refused at once. Far from the database,
    /// a request holds its connection for several round trips.
    fn longest_wait(&self) -> Duration {
        LONGEST_WAIT + self.round_trips(OPENING_ROUND_TRIPS)
    }

    async fn lease(&self, limits: &Timeouts) -> Result<LeasedConnection> {
        self.thread_pools
            .get(limits, self.longest_wait())
            .await
            .map(LeasedConnection::new)
    }

    /// Runs `work` in one transaction: commits it when `work` succeeds, and rolls it back when
    /// `work` fails or the caller's future is dropped.
    ///
    /// # Errors
    /// Those of `work`; `Unavailable` when the database does not answer, `Overloaded` when too many
    /// requests wait for it.
    pub async fn transaction<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        self.run_transaction(work)
            .await
            .inspect_err(|error| self.impairments().note_error(error))
    }

    async fn run_transaction<T>(
        &self,
        work: impl AsyncFnOnce(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        let mut connection = self.get().await?;

        connection.begin().await?;
        let (outcome, reached) = reach::collect(work(&mut connection)).await;

        match outcome {
            Ok(value) => {
                let _report = ReachReport {
                    report: self.report.as_ref(),
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

    /// Runs reads that must agree with each other: all of them see the snapshot of the first one.
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

    /// What the database lacked, as its faults told.
    pub(crate) fn impairments(&self) -> &Impairments {
        self.thread_pools.impairments()
    }

    /// Whether so many requests wait for a connection that another one is refused at once.
    pub(crate) fn is_overloaded(&self) -> bool {
        self.thread_pools.is_overloaded(self.longest_wait())
    }

    /// Counts a request that was refused for that reason before it asked for a connection.
    pub(crate) fn note_refusal(&self) {
        self.thread_pools.note_refusal();
    }

    /// How many requests were refused for that reason.
    pub(crate) fn refused(&self) -> usize {
        self.thread_pools.refused()
    }

    /// How many connections there are, for the metrics.
    pub(crate) fn usage(&self) -> Usage {
        self.thread_pools.usage()
    }

    /// Gives out no more connections. Those in use finish.
    pub fn close(&self) {
        self.thread_pools.close();
    }
}

/// Reports what a commit has changed, however it ended: succeeded, failed, or abandoned with its
/// caller.
struct ReachReport<'a> {
    report: Option<&'a ReachReporter>,
    reached: Vec<Reach>,
}

impl Drop for ReachReport<'_> {
    fn drop(&mut self) {
        if let Some(report) = self.report.filter(|_| !self.reached.is_empty()) {
            report(&self.reached);
        }
    }
}
