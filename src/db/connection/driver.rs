//! The thread that drives the connections that belong to no serving thread.
//!
//! Handling a message to or from the database takes microseconds. Several threads that share this
//! work spend more time waking each other than working, which was measured at a third of the
//! service's time for a post and at half of the slowest posts' waiting time. So one thread does it.

use tokio::runtime::{Builder, Handle, Runtime};

use crate::error::{Error, Result};

/// The thread. Dropping it ends the thread and the connections that are left.
pub struct Driver {
    pub handle: Handle,
    runtime: Option<Runtime>,
}

impl Driver {
    /// # Errors
    /// `Internal` when the system refuses a thread.
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
        // Waiting for the thread's end would block the thread that drops the last connection.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
