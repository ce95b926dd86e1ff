//! What runs without being asked? Loops beside the requests, from the start of the service to its
//! end.

mod counts;
mod fingerprints;
mod follow;
mod live;
mod origins;
mod statistics;
mod sweep;

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::app::App;

/// The running loops. They end when this is dropped.
#[must_use = "the loops end with it"]
pub struct Workers {
    _running: JoinSet<()>,
}

impl Workers {
    /// Starts every loop. Call it on the runtime that drives the database connections.
    pub fn start(app: &Arc<App>) -> Self {
        let mut running = JoinSet::new();
        running.spawn(follow::keep_current(Arc::clone(app)));
        running.spawn(origins::keep_origins(Arc::clone(app)));
        running.spawn(sweep::keep_clean(Arc::clone(app)));
        running.spawn(live::keep_telling(Arc::clone(app)));
        running.spawn(fingerprints::keep_fingerprints(Arc::clone(app)));
        running.spawn(counts::keep_folded(Arc::clone(app)));
        running.spawn(counts::keep_checkpoints(Arc::clone(app)));
        running.spawn(counts::keep_checkpoints_correct(Arc::clone(app)));
        running.spawn(statistics::keep_known(Arc::clone(app)));
        Self { _running: running }
    }
}
