//! Whose connections does a thread use? Its own share of the pool, which it drives itself; others'
//! when that is in use.
//!
//! A thread that serves requests asks Postgres and hears it without waking another one: that took a
//! sixth off the service's time for a post. What is in no such thread, or has no share, uses the
//! common one, driven by a thread of its own. Together they hold no more connections than the pool
//! may.

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

/// One of so many connections is for what runs beside the requests, and one at the least.
const COMMON_PART: usize = 8;
/// How long a thread waits for a connection of its own before it takes any other: those that it
/// opens or uses elsewhere wake another thread with each message.
const FAITHFUL: Duration = Duration::from_millis(50);

thread_local! {
    /// Which share is this thread's.
    static OWN: Cell<Option<usize>> = const { Cell::new(None) };
}

/// From now on this thread, which has a runtime of its own, uses share `number` of whatever pool.
pub fn use_thread_pool(number: usize) {
    OWN.set(Some(number));
}

/// The connections of a pool.
pub struct ThreadPools {
    common: Deadpool<Connection>,
    own: Vec<Deadpool<Connection>>,
    _driver: Driver,
}

impl ThreadPools {
    /// At most `size` connections, none of which is opened yet; shares for `threads` of them, as
    /// far as there are enough.
    ///
    /// # Errors
    /// `Setup` when the address cannot be used, `Internal` when the pool cannot be set up.
    pub fn new(url: &str, size: usize, threads: usize) -> Result<Self> {
        let (target, driver) = (Target::parse(url)?, Driver::start()?);
        let (common, own) = sizes(size, threads);
        let runtime = driver.handle.clone();
        let common = share(url, target.clone(), common, move || runtime.clone())?;
        let own = own
            .into_iter()
            .map(|size| share(url, target.clone(), size, Handle::current));
        Ok(Self {
            common,
            own: own.collect::<Result<_>>()?,
            _driver: driver,
        })
    }

    /// A connection within `limits`: of the thread's own share, or, when that gives none for a
    /// while, the first that is free in any.
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
        match own.timeout_get(&waiting(FAITHFUL)).await {
            Err(PoolError::Timeout(TimeoutType::Wait)) => {}
            ready => return ready,
        }
        let limits = waiting(patience.saturating_sub(FAITHFUL));
        select_all(self.all().map(|share| share.timeout_get(&limits).boxed()))
            .await
            .0
    }

    /// Connections in use and in all.
    pub fn usage(&self) -> (usize, usize) {
        let of = |share: &Deadpool<Connection>| {
            let status = share.status();
            (
                status.size.saturating_sub(status.available),
                status.max_size,
            )
        };
        self.all()
            .map(of)
            .fold((0, 0), |(used, size), (also, further)| {
                (used + also, size + further)
            })
    }

    /// Hands out no more connections; those in use finish.
    pub fn close(&self) {
        self.all().for_each(Deadpool::close);
    }

    fn all(&self) -> impl Iterator<Item = &Deadpool<Connection>> {
        [&self.common].into_iter().chain(&self.own)
    }
}

/// How many connections are common, and how many each thread's own.
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

/// Connections that live where `runtime` says when one is opened.
fn share(
    url: &str,
    target: Target,
    size: usize,
    runtime: impl Fn() -> Handle + Send + Sync + 'static,
) -> Result<Deadpool<Connection>> {
    let mut config = ManagerConfig::default();
    // A connection that broke is known to be broken; to ask each one before its use takes a round
    // trip.
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |_| connect(target.clone(), runtime()).boxed());
    let manager = AsyncDieselConnectionManager::new_with_config(url, config);
    let pool = Deadpool::builder(manager)
        .max_size(size)
        .runtime(Runtime::Tokio1)
        .build();
    pool.map_err(|fault| Error::internal("the connection pool", fault))
}

#[cfg(test)]
mod tests;
