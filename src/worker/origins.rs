//! Reads the web origins that the policies allow, whenever a policy has changed on any instance.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::flows::sites::origins::refresh_origins;

/// The list is read this often in any case: a read may have failed, or an operator may have changed
/// a policy in the database.
const INTERVAL: Duration = Duration::from_secs(5);

/// Follows the policies. After a failure, which is logged, the last known list stays.
pub(super) async fn follow_policies(app: Arc<App>) {
    let mut ticks = tokio::time::interval(INTERVAL);

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
