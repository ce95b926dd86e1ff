//! What a moderator sees of one comment beside itself: its revisions, reports and the comments like
//! it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{reports, revisions};
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

/// A text that the comment had, or has.
#[derive(Debug, Clone, Queryable)]
pub struct RevisionRow {
    pub revision: i32,
    pub body: String,
    pub created_at: DateTime<Utc>,
}

/// What a reader says about the comment.
#[derive(Debug, Clone, Queryable)]
pub struct ReportRow {
    pub report_id: Uuid,
    pub reason: String,
    pub detail: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Another comment that this one may be like.
#[derive(Debug, Clone, QueryableByName)]
pub struct RepeatRow {
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Binary)]
    pub author_key: Vec<u8>,
    #[diesel(sql_type = Text)]
    pub body: String,
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
}

/// How many reports one look at a comment takes in; `report_count` tells their number in full.
const MOST_REPORTS: i64 = 100;

/// All texts of a comment, oldest first; by the primary key.
pub async fn list_revisions(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<Vec<RevisionRow>> {
    Ok(revisions::table
        .filter(revisions::site_id.eq(site.0))
        .filter(revisions::comment_id.eq(comment.0))
        .order(revisions::revision)
        .select((revisions::revision, revisions::body, revisions::created_at))
        .load(conn)
        .await?)
}

/// The latest reports about a comment, newest first; by `reports_comment_idx`.
pub async fn list_reports(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<Vec<ReportRow>> {
    Ok(reports::table
        .filter(reports::site_id.eq(site.0))
        .filter(reports::comment_id.eq(comment.0))
        .order(reports::report_id.desc())
        .limit(MOST_REPORTS)
        .select((
            reports::report_id,
            reports::reason,
            reports::detail,
            reports::created_at,
        ))
        .load(conn)
        .await?)
}

/// The `noted` comments, then the oldest others of the same group, twenty in all; by the primary
/// key and `duplicate_members_group_idx`.
pub async fn list_repeats(
    conn: &mut Connection,
    (site, comment): (SiteId, CommentId),
    noted: &[Uuid],
) -> Result<Vec<RepeatRow>> {
    let statement = "SELECT c.comment_id, c.article_id, c.status, c.author_key, c.body, c.created_at FROM (\
           SELECT comment_id, min(rank) AS rank FROM (\
             SELECT noted AS comment_id, 0 AS rank FROM unnest($3::uuid[]) AS noted WHERE noted <> $2 \
             UNION ALL SELECT m.comment_id, 1 \
             FROM duplicate_members this JOIN duplicate_members m \
               ON m.site_id = this.site_id AND m.duplicate_group_id = this.duplicate_group_id \
                 AND m.comment_id <> this.comment_id \
             WHERE this.site_id = $1 AND this.comment_id = $2) likely \
           GROUP BY comment_id ORDER BY rank, comment_id LIMIT 20) near \
         JOIN comments c ON c.site_id = $1 AND c.comment_id = near.comment_id ORDER BY near.rank, c.comment_id";
    Ok(prepared(statement)
        .bind(site.0)
        .bind(comment.0)
        .bind(noted)
        .load(conn)
        .await?)
}
