//! The audit log: what was decided, by whom, and what it changed. Rows are appended and read, nothing else.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::schema::decisions;
use crate::error::Result;

/// One decision about one comment.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = decisions)]
pub struct NewDecision {
    pub site_id: Uuid,
    pub decision_id: Uuid,
    pub article_id: Uuid,
    pub comment_id: Uuid,
    /// `None` where the author acted.
    pub moderator_id: Option<Uuid>,
    pub action: &'static str,
    pub status_before: &'static str,
    pub status_after: &'static str,
    /// The comment's version that the decision made.
    pub version: i32,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub undoes: Option<Uuid>,
    pub duplicate_group_id: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// How many rows go into one statement: Postgres takes 65,535 parameters, and a row has fourteen.
const CHUNK: usize = 2_000;

/// Appends decisions, in their order.
pub async fn insert_decisions(conn: &mut Connection, rows: &[NewDecision]) -> Result<()> {
    for chunk in rows.chunks(CHUNK) {
        diesel::insert_into(decisions::table).values(chunk).execute(conn).await?;
    }
    Ok(())
}
