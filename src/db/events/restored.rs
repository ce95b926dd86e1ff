//! Events that came from another database, in a backup: their transactions mean nothing here.

use diesel::sql_types::BigInt;
use diesel::{OptionalExtension, QueryableByName, sql_query};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::error::Result;

#[derive(QueryableByName)]
struct ForeignRow {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "only whether there is a row matters")]
    event_id: i64,
}

/// Whether an event names a transaction that this database has not begun. By `events_order_idx`.
/// Call it before this transaction writes an event.
pub(crate) async fn has_foreign_event(conn: &mut Connection) -> Result<bool> {
    let row: Option<ForeignRow> = sql_query(include_str!("has_foreign_event.sql"))
        .get_result(conn)
        .await
        .optional()?;

    Ok(row.is_some())
}

/// Moves such events before all others, in the order in which they were written; by
/// `events_order_idx`. Returns their number.
pub(crate) async fn update_foreign_events(conn: &mut Connection) -> Result<usize> {
    Ok(sql_query(include_str!("update_foreign_events.sql"))
        .execute(conn)
        .await?)
}

/// Begins another epoch, which makes all positions of earlier epochs invalid.
pub(crate) async fn update_epoch(conn: &mut Connection) -> Result<()> {
    sql_query(include_str!("update_epoch.sql"))
        .execute(conn)
        .await?;

    Ok(())
}
