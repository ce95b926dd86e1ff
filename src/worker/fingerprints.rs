//! Renews the fingerprints that an earlier version made.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::flows::duplicates::scan::renew_fingerprints;

/// The pause between two batches, so that requests come first.
const PAUSE_BETWEEN_BATCHES: Duration = Duration::from_millis(500);
/// The pause where all fingerprints are of the present version, and after a failure.
const LONG_PAUSE: Duration = Duration::from_secs(60);

/// Renews a batch at a time. A walk that ends with the process goes on at the next start, here or
/// on another instance.
pub(super) async fn renew_old_fingerprints(app: Arc<App>) {
    loop {
        let pause = match renew_fingerprints(&app).await {
            Ok(None) => LONG_PAUSE,
            Ok(Some(progress)) => {
                tracing::info!(
                    done = progress.done,
                    total = progress.total,
                    "fingerprints are renewed"
                );
                PAUSE_BETWEEN_BATCHES
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "fingerprints could not be renewed");
                LONG_PAUSE
            }
        };

        tokio::time::sleep(pause).await;
    }
}
