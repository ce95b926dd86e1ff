//! Loops beside the requests, from the start of the service to its end.

mod fingerprints;
mod follow;
mod live;
mod origins;
mod statistics;
pub mod supervise;
mod sweep;
mod tallies;

use std::sync::Arc;

use tokio::task::JoinSet;

use crate::app::App;
use crate::worker::supervise::supervise;

/// The running loops. They end when this is dropped.
#[must_use = "the loops end with it"]
pub struct Workers {
    running: JoinSet<()>,
    app: Arc<App>,
}

impl Workers {
    /// Starts every loop. Call it on the runtime that drives the database connections.
    pub fn start(app: &Arc<App>) -> Self {
        let mut workers = Self {
            running: JoinSet::new(),
            app: Arc::clone(app),
        };

        workers.spawn("follow_events", follow::keep_current);
        workers.spawn("refresh_origins", origins::keep_origins);
        workers.spawn("remove_expired", sweep::keep_clean);
        workers.spawn("broadcast_events", live::keep_telling);
        workers.spawn("renew_fingerprints", fingerprints::keep_fingerprints);
        workers.spawn("fold_tallies", tallies::keep_folded);
        workers.spawn("mark_lists", tallies::keep_marked);
        workers.spawn("mend_marks", tallies::keep_mended);
        workers.spawn("refresh_statistics", statistics::keep_known);

        workers
    }

    /// Starts a loop under supervision. `name` stands for it in the log and in the metrics.
    fn spawn<Running>(
        &mut self,
        name: &'static str,
        run: impl Fn(Arc<App>) -> Running + Send + 'static,
    ) where
        Running: Future<Output = ()> + Send + 'static,
    {
        let app = Arc::clone(&self.app);
        let background = Arc::clone(&app.background);

        self.running
            .spawn(supervise(background, name, move || run(Arc::clone(&app))));
    }
}
