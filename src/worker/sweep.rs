//! Removes what has expired, once a minute.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::error::Result;
use crate::flows::forget_events::{Rest, forget_events};
use crate::flows::forget_expired::forget_expired;

const EVERY: Duration = Duration::from_secs(60);

/// Removes what has run out. A failure is logged; the next round tries again.
pub async fn keep_clean(app: Arc<App>) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = forget_expired(&app).await {
            tracing::warn!(error.what = %error, "what has run out could not be removed");
        }
        if let Err(error) = forget_all_events(&app).await {
            tracing::warn!(error.what = %error, "old events could not be removed");
        }
    }
}

/// Batch by batch, so that no transaction is long: what follows the events waits for the oldest
/// open one.
async fn forget_all_events(app: &App) -> Result<()> {
    while forget_events(app).await? == Rest::More {}
    Ok(())
}
