//! Reports of readers about comments.

use chrono::{DateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::Binary;
use diesel_async::RunQueryDsl;

use crate::db::comments::findings::FindingRow;
use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{comments, findings, reports};
use crate::domain::ids::{ArticleId, CommentId, ReportId, SiteId};
use crate::domain::keys::CommentKey;
use crate::domain::pseudonym::SiteSalt;
use crate::error::Result;

/// One report. `reporter_key` is the keyed hash of the reader's address.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub(crate) struct ReportRow {
    pub site_id: SiteId,
    pub report_id: ReportId,
    pub comment_id: CommentId,
    pub reporter_key: Vec<u8>,
    pub reason: String,
    pub detail: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// A public comment, with what a report needs to know of it and its site.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct Reportable {
    pub site_id: SiteId,
    pub article_id: ArticleId,
    pub revision: i32,
    #[diesel(sql_type = Binary)]
    pub salt: SiteSalt,
}

/// The number of readers who gave one reason.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct ReasonCount {
    pub reason: String,
    pub readers: i64,
}

/// The comment if it is approved; by `comments_id_idx`. It keeps its status and its text until the
/// transaction ends: a report is about what the reader saw.
pub(crate) async fn find_reportable(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<Reportable>> {
    Ok(prepared(include_str!("find_reportable.sql"))
        .bind(comment)
        .get_result(conn)
        .await
        .optional()?)
}

/// Inserts a report. `false`: this reader reported the comment before.
pub(crate) async fn insert_report(conn: &mut Connection, row: &ReportRow) -> Result<bool> {
    let written = diesel::insert_into(reports::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;

    Ok(written == 1)
}

/// The stored report of the same reader about the same comment; by `reports_reporter_key`.
pub(crate) async fn find_report(
    conn: &mut Connection,
    like: &ReportRow,
) -> Result<Option<ReportRow>> {
    Ok(reports::table
        .filter(reports::site_id.eq(like.site_id))
        .filter(reports::comment_id.eq(like.comment_id))
        .filter(reports::reporter_key.eq(&like.reporter_key))
        .select(ReportRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// The report with this id; by the primary key.
pub(crate) async fn find_report_by_id(
    conn: &mut Connection,
    site: SiteId,
    report: ReportId,
) -> Result<Option<ReportRow>> {
    Ok(reports::table
        .find((site, report))
        .select(ReportRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// The number of readers for each reason, by the reasons' names; by `reports_reporter_key`.
pub(crate) async fn count_reasons(
    conn: &mut Connection,
    comment: CommentKey,
) -> Result<Vec<ReasonCount>> {
    Ok(reports::table
        .filter(reports::site_id.eq(comment.site))
        .filter(reports::comment_id.eq(comment.comment))
        .group_by(reports::reason)
        .order(reports::reason)
        .select((reports::reason, count_star()))
        .load(conn)
        .await?)
}

/// Inserts a finding, in place of an earlier one at the same position.
pub(crate) async fn upsert_finding(conn: &mut Connection, row: &FindingRow) -> Result<()> {
    diesel::insert_into(findings::table)
        .values(row)
        .on_conflict((
            findings::site_id,
            findings::comment_id,
            findings::revision,
            findings::position,
        ))
        .do_update()
        .set(findings::evidence.eq(&row.evidence))
        .execute(conn)
        .await?;

    Ok(())
}
