//! Computing that would hold up the other requests of an async worker.

use tokio::task::spawn_blocking;

use crate::domain::budgets::LETTERS_ON_A_WORKER;
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

/// The result of `work` on so many letters or bytes of text, which runs on a thread of its own
/// unless they are few: handing it over costs more than that.
///
/// # Errors
/// As [`compute`].
pub(in crate::flows) async fn compute_on<T: Send + 'static>(
    letters: u64,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    if letters <= LETTERS_ON_A_WORKER {
        return Ok(work());
    }

    compute(work).await
}
