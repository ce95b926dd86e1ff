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
pub async fn insert_events(conn: &mut Connection, rows: &[NewEvent]) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(events::table).values(chunk).execute(conn).await?;
    }
    Ok(())
}
