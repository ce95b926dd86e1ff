//! The events in their one order, from a position on.
//!
//! The order is (transaction_id, event_id). A transaction in progress may still write, so only the
//! events below the oldest transaction in progress are read: whatever is written later comes after
//! them. A reader that continues from the position it was given therefore misses no event and
//! reads none twice.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::error::Result;

/// A stored event.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub position: EventPosition,
    pub site_id: SiteId,
    /// The site's name; `None` for an event that belongs to no site.
    pub site: Option<String>,
    /// A name, since an instance of a later version may write kinds that this one does not know.
    pub kind: String,
    pub article_id: Option<ArticleId>,
    pub comment_id: Option<CommentId>,
    pub payload: Value,
    pub created_at: DateTime<Utc>,
}

/// Consecutive events of the feed, and the bounds of the feed at that moment.
#[derive(Debug, Clone)]
pub(crate) struct Slice {
    /// Events up to this position were removed.
    pub removed: EventPosition,
    /// Every event before this position is visible; no more will be written there.
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
    site_id: Option<SiteId>,
    #[diesel(sql_type = Nullable<Text>)]
    site: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<String>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    article_id: Option<ArticleId>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    comment_id: Option<CommentId>,
    #[diesel(sql_type = Nullable<Jsonb>)]
    payload: Option<Value>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    created_at: Option<DateTime<Utc>>,
}

/// One statement, so that the events and the bounds of the feed are of one moment.
pub const SLICE: &str = include_str!("list_events.sql");

/// At most `limit` events after `after`, in order. With a limit of 0, only the bounds of the feed.
pub(crate) async fn list_events(
    conn: &mut Connection,
    after: EventPosition,
    limit: i64,
) -> Result<Option<Slice>> {
    let rows: Vec<SliceRow> = prepared(SLICE)
        .bind(after.transaction.to_string())
        .bind(after.event)
        .bind(limit)
        .load(conn)
        .await?;
    let Some(first) = rows.as_slice().first() else {
        return Ok(None);
    };

    let (removed, end) = (first.removed(), first.end());
    let mut events: Vec<Event> = rows.into_iter().filter_map(SliceRow::event).collect();
    // The rows come in order, but a join does not promise one.
    events.sort_by_key(|event| event.position);

    Ok(Some(Slice {
        removed,
        end,
        events,
    }))
}

impl SliceRow {
    const fn removed(&self) -> EventPosition {
        EventPosition {
            epoch: self.epoch,
            transaction: self.removed_transaction,
            event: self.removed_event,
        }
    }

    const fn end(&self) -> EventPosition {
        EventPosition {
            epoch: self.epoch,
            transaction: self.safe_end,
            event: 0,
        }
    }

    /// `None` for the only row of an empty slice.
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
