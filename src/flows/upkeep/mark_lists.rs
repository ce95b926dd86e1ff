//! A walk over the lists of all articles puts the marks that are missing, as for comments that no
//! flow wrote.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::counts::marks::{SPACING, Touched, insert_marks, list_stretches};
use crate::error::Result;
use crate::flows::upkeep::fold_tallies::TALLYING;

/// How many places one step reads.
const STRETCH: i64 = 5_000;

/// Looks at the next places after `after`, and tells where to go on; `None` at the end.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn mark_lists(app: &App, after: Touched) -> Result<Option<Touched>> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, TALLYING).await? {
                return Ok(Some(after));
            }
            let stretches = list_stretches(conn, after, STRETCH).await?;
            let long = stretches
                .iter()
                .filter(|stretch| stretch.members >= 2 * SPACING);
            let long: Vec<Touched> = long.map(|stretch| stretch.last).collect();
            if !long.is_empty() {
                insert_marks(conn, &long).await?;
            }
            Ok(stretches.last().map(|stretch| stretch.last))
        })
        .await
}
