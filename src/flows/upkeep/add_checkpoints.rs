//! A walk over the lists of all articles that inserts missing checkpoints, such as those of comments
//! that were copied into the database.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::counts::checkpoints::{ListPosition, SPACING, insert_checkpoints, list_segments};
use crate::error::Result;
use crate::flows::upkeep::fold_changes::CHECKPOINT_LOCK;

/// How many comments one step reads.
const STEP: i64 = 5_000;

/// Walks over the next comments after `after`, and returns where to go on; `None` at the end.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn add_checkpoints(app: &App, after: ListPosition) -> Result<Option<ListPosition>> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, CHECKPOINT_LOCK).await? {
                return Ok(Some(after));
            }

            let segments = list_segments(conn, after, STEP).await?;
            let long: Vec<ListPosition> = segments
                .iter()
                .filter(|segment| segment.members >= 2 * SPACING)
                .map(|segment| segment.last)
                .collect();
            if !long.is_empty() {
                insert_checkpoints(conn, &long).await?;
            }

            Ok(segments.last().map(|segment| segment.last))
        })
        .await
}
