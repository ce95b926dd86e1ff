//! What has run out? Removed by the minute.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
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
    }
}
