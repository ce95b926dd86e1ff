//! Has Postgres analyse tables that have grown. Its own check runs once a minute, in which a new
//! site or an import may grow a thousandfold.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::flows::upkeep::statistics::refresh_statistics;

const INTERVAL: Duration = Duration::from_secs(2);
/// The pause after a failure, whose cause is likely to last.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(60);

/// Has tables analysed soon after they have grown. A failure is logged; the next round tries again.
pub(super) async fn analyse_grown_tables(app: Arc<App>) {
    loop {
        let pause = match refresh_statistics(&app).await {
            Ok(0) => INTERVAL,
            Ok(tables) => {
                tracing::debug!(tables, "tables have grown and were analysed");
                INTERVAL
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "grown tables could not be analysed");
                PAUSE_AFTER_FAILURE
            }
        };

        tokio::time::sleep(pause).await;
    }
}
