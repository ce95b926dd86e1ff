//! Removes what has expired, once a minute.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::error::Result;
use crate::flows::events::delete_old::{Rest, delete_old_events};
use crate::flows::people::forget_addresses::{self, forget_addresses};
use crate::flows::upkeep::delete_expired::delete_expired;

const INTERVAL: Duration = Duration::from_secs(60);

/// Removes expired rows, old events and old hashes of addresses. A failure is logged; the next round tries again.
pub(super) async fn keep_deleting(app: Arc<App>) {
    let mut ticks = tokio::time::interval(INTERVAL);

    loop {
        ticks.tick().await;

        if let Err(error) = delete_expired(&app).await {
            tracing::warn!(error.what = %error, "expired rows could not be removed");
        }
        if let Err(error) = remove_old_events(&app).await {
            tracing::warn!(error.what = %error, "old events could not be removed");
        }
        if let Err(error) = forget_old_addresses(&app).await {
            tracing::warn!(error.what = %error, "old hashes of addresses could not be removed");
        }
    }
}

/// Removes batch by batch, so that no transaction is long: readers of the events wait for the
/// oldest open one.
async fn remove_old_events(app: &App) -> Result<()> {
    while delete_old_events(app).await? == Rest::More {}

    Ok(())
}

/// Batch by batch, so that no comment is locked for long.
async fn forget_old_addresses(app: &App) -> Result<()> {
    while forget_addresses(app).await? == forget_addresses::Rest::More {}

    Ok(())
}
