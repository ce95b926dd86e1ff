//! Loops beside the requests, from the start of the service to its end.

mod addresses;
mod audit;
mod counts;
mod fingerprints;
mod follow;
mod live;
mod origins;
mod search;
mod statistics;
pub mod supervise;
mod sweep;

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

        workers.spawn("follow_events", follow::follow_events);
        workers.spawn("refresh_origins", origins::follow_policies);
        workers.spawn("delete_expired", sweep::keep_deleting);
        workers.spawn("seal_audit", audit::keep_sealing);
        workers.spawn("remove_old_audit", audit::keep_removing);
        workers.spawn("broadcast_events", live::broadcast_events);
        workers.spawn("renew_fingerprints", fingerprints::renew_old_fingerprints);
        workers.spawn("renew_addresses", addresses::keep_renewing_addresses);
        workers.spawn("fold_changes", counts::keep_folding);
        workers.spawn("add_checkpoints", counts::keep_adding_checkpoints);
        workers.spawn("repair_checkpoints", counts::keep_repairing_checkpoints);
        workers.spawn("index_comments", search::keep_indexing);
        workers.spawn("add_search_rows", search::keep_adding_rows);
        workers.spawn("refresh_statistics", statistics::analyse_grown_tables);

        workers
    }

    /// Ends every loop, and waits until none runs: a loop that outlived the connections would warn
    /// that the database is away.
    pub async fn stop(mut self) {
        self.running.shutdown().await;
    }

    /// Starts a loop under supervision. `name` is its name in the log and in the metrics.
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
