//! Renews the fingerprints that an earlier version made.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::flows::scan_duplicates::renew_fingerprints;

/// The rest between two batches, so that requests come first.
const BETWEEN: Duration = Duration::from_millis(500);
/// The rest where there is nothing to do, or nothing that can be done.
const REST: Duration = Duration::from_secs(60);

/// Renews a batch at a time. A walk that ends with the process goes on at the next start, here or
/// on another instance.
pub async fn keep_fingerprints(app: Arc<App>) {
    loop {
        let rest = match renew_fingerprints(&app).await {
            Ok(None) => REST,
            Ok(Some(progress)) => {
                tracing::info!(
                    done = progress.done,
                    total = progress.total,
                    "fingerprints are renewed"
                );
                BETWEEN
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "fingerprints could not be renewed");
                REST
            }
        };
        tokio::time::sleep(rest).await;
    }
}
