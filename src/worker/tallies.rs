//! Keeps marks near the ends of all lists, so that each can be counted from a mark.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::app::App;
use crate::db::counts::marks::Touched;
use crate::error::Result;
use crate::flows::upkeep::fold_tallies::{Progress, fold_tallies};
use crate::flows::upkeep::mark_lists::mark_lists;
use crate::flows::upkeep::mend_marks::mend_marks;

/// The pause where no change is left to fold.
const FOLD_INTERVAL: Duration = Duration::from_secs(1);
/// After each step a walk pauses this many times as long as the step took, and at least
/// [`SHORTEST_STEP_PAUSE`], so that requests come first.
const STEP_PAUSE_FACTOR: u32 = 9;
const SHORTEST_STEP_PAUSE: Duration = Duration::from_millis(50);
/// The pause between two walks.
const WALK_INTERVAL: Duration = Duration::from_secs(60);

/// Folds changes into the marks. A failure is logged; the next round tries again.
pub(super) async fn fold_changes(app: Arc<App>) {
    loop {
        let begun = Instant::now();

        let pause = match fold_tallies(&app).await {
            Ok(Progress::Some) => Duration::ZERO,
            Ok(Progress::Done) => FOLD_INTERVAL,
            Err(error) => {
                tracing::warn!(error.what = %error, "changes could not be folded into the marks");
                FOLD_INTERVAL
            }
        };

        // At most half of the time is spent on folding.
        tokio::time::sleep(pause.max(begun.elapsed())).await;
    }
}

/// Walks over the lists of all articles, again and again, and adds marks.
pub(super) async fn mark_all_lists(app: Arc<App>) {
    walk(&app, mark_lists).await;
}

/// Walks over all marks, again and again, and mends them.
pub(super) async fn mend_all_marks(app: Arc<App>) {
    walk(&app, mend_marks).await;
}

async fn walk(app: &App, step: impl AsyncFn(&App, Touched) -> Result<Option<Touched>>) {
    let mut after = Touched::FIRST;

    loop {
        let begun = Instant::now();

        let pause = match step(app, after).await {
            Ok(Some(next)) => {
                after = next;
                (begun.elapsed() * STEP_PAUSE_FACTOR).max(SHORTEST_STEP_PAUSE)
            }
            Ok(None) => {
                after = Touched::FIRST;
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
