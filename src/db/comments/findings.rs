//! Findings of the moderation phases, for each revision of a comment.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::findings;
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::keys::CommentKey;
use crate::error::Result;

/// One finding about one revision.
#[derive(Debug, Clone, Queryable, QueryableByName, Selectable, Insertable)]
#[diesel(table_name = findings)]
pub struct FindingRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub revision: i32,
    pub position: i32,
    pub phase: String,
    pub code: String,
    pub severity: String,
    pub evidence: Value,
}

/// Inserts findings, in their order. The values are arrays, so that Postgres plans one statement for
/// any number of rows.
pub(crate) async fn insert_findings(mut conn: &Connection, rows: &[FindingRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }

    let texts = |of: fn(&FindingRow) -> &str| rows.iter().map(of).collect::<Vec<_>>();

    prepared(include_str!("insert_findings.sql"))
        .bind(rows.iter().map(|row| row.site_id).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.comment_id).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.revision).collect::<Vec<_>>())
        .bind(rows.iter().map(|row| row.position).collect::<Vec<_>>())
        .bind(texts(|row| &row.phase))
        .bind(texts(|row| &row.code))
        .bind(texts(|row| &row.severity))
        .bind(rows.iter().map(|row| &row.evidence).collect::<Vec<_>>())
        .execute(&mut conn)
        .await?;

    Ok(())
}

/// All findings of a comment, by revision and position.
pub(crate) async fn list_findings(
    conn: &mut Connection,
    comment: CommentKey,
) -> Result<Vec<FindingRow>> {
    Ok(findings::table
        .filter(findings::site_id.eq(comment.site))
        .filter(findings::comment_id.eq(comment.comment))
        .order((findings::revision, findings::position))
        .select(FindingRow::as_select())
        .load(conn)
        .await?)
}

/// The findings about the present text of each of the comments, by comment and position.
pub async fn list_present_findings(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<FindingRow>> {
    Ok(prepared(include_str!("list_present_findings.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}
