//! One thread's part of the pool: its connections, and as many permits as the server has sessions
//! for.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::Timeouts;
use diesel_async::pooled_connection::deadpool::{Object, Pool as Deadpool, PoolError};
use diesel_async::pooled_connection::{
    AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
};
use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::db::connection::connect::{Connection, Target, connect};
use crate::db::connection::thread_pools::load::Hold;
use crate::error::{Error, Result};

/// The connections of one thread. A request takes a permit first and then a connection, so it waits
/// in one fair queue, whether connections are few by our own limit or by the server's.
pub(super) struct Share {
    connections: Deadpool<Connection>,
    permits: Arc<Semaphore>,
    /// The number of permits, if the server has a session for each.
    size: usize,
    /// Permits taken out of use, because the server had no session for them.
    withheld: AtomicUsize,
}

/// The right to one connection of a share, open or not.
pub(super) struct Permit<'a> {
    share: &'a Share,
    permit: OwnedSemaphorePermit,
}

/// A connection out of the pool. The order of the fields is that of their end: the connection is
/// back in the pool when the permit wakes the next request.
pub struct PooledConnection {
    object: Object<Connection>,
    _hold: Hold,
    _permit: OwnedSemaphorePermit,
}

impl Share {
    /// At most `size` connections, whose driver runs on the runtime that `runtime` names when one is
    /// opened.
    ///
    /// # Errors
    /// `Internal` when the pool cannot be set up.
    pub(super) fn new(
        url: &str,
        target: Target,
        size: usize,
        runtime: impl Fn() -> Handle + Send + Sync + 'static,
    ) -> Result<Self> {
        let mut config = ManagerConfig::default();
        // The driver notices a broken connection. Testing each one before its use would take a round
        // trip.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |_| connect(target.clone(), runtime()).boxed());

        let manager = AsyncDieselConnectionManager::new_with_config(url, config);
        let connections = Deadpool::builder(manager)
            .max_size(size)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|fault| Error::internal("the connection pool", fault))?;

        Ok(Self {
            connections,
            permits: Arc::new(Semaphore::new(size)),
            size,
            withheld: AtomicUsize::new(0),
        })
    }

    /// A permit, if one is free now.
    pub(super) fn try_permit(&self) -> Option<Permit<'_>> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().ok()?;

        Some(Permit {
            share: self,
            permit,
        })
    }

    /// The next permit that becomes free, in the order of the calls. `None` once the share is closed.
    pub(super) async fn permit(&self) -> Option<Permit<'_>> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.ok()?;

        Some(Permit {
            share: self,
            permit,
        })
    }

    /// Whether a permit is free.
    pub(super) fn has_room(&self) -> bool {
        self.permits.available_permits() > 0
    }

    /// How many connections the share may use at once.
    pub(super) fn capacity(&self) -> usize {
        self.size
            .saturating_sub(self.withheld.load(Ordering::Relaxed))
    }

    /// How many connections are open.
    pub(super) fn open(&self) -> usize {
        self.connections.status().size
    }

    /// How many connections are in use.
    pub(super) fn used(&self) -> usize {
        let status = self.connections.status();
        status.size.saturating_sub(status.available)
    }

    pub(super) const fn size(&self) -> usize {
        self.size
    }

    /// Puts one withheld permit back into use, if there is one.
    pub(super) fn restore(&self) -> bool {
        let restored = self
            .withheld
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |count| {
                count.checked_sub(1)
            });

        if restored.is_ok() {
            self.permits.add_permits(1);
        }
        restored.is_ok()
    }

    pub(super) fn close(&self) {
        self.permits.close();
        self.connections.close();
    }
}

impl Permit<'_> {
    /// The connection: one that is open, or a new one. The permit comes back with a fault.
    ///
    /// # Errors
    /// Those of opening a connection.
    pub(super) async fn connect(
        self,
        limits: &Timeouts,
        hold: Hold,
    ) -> Result<PooledConnection, (Self, PoolError)> {
        let limits = Timeouts {
            // There is a connection for each permit.
            wait: Some(Duration::ZERO),
            ..*limits
        };

        match self.share.connections.timeout_get(&limits).await {
            Ok(object) => Ok(PooledConnection {
                object,
                _hold: hold,
                _permit: self.permit,
            }),
            Err(fault) => Err((self, fault)),
        }
    }

    /// Takes the permit out of use, since the server has no session for it.
    pub(super) fn withhold(self) {
        self.permit.forget();
        self.share.withheld.fetch_add(1, Ordering::Relaxed);
    }
}

impl PooledConnection {
    /// Closes the connection instead of returning it.
    pub(in crate::db::connection) fn close(self) {
        drop(Object::take(self.object));
    }
}

impl Deref for PooledConnection {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.object
    }
}

impl DerefMut for PooledConnection {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.object
    }
}
