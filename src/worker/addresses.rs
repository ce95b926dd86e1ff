//! Renews the addresses of articles: at the start of the service, and when page rules have changed.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::error::Result;
use crate::flows::articles::renew::{Walk, all_walks, needed_walks, renew_batch};

/// The pause between two batches, so that requests come first.
const PAUSE_BETWEEN_BATCHES: Duration = Duration::from_millis(100);
/// The pause between two looks for changed rules.
const PAUSE_BETWEEN_LOOKS: Duration = Duration::from_secs(5);
/// The pause after a failure.
const PAUSE_AFTER_FAULT: Duration = Duration::from_secs(60);

/// Walks over all sites once, then over each site whose page rules change.
pub(super) async fn keep_renewing_addresses(app: Arc<App>) {
    let mut is_checked = false;

    loop {
        let walks = if is_checked {
            needed_walks(&app).await
        } else {
            all_walks(&app).await
        };

        let pause = match renew(&app, walks).await {
            Ok(()) => {
                is_checked = true;
                PAUSE_BETWEEN_LOOKS
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "addresses of articles could not be renewed");
                PAUSE_AFTER_FAULT
            }
        };
        tokio::time::sleep(pause).await;
    }
}

async fn renew(app: &App, walks: Result<Vec<Walk>>) -> Result<()> {
    for walk in walks? {
        let mut rest = Some(walk);

        while let Some(walk) = rest {
            let batch = renew_batch(app, walk).await?;
            rest = batch.rest;

            if batch.renewed > 0 {
                tracing::info!(
                    articles = batch.renewed,
                    "addresses of articles are renewed"
                );
            }
            if batch.shared > 0 {
                tracing::warn!(
                    addresses = batch.shared,
                    "several articles have one address: the one whose URL is spelled as in the \
                     request answers, else the oldest"
                );
            }
            if rest.is_some() {
                tokio::time::sleep(PAUSE_BETWEEN_BATCHES).await;
            }
        }
    }

    Ok(())
}
