//! Exporting the data of a person, page by page.

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::RunQueryDsl;

use crate::db::comments::findings::FindingRow;
use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::moderation::decisions::DecisionRow;
use crate::db::moderation::search::AuthorKey;
use crate::db::schema::{comments, reports, revisions};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::status::Status;
use crate::error::Result;

/// A text of one of the person's comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TextPlace {
    pub comment: CommentId,
    pub revision: i32,
}

/// A present or earlier text of a comment.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = revisions)]
pub(crate) struct TextRow {
    pub comment_id: CommentId,
    pub revision: i32,
    pub body: String,
    pub created_at: DateTime<Utc>,
    /// The texts that were looked at; those that are not returned follow on the next page.
    #[diesel(sql_type = BigInt)]
    pub found: i64,
}

/// What is stored about a comment beside its texts.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct HeadRow {
    pub comment_id: CommentId,
    #[diesel(sql_type = Text)]
    pub site: String,
    pub article_id: ArticleId,
    #[diesel(sql_type = Text)]
    pub article_title: String,
    pub parent_id: Option<CommentId>,
    pub status: Status,
    pub author_name: String,
    pub author_email: String,
    pub author_website: Option<String>,
    pub author_ip_hash: Option<Vec<u8>>,
    #[diesel(sql_type = Bool)]
    pub is_moderator: bool,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = BigInt)]
    pub report_count: i64,
    #[diesel(sql_type = BigInt)]
    pub decision_count: i64,
}

/// What a reader reported about a comment.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = reports)]
pub(crate) struct ReportRow {
    pub comment_id: CommentId,
    pub reason: String,
    pub detail: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// The next texts after `after`, in the order of comments and revisions, as many as fit on a page: at
/// most 100 texts of 20 comments, and half a megabyte. By `comments_author_idx` and the primary key.
pub(crate) async fn list_texts(
    conn: &mut Connection,
    keys: &[AuthorKey],
    after: TextPlace,
) -> Result<Vec<TextRow>> {
    Ok(prepared(include_str!("list_texts.sql"))
        .bind(keys.iter().map(|of| of.site).collect::<Vec<_>>())
        .bind(keys.iter().map(|of| of.key.as_slice()).collect::<Vec<_>>())
        .bind(after.comment)
        .bind(after.revision)
        .load(conn)
        .await?)
}

/// The comments with these ids, in their order; by `comments_id_idx`.
pub(crate) async fn list_heads(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<HeadRow>> {
    Ok(prepared(include_str!("list_heads.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// The findings about these texts; by `comments_id_idx` and the primary key.
pub(crate) async fn list_findings_about(
    conn: &mut Connection,
    texts: &[TextPlace],
) -> Result<Vec<FindingRow>> {
    Ok(prepared(include_str!("list_findings_about.sql"))
        .bind(texts.iter().map(|text| text.comment).collect::<Vec<_>>())
        .bind(texts.iter().map(|text| text.revision).collect::<Vec<_>>())
        .load(conn)
        .await?)
}

/// The last 100 decisions about each of the comments, oldest first; by `comments_id_idx` and
/// `decisions_comment_idx`.
pub(crate) async fn list_decisions_about_each(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<DecisionRow>> {
    Ok(prepared(include_str!("list_decisions_about_each.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// The last 100 reports about each of the comments, oldest first; by `reports_comment_idx`.
pub(crate) async fn list_reports_about_each(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<ReportRow>> {
    Ok(prepared(include_str!("list_reports_about_each.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}
