//! What the events of the transaction under way reach, noted until its commit.

use std::cell::RefCell;

use crate::domain::event::Reach;
use crate::error::{Error, Result};

tokio::task_local! {
    static REACHED: RefCell<Vec<Reach>>;
}

/// Notes what an event of the transaction under way reaches.
///
/// # Errors
/// `Internal` outside of [`gather`]: the event would end no generation.
pub fn note(reached: impl Iterator<Item = Reach>) -> Result<()> {
    REACHED
        .try_with(|noted| noted.borrow_mut().extend(reached))
        .map_err(|fault| Error::internal("an event outside a transaction", fault))
}

/// Runs the work of a transaction, and returns its outcome with what each of its events reaches.
pub async fn gather<T>(work: impl Future<Output = T>) -> (T, Vec<Reach>) {
    let gathering = async {
        let outcome = work.await;
        (outcome, REACHED.with(RefCell::take))
    };

    REACHED.scope(RefCell::default(), gathering).await
}
