//! Collects the reach of the events of the current transaction until its commit.

use std::cell::RefCell;

use crate::domain::event::Reach;
use crate::error::{Error, Result};

tokio::task_local! {
    static REACHED: RefCell<Vec<Reach>>;
}

/// Notes the reach of events of the current transaction.
///
/// # Errors
/// `Internal` outside of [`collect`]: the event would end no generation.
pub fn note(reached: impl Iterator<Item = Reach>) -> Result<()> {
    REACHED
        .try_with(|noted| noted.borrow_mut().extend(reached))
        .map_err(|fault| Error::internal("an event outside a transaction", fault))
}

/// Runs the work of a transaction, and returns its outcome with the reach of each of its events.
pub(crate) async fn collect<T>(work: impl Future<Output = T>) -> (T, Vec<Reach>) {
    let collecting = async {
        let outcome = work.await;
        (outcome, REACHED.with(RefCell::take))
    };

    REACHED.scope(RefCell::default(), collecting).await
}
