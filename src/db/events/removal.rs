//! Removes old events, always from the beginning of the feed.

use diesel::sql_types::{BigInt, Bool, Integer, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::error::Result;

/// A place in the order of the feed.
#[derive(Debug, Clone, Copy, QueryableByName)]
pub(crate) struct FeedPlace {
    #[diesel(sql_type = BigInt)]
    transaction: i64,
    #[diesel(sql_type = BigInt)]
    event_id: i64,
}

/// Old events at the beginning of the feed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OldEvents {
    pub count: usize,
    pub last: FeedPlace,
}

#[derive(QueryableByName)]
struct OldRow {
    #[diesel(embed)]
    place: FeedPlace,
    #[diesel(sql_type = Bool)]
    is_old: bool,
}

/// The events older than `days` at the beginning of the feed, among the first `limit`; `None` if
/// the first event is younger. By `events_order_idx`. Ages are measured by the database's clock.
pub(crate) async fn find_old_events(
    conn: &mut Connection,
    days: i32,
    limit: i64,
) -> Result<Option<OldEvents>> {
    let rows: Vec<OldRow> = sql_query(include_str!("find_old_events.sql"))
        .bind::<Integer, _>(days)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;

    let old = rows.iter().take_while(|row| row.is_old);
    let count = old.clone().count();

    Ok(old.last().map(|row| OldEvents {
        count,
        last: row.place,
    }))
}

/// Deletes the events up to that place, itself included; by `events_order_idx`.
pub(crate) async fn delete_events_to(conn: &mut Connection, last: FeedPlace) -> Result<usize> {
    Ok(sql_query(include_str!("delete_events_to.sql"))
        .bind::<Text, _>(last.transaction.to_string())
        .bind::<BigInt, _>(last.event_id)
        .execute(conn)
        .await?)
}

/// Records the place up to which events were removed.
pub(crate) async fn update_removed(conn: &mut Connection, last: FeedPlace) -> Result<()> {
    sql_query(include_str!("update_removed.sql"))
        .bind::<Text, _>(last.transaction.to_string())
        .bind::<BigInt, _>(last.event_id)
        .execute(conn)
        .await?;

    Ok(())
}
