//! Seals the audit log once a second, and removes what is too old once an hour.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::error::Result;
use crate::flows::audit::remove_old::remove_expired_audit;
use crate::flows::audit::seal::{Rest, seal_audit};

const SEALING_INTERVAL: Duration = Duration::from_secs(1);
const REMOVAL_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// Seals what was appended. A failure is logged; the next round tries again.
pub(super) async fn keep_sealing(app: Arc<App>) {
    let mut ticks = interval(SEALING_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);

    loop {
        ticks.tick().await;

        if let Err(error) = seal_all(&app).await {
            tracing::warn!(error.what = %error, "the audit log could not be sealed");
        }
    }
}

/// Removes old entries, once an hour. A failure is logged; the next round tries again.
pub(super) async fn keep_removing(app: Arc<App>) {
    let mut ticks = interval(REMOVAL_INTERVAL);

    loop {
        ticks.tick().await;

        match remove_expired_audit(&app).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "old entries of the audit log were removed"),
            Err(error) => {
                tracing::warn!(error.what = %error, "old entries of the audit log could not be removed");
            }
        }
    }
}

async fn seal_all(app: &App) -> Result<()> {
    while seal_audit(app).await? == Rest::More {}

    Ok(())
}
