//! One row for each change, in the transaction that makes it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::reach;
use crate::db::schema::events;
use crate::domain::event::{EventKind, Reach};
use crate::error::Result;

/// What happened. Postgres adds the order and the time; no application clock orders events.
#[derive(Debug, Clone)]
pub struct NewEvent {
    pub site_id: Uuid,
    pub kind: EventKind,
    pub article_id: Option<Uuid>,
    pub comment_id: Option<Uuid>,
    /// With the comment's `status` where that is what changed.
    pub payload: Value,
}

#[derive(Insertable)]
#[diesel(table_name = events)]
// Diesel plans an insert anew each time in which a column may be written as DEFAULT.
#[diesel(treat_none_as_default_value = false)]
struct EventRow<'a> {
    site_id: Uuid,
    kind: &'static str,
    article_id: Option<Uuid>,
    comment_id: Option<Uuid>,
    payload: &'a Value,
}

/// How many rows go into one statement: Postgres takes 65,535 parameters, and a row has five.
const CHUNK: usize = 5_000;

/// Appends events, in their order. Whoever runs the transaction learns what they reach; see
/// [`reach::gather`].
///
/// # Errors
/// `Internal` outside a transaction of [`Pool::transaction`](crate::db::connection::pool::Pool::transaction):
/// nobody would learn of the event.
pub async fn insert_events(mut conn: &Connection, rows: &[NewEvent]) -> Result<()> {
    note_reach(rows)?;
    if let [row] = rows {
        // The most frequent number, and the only one whose statement Diesel plans once.
        diesel::insert_into(events::table)
            .values(row.row())
            .execute(&mut conn)
            .await?;
        return Ok(());
    }
    for chunk in rows.chunks(CHUNK) {
        let rows: Vec<EventRow<'_>> = chunk.iter().map(NewEvent::row).collect();
        diesel::insert_into(events::table)
            .values(rows)
            .execute(&mut conn)
            .await?;
    }
    Ok(())
}

/// Lets whoever runs the transaction know of events that another statement writes.
///
/// # Errors
/// As [`insert_events`].
pub fn note_reach(rows: &[NewEvent]) -> Result<()> {
    reach::note(rows.iter().map(NewEvent::reach))
}

impl NewEvent {
    fn reach(&self) -> Reach {
        Reach::of(
            self.kind.as_str(),
            self.article_id,
            self.payload.get("status").and_then(Value::as_str),
        )
    }

    fn row(&self) -> EventRow<'_> {
        let Self {
            site_id,
            kind,
            article_id,
            comment_id,
            ref payload,
        } = *self;
        EventRow {
            site_id,
            kind: kind.as_str(),
            article_id,
            comment_id,
            payload,
        }
    }
}
