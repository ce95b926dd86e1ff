//! The events in their one order, from a position on; and what becomes of old ones.
//!
//! The order is (transaction_id, event_id). A transaction that is still open may yet write, so only
//! what lies below the oldest open one is read: whatever is written later stands behind it. A
//! follower that comes back with the position it was given therefore misses nothing and meets
//! nothing twice.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel::{OptionalExtension, QueryableByName, sql_query};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::prepared::prepared;
use crate::domain::event_position::EventPosition;
use crate::error::Result;

/// An event as it was written down.
#[derive(Debug, Clone)]
pub struct Event {
    pub position: EventPosition,
    pub site_id: Uuid,
    /// The site's name; `None` for what belongs to no site.
    pub site: Option<String>,
    pub kind: String,
    pub article_id: Option<Uuid>,
    pub comment_id: Option<Uuid>,
    pub payload: Value,
    pub created_at: DateTime<Utc>,
}

/// A stretch of the feed.
#[derive(Debug, Clone)]
pub struct Slice {
    /// Up to here events were removed.
    pub removed: EventPosition,
    /// Up to here everything that will ever be there is there now.
    pub end: EventPosition,
    pub events: Vec<Event>,
}

#[derive(QueryableByName)]
struct SliceRow {
    #[diesel(sql_type = Integer)]
    epoch: i32,
    #[diesel(sql_type = BigInt)]
    removed_transaction: i64,
    #[diesel(sql_type = BigInt)]
    removed_event: i64,
    #[diesel(sql_type = BigInt)]
    safe_end: i64,
    #[diesel(sql_type = Nullable<BigInt>)]
    transaction: Option<i64>,
    #[diesel(sql_type = Nullable<BigInt>)]
    event_id: Option<i64>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    site_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    site: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    article_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    comment_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    payload: Option<Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<DateTime<Utc>>,
}

/// One statement, so that the end, what was removed and the events belong to one moment. By
/// `events_order_idx`.
pub const SLICE: &str = "SELECT i.events_epoch AS epoch, \
      i.events_removed_transaction::text::bigint AS removed_transaction, i.events_removed_event AS removed_event, \
      pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS safe_end, e.* \
    FROM installation i LEFT JOIN LATERAL (\
      SELECT transaction_id::text::bigint AS transaction, event_id, site_id, \
        (SELECT s.name FROM sites s WHERE s.site_id = events.site_id) AS site, \
        kind, article_id, comment_id, payload, created_at FROM events \
      WHERE (transaction_id, event_id) > ($1::text::xid8, $2) \
        AND transaction_id < pg_snapshot_xmin(pg_current_snapshot()) \
      ORDER BY transaction_id, event_id LIMIT $3) e ON true";

/// At most `limit` events after `after`, in order; with 0 only where the feed ends.
pub async fn list_events(
    conn: &mut Connection,
    after: EventPosition,
    limit: i64,
) -> Result<Option<Slice>> {
    let rows: Vec<SliceRow> = prepared(SLICE)
        .bind::<Text, _>(after.transaction.to_string())
        .bind::<BigInt, _>(after.event)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    let Some(first) = rows.as_slice().first() else {
        return Ok(None);
    };
    let epoch = first.epoch;
    let removed = EventPosition {
        epoch,
        transaction: first.removed_transaction,
        event: first.removed_event,
    };
    let end = EventPosition {
        epoch,
        transaction: first.safe_end,
        event: 0,
    };
    let mut events: Vec<Event> = rows.into_iter().filter_map(SliceRow::event).collect();
    // They come in order already; a join promises none.
    events.sort_by_key(|event| event.position);
    Ok(Some(Slice {
        removed,
        end,
        events,
    }))
}

impl SliceRow {
    /// `None` where the slice is empty.
    fn event(self) -> Option<Event> {
        let position = EventPosition {
            epoch: self.epoch,
            transaction: self.transaction?,
            event: self.event_id?,
        };
        Some(Event {
            position,
            site_id: self.site_id?,
            site: self.site,
            kind: self.kind?,
            article_id: self.article_id,
            comment_id: self.comment_id,
            payload: self.payload?,
            created_at: self.created_at?,
        })
    }
}

#[derive(QueryableByName)]
struct OldRow {
    #[diesel(sql_type = BigInt)]
    transaction: i64,
    #[diesel(sql_type = BigInt)]
    event_id: i64,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_old: bool,
}

/// How many of the oldest `limit` events go before the first that is younger than `days`, by the
/// database's clock; and the place of the last of them. By `events_order_idx`.
pub async fn find_old_events(
    conn: &mut Connection,
    days: i32,
    limit: i64,
) -> Result<Option<(i64, i64, usize)>> {
    let statement = "SELECT transaction_id::text::bigint AS transaction, event_id, \
          created_at < now() - make_interval(days => $1) AS is_old FROM events \
        WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot()) \
        ORDER BY transaction_id, event_id LIMIT $2";
    let rows: Vec<OldRow> = sql_query(statement)
        .bind::<Integer, _>(days)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    let old = rows.iter().take_while(|row| row.is_old);
    let count = old.clone().count();
    Ok(old
        .last()
        .map(|last| (last.transaction, last.event_id, count)))
}

/// Removes the events up to that place, itself included; by `events_order_idx`.
pub async fn delete_events_to(
    conn: &mut Connection,
    (transaction, event): (i64, i64),
) -> Result<usize> {
    let statement = "DELETE FROM events WHERE (transaction_id, event_id) <= ($1::text::xid8, $2)";
    let query = sql_query(statement)
        .bind::<Text, _>(transaction.to_string())
        .bind::<BigInt, _>(event);
    Ok(query.execute(conn).await?)
}

/// Notes up to where events were removed.
pub async fn update_removed(conn: &mut Connection, (transaction, event): (i64, i64)) -> Result<()> {
    let statement = "UPDATE installation SET events_removed_transaction = $1::text::xid8, \
        events_removed_event = $2";
    let query = sql_query(statement)
        .bind::<Text, _>(transaction.to_string())
        .bind::<BigInt, _>(event);
    query.execute(conn).await?;
    Ok(())
}

#[derive(QueryableByName)]
struct ForeignRow {
    #[diesel(sql_type = BigInt)]
    #[expect(dead_code, reason = "whether there is a row is the answer")]
    event_id: i64,
}

/// Whether an event claims a transaction that this database has not begun: it came from another
/// one, in a backup. By `events_order_idx`. Ask before this transaction writes any event.
pub async fn has_foreign_event(conn: &mut Connection) -> Result<bool> {
    let statement = "SELECT event_id FROM events \
        WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot()) LIMIT 1";
    let row: Option<ForeignRow> = sql_query(statement).get_result(conn).await.optional()?;
    Ok(row.is_some())
}

/// Puts such events before all others, in the order in which they were written; by
/// `events_order_idx`.
pub async fn update_foreign_events(conn: &mut Connection) -> Result<usize> {
    let statement = "UPDATE events SET transaction_id = '0' \
        WHERE transaction_id >= pg_snapshot_xmax(pg_current_snapshot())";
    Ok(sql_query(statement).execute(conn).await?)
}

/// Begins another epoch: no position of an earlier one means anything any more.
pub async fn update_epoch(conn: &mut Connection) -> Result<()> {
    let statement = "UPDATE installation SET events_epoch = events_epoch + 1, \
        events_removed_transaction = '0', events_removed_event = 0";
    sql_query(statement).execute(conn).await?;
    Ok(())
}
