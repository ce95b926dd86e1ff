//! What a moderator sees of one comment beside its own columns: revisions, reports and duplicates.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{comments, reports, revisions};
use crate::domain::ids::{ArticleId, CommentId, ReportId};
use crate::domain::keys::CommentKey;
use crate::domain::status::Status;
use crate::error::Result;

/// A present or earlier text of the comment.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = revisions)]
pub(crate) struct RevisionRow {
    pub revision: i32,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

/// A reader's report about the comment.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = reports)]
pub(crate) struct ReportRow {
    pub report_id: ReportId,
    pub reason: String,
    pub detail: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Another comment that may be a duplicate of this one.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct DuplicateRow {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub status: Status,
    pub author_key: Vec<u8>,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

/// The highest number of reports in the detail of a comment; `report_count` counts all of them.
const MOST_REPORTS: i64 = 100;

/// The highest number of revisions in the detail of a comment.
const MOST_REVISIONS: i64 = 20;

/// The last revisions of a comment before this number, oldest first; by the primary key.
pub(crate) async fn list_revisions(
    conn: &mut Connection,
    key: CommentKey,
    before: i32,
) -> Result<Vec<RevisionRow>> {
    let mut rows: Vec<RevisionRow> = RevisionRow::query()
        .filter(revisions::site_id.eq(key.site))
        .filter(revisions::comment_id.eq(key.comment))
        .filter(revisions::revision.lt(before))
        .order(revisions::revision.desc())
        .limit(MOST_REVISIONS)
        .load(conn)
        .await?;
    rows.reverse();

    Ok(rows)
}

/// The latest reports about a comment, newest first; by `reports_comment_idx`.
pub(crate) async fn list_reports(conn: &mut Connection, key: CommentKey) -> Result<Vec<ReportRow>> {
    Ok(ReportRow::query()
        .filter(reports::site_id.eq(key.site))
        .filter(reports::comment_id.eq(key.comment))
        .order(reports::report_id.desc())
        .limit(MOST_REPORTS)
        .load(conn)
        .await?)
}

/// The `noted` comments, then the oldest others of the same group, twenty in all; by the primary
/// key and `duplicate_members_group_idx`.
pub(crate) async fn list_duplicates(
    conn: &mut Connection,
    key: CommentKey,
    noted: &[CommentId],
) -> Result<Vec<DuplicateRow>> {
    Ok(prepared(include_str!("list_duplicates.sql"))
        .bind(key.site)
        .bind(key.comment)
        .bind(noted)
        .load(conn)
        .await?)
}
