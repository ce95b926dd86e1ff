//! A walk over all marks mends those that are wrong: an instance of an earlier version, or somebody
//! by hand, may have changed a status without noting it.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::counts::marks::{self, Touched, list_marks};
use crate::error::Result;
use crate::flows::upkeep::fold_tallies::TALLYING;

/// How many marks one step looks at, with some hundred places before each.
const MARKS: i64 = 20;

/// Looks at the next marks after `after`, and tells where to go on; `None` at the end.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn mend_marks(app: &App, after: Touched) -> Result<Option<Touched>> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, TALLYING).await? {
                return Ok(Some(after));
            }
            let marks = list_marks(conn, after, MARKS).await?;
            let Some(last) = marks.last() else {
                return Ok(None);
            };
            let mended = marks::mend_marks(conn, &marks).await?;
            if mended > 0 {
                tracing::warn!(
                    mended,
                    "marks were wrong: a status was changed without being noted"
                );
            }
            Ok(Some(*last))
        })
        .await
}
