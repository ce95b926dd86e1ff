//! What the phases found, for each revision of a comment.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::schema::findings;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = findings)]
pub struct FindingRow {
    pub site_id: Uuid,
    pub comment_id: Uuid,
    pub revision: i32,
    pub position: i32,
    pub phase: String,
    pub code: String,
    pub severity: String,
    pub evidence: Value,
}

/// Writes the findings of one verdict, in their order.
pub async fn insert_findings(conn: &mut Connection, rows: &[FindingRow]) -> Result<()> {
    if !rows.is_empty() {
        diesel::insert_into(findings::table).values(rows).execute(conn).await?;
    }
    Ok(())
}

/// All findings of a comment, by revision and position.
pub async fn list_findings(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<Vec<FindingRow>> {
    Ok(findings::table
        .filter(findings::site_id.eq(site.0))
        .filter(findings::comment_id.eq(comment.0))
        .order((findings::revision, findings::position))
        .select(FindingRow::as_select())
        .load(conn)
        .await?)
}
