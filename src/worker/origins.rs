//! Reads the web origins that the policies allow, whenever a policy has changed on any instance.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::flows::refresh_origins::refresh_origins;

/// And now and then, should a read have failed or a policy have been changed by hand.
const EVERY: Duration = Duration::from_secs(5);

/// Follows the policies. A failure is logged and the last known list stays.
pub async fn keep_origins(app: Arc<App>) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = app.events.wake.policy_change() => {}
        }
        if let Err(error) = refresh_origins(&app).await {
            tracing::warn!(error.what = %error, "the allowed origins could not be read");
        }
    }
}
