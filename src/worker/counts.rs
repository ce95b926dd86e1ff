//! Three loops that keep the checkpoints of lists: they fold changes, add missing checkpoints and
//! correct wrong ones.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::db::counts::checkpoints::ListPosition;
use crate::error::Result;
use crate::flows::upkeep::add_checkpoints::add_checkpoints;
use crate::flows::upkeep::fold_changes::{Progress, fold_changes};
use crate::flows::upkeep::repair_checkpoints::repair_checkpoints;

/// The pause where nothing is left to fold.
const EVERY: Duration = Duration::from_secs(1);
/// After each step a walk pauses nine times as long as the step took, and at least 50 ms, so that
/// requests come first.
const LEISURE: u32 = 9;
const BETWEEN_STEPS: Duration = Duration::from_millis(50);
/// The pause between two walks.
const BETWEEN_WALKS: Duration = Duration::from_secs(60);

/// Folds changes. A failure is logged; the next round tries again.
pub async fn keep_folded(app: Arc<App>) {
    loop {
        let begun = tokio::time::Instant::now();
        let rest = match fold_changes(&app).await {
            Ok(Progress::Some) => Duration::ZERO,
            Ok(Progress::Done) => EVERY,
            Err(error) => {
                tracing::warn!(error.what = %error, "changes could not be folded");
                EVERY
            }
        };

        tokio::time::sleep(rest.max(begun.elapsed())).await;
    }
}

/// Adds missing checkpoints, in walks over the lists of all articles.
pub async fn keep_checkpoints(app: Arc<App>) {
    walk(&app, add_checkpoints).await;
}

/// Corrects wrong checkpoints, in walks over all checkpoints.
pub async fn keep_checkpoints_correct(app: Arc<App>) {
    walk(&app, repair_checkpoints).await;
}

async fn walk(app: &App, step: impl AsyncFn(&App, ListPosition) -> Result<Option<ListPosition>>) {
    let mut after = ListPosition::START;

    loop {
        let begun = tokio::time::Instant::now();
        let rest = match step(app, after).await {
            Ok(Some(next)) => {
                after = next;
                (begun.elapsed() * LEISURE).max(BETWEEN_STEPS)
            }
            Ok(None) => {
                after = ListPosition::START;
                BETWEEN_WALKS
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "the checkpoints of lists could not be maintained");
                BETWEEN_WALKS
            }
        };

        tokio::time::sleep(rest).await;
    }
}
