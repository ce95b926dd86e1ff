//! Computing that would hold up the other requests of an async worker.

use tokio::task::spawn_blocking;

use crate::error::{Error, Result};

/// The result of `work`, which runs on a thread of its own.
///
/// # Errors
/// `Internal` if it panics.
pub(in crate::flows) async fn compute<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    spawn_blocking(work)
        .await
        .map_err(|fault| Error::internal("a computation", fault))
}
