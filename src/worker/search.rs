//! Keeps the index of the search up to date.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::app::App;
use crate::error::Result;
use crate::flows::upkeep::fold_changes::Progress;
use crate::flows::upkeep::index_search::{add_search_rows, index_comments};

/// After each batch a loop pauses this many times as long as the batch took, so that posts come
/// first: a comment is found without its grams, too.
const PAUSE_FACTOR: u32 = 15;
/// The pause where nothing is left to do.
const INDEX_INTERVAL: Duration = Duration::from_secs(1);
const WALK_INTERVAL: Duration = Duration::from_secs(10);
/// The pause after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Gives the rows of new and edited comments their grams.
pub(super) async fn keep_indexing(app: Arc<App>) {
    repeat(&app, INDEX_INTERVAL, index_comments).await;
}

/// Adds the rows of comments that have none.
pub(super) async fn keep_adding_rows(app: Arc<App>) {
    repeat(&app, WALK_INTERVAL, add_search_rows).await;
}

async fn repeat(app: &App, interval: Duration, step: impl AsyncFn(&App) -> Result<Progress>) {
    loop {
        let begun = Instant::now();

        let pause = match step(app).await {
            Ok(Progress::Some) => Duration::ZERO,
            Ok(Progress::Done) => interval,
            Err(error) => {
                tracing::warn!(error.what = %error, "the index of the search could not be updated");
                PAUSE_AFTER_FAILURE
            }
        };

        tokio::time::sleep(pause.max(begun.elapsed() * PAUSE_FACTOR)).await;
    }
}
