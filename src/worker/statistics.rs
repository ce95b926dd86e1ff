//! Has Postgres analyse tables that have grown. Its own check runs once a minute, in which a new
//! site or an import may grow a thousandfold.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::flows::refresh_statistics::refresh_statistics;

const EVERY: Duration = Duration::from_secs(2);
/// The rest after a failure: it is likely to come again.
const REST: Duration = Duration::from_secs(60);

/// Has Postgres look at tables soon after they have grown. A failure is logged; the next round
/// tries again.
pub async fn keep_known(app: Arc<App>) {
    loop {
        let rest = match refresh_statistics(&app).await {
            Ok(0) => EVERY,
            Ok(tables) => {
                tracing::debug!(tables, "tables have grown, and were looked at again");
                EVERY
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "the sizes of tables could not be refreshed");
                REST
            }
        };
        tokio::time::sleep(rest).await;
    }
}
