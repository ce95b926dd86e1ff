//! Seals the audit log, once a second.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::error::Result;
use crate::flows::audit::seal::{Rest, seal_audit};

const INTERVAL: Duration = Duration::from_secs(1);

/// Seals what was appended. A failure is logged; the next round tries again.
pub(super) async fn keep_sealing(app: Arc<App>) {
    let mut ticks = interval(INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);

    loop {
        ticks.tick().await;

        if let Err(error) = seal_all(&app).await {
            tracing::warn!(error.what = %error, "the audit log could not be sealed");
        }
    }
}

async fn seal_all(app: &App) -> Result<()> {
    while seal_audit(app).await? == Rest::More {}

    Ok(())
}
