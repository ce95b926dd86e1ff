//! A walk over all checkpoints that corrects wrong ones: an instance of an earlier version, or an
//! administrator by hand, may have changed a status without appending the change.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::counts::checkpoints::{ListPosition, correct_checkpoints, list_checkpoints};
use crate::error::Result;
use crate::flows::upkeep::fold_changes::CHECKPOINT_LOCK;

/// How many checkpoints one step counts, with some hundred comments before each.
const STEP: i64 = 20;

/// Walks over the next checkpoints after `after`, and returns where to go on; `None` at the end.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn repair_checkpoints(app: &App, after: ListPosition) -> Result<Option<ListPosition>> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, CHECKPOINT_LOCK).await? {
                return Ok(Some(after));
            }

            let checkpoints = list_checkpoints(conn, after, STEP).await?;
            let Some(last) = checkpoints.last() else {
                return Ok(None);
            };

            let corrected = correct_checkpoints(conn, &checkpoints).await?;
            if corrected > 0 {
                tracing::warn!(
                    corrected,
                    "counts were wrong: a status was changed without its change being recorded"
                );
            }

            Ok(Some(*last))
        })
        .await
}
