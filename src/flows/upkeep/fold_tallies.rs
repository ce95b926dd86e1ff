//! What came to lists and left them goes into their marks, so that little is left to count.
//!
//! Nothing that anybody reads hangs on when this happens: what is not folded is added, what has no
//! mark is counted.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::counts::marks::{Touched, fold_changes, insert_marks, list_changes};
use crate::error::Result;

/// Who holds this is the only one who writes marks.
pub const TALLYING: &[u8] = b"tally lists";

/// How many changes one transaction folds.
const BATCH: i64 = 2_000;

/// Whether there may be more to do at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    Some,
    Done,
}

/// Folds some changes, after the lists that they are in have got the marks that they want by now.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn fold_tallies(app: &App) -> Result<Progress> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, TALLYING).await? {
                return Ok(Progress::Done);
            }
            let changes = list_changes(conn, BATCH).await?;
            let touched: Vec<Touched> = changes.iter().map(|change| change.place).collect();
            if changes.is_empty() {
                return Ok(Progress::Done);
            }
            if insert_marks(conn, &touched).await? > 0 {
                return Ok(Progress::Some);
            }
            fold_changes(conn, &changes).await?;
            let is_full = i64::try_from(changes.len()).is_ok_and(|folded| folded == BATCH);
            Ok(if is_full {
                Progress::Some
            } else {
                Progress::Done
            })
        })
        .await
}
