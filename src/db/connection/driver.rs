//! Where are connections driven that no thread has to itself? On one thread for all of them.
//!
//! A message to the database or from it is a matter of microseconds. Several threads that share
//! such work wake each other for more of it than there is, which cost as much again: a third of the
//! service's time for a post, and half of the slowest ones' wait.

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::{Error, Result};

/// The thread, which ends with this, and with it whatever connections are left.
pub struct Driver {
    pub handle: Handle,
    runtime: Option<Runtime>,
}

impl Driver {
    /// # Errors
    /// `Internal` when the system gives no thread.
    pub fn start() -> Result<Self> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("database")
            .enable_all()
            .build();
        let runtime = runtime.map_err(|fault| Error::internal("the database's thread", fault))?;
        Ok(Self {
            handle: runtime.handle().clone(),
            runtime: Some(runtime),
        })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // To wait for its end would block whoever lets the last connection go.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
