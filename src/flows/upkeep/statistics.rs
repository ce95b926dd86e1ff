//! Refreshes Postgres' statistics of tables that have grown since they were analyzed.

use crate::app::App;
use crate::db::connection::statistics::{analyze_table, list_outgrown_tables};
use crate::error::Result;

/// Analyzes the tables that have outgrown their statistics, each in a separate transaction.
/// Returns their number.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub(crate) async fn refresh_statistics(app: &App) -> Result<usize> {
    let mut conn = app.database.primary.get().await?;
    let outgrown = list_outgrown_tables(&mut conn).await?;

    for table in &outgrown {
        analyze_table(&mut conn, table).await?;
    }

    Ok(outgrown.len())
}
