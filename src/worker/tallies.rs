//! Keeps marks near the ends of all lists, so that each can be counted from a mark.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::db::tally_marks::Touched;
use crate::error::Result;
use crate::flows::fold_tallies::{Progress, fold_tallies};
use crate::flows::mark_lists::mark_lists;
use crate::flows::mend_marks::mend_marks;

/// The rest where nothing is left to fold.
const EVERY: Duration = Duration::from_secs(1);
/// A walk rests so many times as long as it works, and at least so long, so that requests come
/// first.
const LEISURE: u32 = 9;
const BETWEEN_STEPS: Duration = Duration::from_millis(50);
/// The rest between two walks.
const BETWEEN_WALKS: Duration = Duration::from_secs(60);

/// Folds what has changed. A failure is logged; the next round tries again.
pub async fn keep_folded(app: Arc<App>) {
    loop {
        let begun = tokio::time::Instant::now();
        let rest = match fold_tallies(&app).await {
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

/// Walks over all articles' lists, again and again.
pub async fn keep_marked(app: Arc<App>) {
    walk(&app, mark_lists).await;
}

/// Walks over all marks, again and again.
pub async fn keep_mended(app: Arc<App>) {
    walk(&app, mend_marks).await;
}

async fn walk(app: &App, step: impl AsyncFn(&App, Touched) -> Result<Option<Touched>>) {
    let mut after = Touched::FIRST;
    loop {
        let begun = tokio::time::Instant::now();
        let rest = match step(app, after).await {
            Ok(Some(next)) => {
                after = next;
                (begun.elapsed() * LEISURE).max(BETWEEN_STEPS)
            }
            Ok(None) => {
                after = Touched::FIRST;
                BETWEEN_WALKS
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "lists could not be walked over");
                BETWEEN_WALKS
            }
        };
        tokio::time::sleep(rest).await;
    }
}
