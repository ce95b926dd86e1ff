//! One pool for each serving thread, which drives its own connections, and a common pool.
//!
//! A serving thread talks to Postgres without waking another thread, which saves a sixth of the
//! service's time for a post. Tasks on other threads, and serving threads without a pool, use the
//! common pool, which a separate thread drives. When a thread's pool is exhausted, it takes
//! connections from any pool. Together the pools hold no more connections than their limit.

use std::cell::Cell;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{TimeoutType, Timeouts};
use diesel_async::pooled_connection::deadpool::{Object, Pool as Deadpool, PoolError};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use futures_util::FutureExt;
use futures_util::future::select_all;
use tokio::runtime::Handle;

use crate::db::connection::connect::{Connection, Target, connect};
use crate::db::connection::driver::Driver;
use crate::error::{Error, Result};

/// One in this many connections belongs to the common pool, and one at the least.
const COMMON_PART: usize = 8;
/// How long a thread waits for a connection from its own pool before it takes one from any pool. A
/// connection of another pool wakes another thread with each message.
const OWN_POOL_WAIT: Duration = Duration::from_millis(50);

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
    common: Deadpool<Connection>,
    own: Vec<Deadpool<Connection>>,
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
        let common = pool(url, target.clone(), common, move || runtime.clone())?;
        let own = own
            .into_iter()
            .map(|size| pool(url, target.clone(), size, Handle::current));

        Ok(Self {
            common,
            own: own.collect::<Result<_>>()?,
            _driver: driver,
        })
    }

    /// A connection within `limits`: from the thread's own pool, or, when that has none for a
    /// while, the first that becomes free in any pool.
    ///
    /// # Errors
    /// As the pool's.
    pub async fn get(&self, limits: &Timeouts) -> Result<Object<Connection>, PoolError> {
        let waiting = |wait: Duration| Timeouts {
            wait: Some(wait),
            ..*limits
        };
        let patience = limits.wait.unwrap_or_default();
        let own = OWN
            .get()
            .and_then(|number| self.own.get(number))
            .unwrap_or(&self.common);

        match own.timeout_get(&waiting(OWN_POOL_WAIT)).await {
            Err(PoolError::Timeout(TimeoutType::Wait)) => {}
            ready => return ready,
        }

        let limits = waiting(patience.saturating_sub(OWN_POOL_WAIT));
        select_all(self.all().map(|pool| pool.timeout_get(&limits).boxed()))
            .await
            .0
    }

    /// Connections of all threads together.
    pub(super) fn usage(&self) -> Usage {
        let mut usage = Usage { used: 0, size: 0 };

        for pool in self.all() {
            let status = pool.status();
            usage.used += status.size.saturating_sub(status.available);
            usage.size += status.max_size;
        }

        usage
    }

    /// Gives out no more connections. Those in use finish.
    pub fn close(&self) {
        self.all().for_each(Deadpool::close);
    }

    fn all(&self) -> impl Iterator<Item = &Deadpool<Connection>> {
        [&self.common].into_iter().chain(&self.own)
    }
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

/// A pool whose connections are driven on the runtime that `runtime` names when one is opened.
fn pool(
    url: &str,
    target: Target,
    size: usize,
    runtime: impl Fn() -> Handle + Send + Sync + 'static,
) -> Result<Deadpool<Connection>> {
    let mut config = ManagerConfig::default();
    // The driver notices a broken connection. Testing each one before its use would take a round
    // trip.
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |_| connect(target.clone(), runtime()).boxed());

    let manager = AsyncDieselConnectionManager::new_with_config(url, config);
    let built = Deadpool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .build();
    built.map_err(|fault| Error::internal("the connection pool", fault))
}

#[cfg(test)]
mod tests;
