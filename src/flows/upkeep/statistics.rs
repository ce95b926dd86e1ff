//! Does Postgres know how large the tables are? Where one has outgrown what is known of it, it is
//! looked at again.

use crate::app::App;
use crate::db::connection::statistics::{analyze_table, list_outgrown_tables};
use crate::error::Result;

/// Looks at each table that has outgrown its statistics, each in a transaction of its own, and
/// tells how many these were.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn refresh_statistics(app: &App) -> Result<usize> {
    let mut conn = app.database.primary.get().await?;
    let outgrown = list_outgrown_tables(&mut conn).await?;
    for table in &outgrown {
        analyze_table(&mut conn, table).await?;
    }
    Ok(outgrown.len())
}
