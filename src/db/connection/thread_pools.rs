//! One pool for each serving thread, which drives its own connections, and a common pool.
//!
//! A serving thread talks to Postgres without waking another thread, which saves a sixth of the
//! service's time for a post. Tasks on other threads, and serving threads without a pool, use the
//! common pool, which a separate thread drives. When a thread's pool is exhausted, it takes
//! connections from any pool. Together the pools hold no more connections than their limit.
//!
//! The server may have fewer sessions than the limit. A request whose connection cannot be opened
//! for that reason waits for one that is open, and the pool does not try again for a second.

mod load;
mod share;

use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use deadpool::managed::{TimeoutType, Timeouts};
use diesel_async::pooled_connection::deadpool::PoolError;
use futures_util::FutureExt;
use futures_util::future::select_all;
use tokio::runtime::Handle;

use crate::db::connection::connect::Target;
use crate::db::connection::driver::Driver;
use crate::db::connection::freshness::Freshness;
use crate::db::connection::impairment::{Impairment, Impairments};
use crate::db::connection::sqlstate::code_within;
use crate::db::connection::thread_pools::load::{Holder, Load};
use crate::db::connection::thread_pools::share::{Permit, Share};
use crate::error::{Error, Result};

pub(super) use load::LONGEST_WAIT;
pub use share::PooledConnection;

/// One in this many connections belongs to the common pool, and one at the least.
const COMMON_PART: usize = 8;
/// How long a thread waits for a connection from its own pool before it takes one from any pool. A
/// connection of another pool wakes another thread with each message.
const OWN_POOL_WAIT: Duration = Duration::from_millis(50);
/// How long no further session is asked for after the server had none.
const SESSION_RETRY: Duration = Duration::from_secs(1);

thread_local! {
    /// The number of this thread's pool.
    static OWN: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Gives this thread, which has its own runtime, the pool with that number.
pub(crate) fn use_thread_pool(number: usize) {
    OWN.set(Some(number));
}

/// Numbers of connections.
pub(crate) struct Usage {
    /// In use.
    pub used: usize,
    /// The limit.
    pub size: usize,
}

/// The pools that share one limit.
pub struct ThreadPools {
    common: Share,
    own: Vec<Share>,
    load: Arc<Load>,
    /// When the server last had no session, or was last asked again.
    shortage: Freshness,
    impairments: Arc<Impairments>,
    _driver: Driver,
}

impl ThreadPools {
    /// At most `size` connections, none of which is opened yet, in pools for `threads` threads as
    /// far as there are enough connections.
    ///
    /// # Errors
    /// `Setup` when the URL cannot be used, `Internal` when a pool cannot be set up.
    pub fn new(url: &str, size: usize, threads: usize) -> Result<Self> {
        let (target, driver) = (Target::parse(url)?, Driver::start()?);
        let (common, own) = sizes(size, threads);

        let runtime = driver.handle.clone();
        let common = Share::new(url, target.clone(), common, move || runtime.clone())?;
        let own = own
            .into_iter()
            .map(|size| Share::new(url, target.clone(), size, Handle::current));

        Ok(Self {
            common,
            own: own.collect::<Result<_>>()?,
            load: Arc::default(),
            shortage: Freshness::default(),
            impairments: Arc::default(),
            _driver: driver,
        })
    }

    /// A connection within `limits`: from the thread's own pool, or, when that has none for a
    /// while, the first that becomes free in any pool.
    ///
    /// # Errors
    /// `Overloaded`, at once, when a request would wait longer than `longest_wait`; `Unavailable` when no connection
    /// becomes free in time, or none can be opened.
    pub async fn get(&self, limits: &Timeouts, longest_wait: Duration) -> Result<PooledConnection> {
        let deadline = Instant::now() + limits.wait.unwrap_or_default();
        let holder = match OWN.get() {
            Some(_) => Holder::Request,
            None => Holder::Loop,
        };
        self.ask_for_sessions_again();

        loop {
            let permit = match self.own().try_permit() {
                Some(permit) => permit,
                None => self.wait_for_permit(deadline, longest_wait).await?,
            };

            match permit.connect(limits, self.load.hold(holder)).await {
                Ok(connection) => return Ok(connection),
                Err((permit, fault)) if is_lack_of_sessions(&fault) => {
                    self.impairments.note(Impairment::TooManySessions);
                    self.shortage.record_proof(Instant::now());

                    // Without an open connection there is nothing to wait for.
                    if self.all().all(|share| share.open() == 0) {
                        return Err(unavailable(fault));
                    }
                    permit.withhold();
                }
                Err((_, fault)) => return Err(unavailable(fault)),
            }
        }
    }

    /// Whether a request would be refused now, since too many wait.
    pub(super) fn is_overloaded(&self, longest_wait: Duration) -> bool {
        let is_full = self.all().all(|share| !share.has_room());

        is_full && self.load.is_too_high(self.capacity(), longest_wait)
    }

    /// How many requests were refused because too many waited.
    pub(super) fn refused(&self) -> usize {
        self.load.refused()
    }

    pub(super) fn note_refusal(&self) {
        self.load.note_refusal();
    }

    pub(super) const fn impairments(&self) -> &Arc<Impairments> {
        &self.impairments
    }

    /// Connections of all threads together.
    pub(super) fn usage(&self) -> Usage {
        Usage {
            used: self.all().map(Share::used).sum(),
            size: self.all().map(Share::size).sum(),
        }
    }

    /// Gives out no more connections. Those in use finish.
    pub fn close(&self) {
        self.all().for_each(Share::close);
    }

    /// The first permit that becomes free: of the thread's own pool for a while, then of any.
    async fn wait_for_permit(
        &self,
        deadline: Instant,
        longest_wait: Duration,
    ) -> Result<Permit<'_>> {
        // A loop beside the requests is never refused: it must get on under any load.
        if OWN.get().is_some() && self.is_overloaded(longest_wait) {
            self.note_refusal();
            return Err(Error::Overloaded);
        }
        let _wait = self.load.wait();

        let own = self.own();
        let until = deadline.min(Instant::now() + OWN_POOL_WAIT);
        if own.capacity() > 0
            && let Ok(permit) = tokio::time::timeout_at(until.into(), own.permit()).await
        {
            return permit.ok_or_else(|| unavailable(PoolError::Closed));
        }

        let any = select_all(self.all().map(|share| share.permit().boxed()));
        match tokio::time::timeout_at(deadline.into(), any).await {
            Ok((permit, ..)) => permit.ok_or_else(|| unavailable(PoolError::Closed)),
            Err(_) => Err(unavailable(PoolError::Timeout(TimeoutType::Wait))),
        }
    }

    /// Puts one withheld permit back into use if the last attempt to open a session is some time
    /// ago. Of all requests, one tries it.
    fn ask_for_sessions_again(&self) {
        let now = Instant::now();
        let Some(age) = self.shortage.age(now) else {
            return;
        };

        if age > SESSION_RETRY && self.all().any(|share| share.size() > share.capacity()) {
            self.shortage.record_proof(now);
            let _restored = self.own().restore() || self.all().any(Share::restore);
        }
    }

    /// How many connections there may be, as far as the server has sessions.
    fn capacity(&self) -> usize {
        self.all().map(Share::capacity).sum()
    }

    fn own(&self) -> &Share {
        OWN.get()
            .and_then(|number| self.own.get(number))
            .unwrap_or(&self.common)
    }

    fn all(&self) -> impl Iterator<Item = &Share> {
        [&self.common].into_iter().chain(&self.own)
    }
}

/// Whether a connection was not opened because the server, the database or the role has no more
/// sessions.
fn is_lack_of_sessions(fault: &PoolError) -> bool {
    match fault {
        PoolError::Backend(fault) => {
            code_within(&fault.to_string()).and_then(Impairment::of_code)
                == Some(Impairment::TooManySessions)
        }
        _ => false,
    }
}

/// Whether a request got no connection because all of them are in use.
pub(crate) fn is_busy(error: &Error) -> bool {
    match error {
        Error::Overloaded => true,
        Error::Unavailable { source, .. } => matches!(
            source.downcast_ref::<PoolError>(),
            Some(PoolError::Timeout(TimeoutType::Wait))
        ),
        Error::Refused(_) | Error::Internal { .. } | Error::Setup(_) => false,
    }
}

fn unavailable(fault: PoolError) -> Error {
    Error::unavailable("the database", fault)
}

/// How many connections the common pool has, and how many each thread's pool.
fn sizes(size: usize, threads: usize) -> (usize, Vec<usize>) {
    if threads == 0 {
        return (size, Vec::new());
    }

    let common = (size / COMMON_PART).max(1);
    let rest = size.saturating_sub(common);
    let threads = threads.min(rest);
    let own = (0..threads)
        .map(|number| rest / threads + usize::from(number < rest % threads))
        .collect();

    (size - rest, own)
}

#[cfg(test)]
mod tests;
