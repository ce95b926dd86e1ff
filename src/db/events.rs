//! One row for each change, in the transaction that makes it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::schema::events;
use crate::error::Result;

/// What happened. Postgres adds the order and the time; no application clock orders events.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = events)]
// Diesel plans an insert anew each time in which a column may be written as DEFAULT.
#[diesel(treat_none_as_default_value = false)]
pub struct NewEvent {
    pub site_id: Uuid,
    pub kind: &'static str,
    pub article_id: Option<Uuid>,
    pub comment_id: Option<Uuid>,
    pub payload: Value,
}

/// How many rows go into one statement: Postgres takes 65,535 parameters, and a row has five.
const CHUNK: usize = 5_000;

/// Appends events, in their order.
pub async fn insert_events(mut conn: &Connection, rows: &[NewEvent]) -> Result<()> {
    if let [row] = rows {
        // The most frequent number, and the only one whose statement Diesel plans once.
        diesel::insert_into(events::table).values(row).execute(&mut conn).await?;
        return Ok(());
    }
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(events::table).values(chunk).execute(&mut conn).await?;
    }
    Ok(())
}
