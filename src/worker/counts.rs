//! Keeps checkpoints near the ends of all lists, so that each can be counted from a checkpoint.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::app::App;
use crate::db::counts::checkpoints::ListPosition;
use crate::error::Result;
use crate::flows::upkeep::add_checkpoints::add_checkpoints;
use crate::flows::upkeep::fold_changes::{Progress, fold_changes};
use crate::flows::upkeep::repair_checkpoints::repair_checkpoints;

/// The pause where no change is left to fold.
const FOLD_INTERVAL: Duration = Duration::from_secs(1);
/// After each step a walk pauses this many times as long as the step took, and at least
/// [`SHORTEST_STEP_PAUSE`], so that requests come first.
const STEP_PAUSE_FACTOR: u32 = 9;
const SHORTEST_STEP_PAUSE: Duration = Duration::from_millis(50);
/// The pause between two walks.
const WALK_INTERVAL: Duration = Duration::from_secs(60);

/// Folds changes into the checkpoints. A failure is logged; the next round tries again.
pub(super) async fn keep_folding(app: Arc<App>) {
    loop {
        let begun = Instant::now();

        let pause = match fold_changes(&app).await {
            Ok(Progress::Some) => Duration::ZERO,
            Ok(Progress::Done) => FOLD_INTERVAL,
            Err(error) => {
                tracing::warn!(error.what = %error, "changes could not be folded into the checkpoints");
                FOLD_INTERVAL
            }
        };

        // At most half of the time is spent on folding.
        tokio::time::sleep(pause.max(begun.elapsed())).await;
    }
}

/// Walks over the lists of all articles, again and again, and adds checkpoints.
pub(super) async fn keep_adding_checkpoints(app: Arc<App>) {
    walk(&app, add_checkpoints).await;
}

/// Walks over all checkpoints, again and again, and corrects them.
pub(super) async fn keep_repairing_checkpoints(app: Arc<App>) {
    walk(&app, repair_checkpoints).await;
}

async fn walk(app: &App, step: impl AsyncFn(&App, ListPosition) -> Result<Option<ListPosition>>) {
    let mut after = ListPosition::START;

    loop {
        let begun = Instant::now();

        let pause = match step(app, after).await {
            Ok(Some(next)) => {
                after = next;
                (begun.elapsed() * STEP_PAUSE_FACTOR).max(SHORTEST_STEP_PAUSE)
            }
            Ok(None) => {
                after = ListPosition::START;
                WALK_INTERVAL
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "a walk over the counted lists failed");
                WALK_INTERVAL
            }
        };

        tokio::time::sleep(pause).await;
    }
}
