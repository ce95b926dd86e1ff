//! Folds the changes of lists into their checkpoints, so that little is left to count.
//!
//! No answer depends on when this happens: a count adds the changes that are not folded, and counts
//! the comments that no checkpoint covers.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::counts::changes::{self, list_changes};
use crate::db::counts::checkpoints::{ListPosition, insert_checkpoints};
use crate::error::Result;

/// The name of the lock of all writers of checkpoints. Instances of earlier versions take the same.
pub(in crate::flows) const CHECKPOINT_LOCK: &[u8] = b"tally lists";

/// How many changes one transaction folds.
const BATCH: i64 = 2_000;

/// Whether another batch may follow at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Some,
    Done,
}

/// Folds some changes. First their lists get the checkpoints that are due.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn fold_changes(app: &App) -> Result<Progress> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, CHECKPOINT_LOCK).await? {
                return Ok(Progress::Done);
            }

            let changes = list_changes(conn, BATCH).await?;
            if changes.is_empty() {
                return Ok(Progress::Done);
            }

            let positions: Vec<ListPosition> =
                changes.iter().map(|change| change.position).collect();
            if insert_checkpoints(conn, &positions).await? > 0 {
                return Ok(Progress::Some);
            }

            changes::fold_changes(conn, &changes).await?;

            let is_full = i64::try_from(changes.len()).is_ok_and(|folded| folded == BATCH);
            Ok(if is_full {
                Progress::Some
            } else {
                Progress::Done
            })
        })
        .await
}
