//! What the phases found, for each revision of a comment.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::findings;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

#[derive(Debug, Clone, Queryable, QueryableByName, Selectable, Insertable)]
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

/// Writes findings, in their order. As arrays, since Diesel plans anew for each number of rows.
pub async fn insert_findings(mut conn: &Connection, rows: &[FindingRow]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let statement = "INSERT INTO findings \
           (site_id, comment_id, revision, position, phase, code, severity, evidence) \
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::integer[], $4::integer[], $5::text[], $6::text[], \
           $7::text[], $8::jsonb[])";
    let texts = |of: fn(&FindingRow) -> &str| rows.iter().map(of).collect::<Vec<_>>();
    prepared(statement)
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

/// The findings about the present text of each of those comments; by `comments_id_idx` and the
/// primary key.
pub async fn list_present_findings(
    conn: &mut Connection,
    comments: &[Uuid],
) -> Result<Vec<FindingRow>> {
    let statement = "SELECT f.* FROM comments c JOIN findings f \
           ON f.site_id = c.site_id AND f.comment_id = c.comment_id AND f.revision = c.revision \
         WHERE c.comment_id = ANY($1) ORDER BY f.comment_id, f.position";
    Ok(prepared(statement).bind(comments).load(conn).await?)
}
