//! What do readers report, and what does it come to for a moderator?

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use crate::db::comments::findings::FindingRow;
use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{findings, reports};
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::pseudonym::SiteSalt;
use crate::error::Result;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub struct ReportRow {
    pub site_id: Uuid,
    pub report_id: Uuid,
    pub comment_id: Uuid,
    pub reporter_key: Vec<u8>,
    pub reason: String,
    pub detail: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// A comment that readers see, with what reporting it needs to know of its site.
#[derive(Debug, Clone, QueryableByName)]
pub struct Reportable {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Integer)]
    pub revision: i32,
    #[diesel(sql_type = Binary)]
    pub salt: SiteSalt,
}

/// The comment if it is approved; by `comments_id_idx`. It keeps its status and its text to the end
/// of the transaction: a report is about what the reader saw.
pub async fn find_reportable(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<Reportable>> {
    let statement = "SELECT c.site_id, c.article_id, c.revision, s.salt FROM comments c \
         JOIN sites s ON s.site_id = c.site_id WHERE c.comment_id = $1 AND c.status = 'approved' FOR SHARE OF c";
    Ok(prepared(statement)
        .bind(comment.0)
        .get_result(conn)
        .await
        .optional()?)
}

/// Stores a report. `false`: this reader reported the comment before.
pub async fn insert_report(conn: &mut Connection, row: &ReportRow) -> Result<bool> {
    let written = diesel::insert_into(reports::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(written == 1)
}

/// What this reader said of the comment before; by `reports_reporter_key`.
pub async fn find_report(conn: &mut Connection, like: &ReportRow) -> Result<Option<ReportRow>> {
    Ok(reports::table
        .filter(reports::site_id.eq(like.site_id))
        .filter(reports::comment_id.eq(like.comment_id))
        .filter(reports::reporter_key.eq(&like.reporter_key))
        .select(ReportRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// How many readers gave each reason, by the reasons' names; by `reports_reporter_key`.
pub async fn count_reasons(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<Vec<(String, i64)>> {
    Ok(reports::table
        .filter(reports::site_id.eq(site.0))
        .filter(reports::comment_id.eq(comment.0))
        .group_by(reports::reason)
        .order(reports::reason)
        .select((reports::reason, count_star()))
        .load(conn)
        .await?)
}

/// Writes a finding, in place of an earlier one at the same position.
pub async fn upsert_finding(conn: &mut Connection, row: &FindingRow) -> Result<()> {
    let evidence: &Value = &row.evidence;
    diesel::insert_into(findings::table)
        .values(row)
        .on_conflict((
            findings::site_id,
            findings::comment_id,
            findings::revision,
            findings::position,
        ))
        .do_update()
        .set(findings::evidence.eq(evidence))
        .execute(conn)
        .await?;
    Ok(())
}
