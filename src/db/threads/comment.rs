//! Comments as threads show them, and the columns that every statement for readers selects.
//!
//! A hidden comment that stays in the thread loses its text and its author here, in SQL, not in a
//! view.

use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel::{OptionalExtension, QueryableByName};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::counts::lists::List;
use crate::db::schema::comments;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::status::Status;
use crate::error::Result;

/// A comment with its position in a thread.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub struct ThreadCommentRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub parent_id: Option<CommentId>,
    /// The ids from the top of the thread down to this comment, 16 bytes each.
    pub path: Vec<u8>,
    pub depth: i32,
    pub status: Status,
    pub author_name: String,
    pub author_website: Option<String>,
    #[diesel(sql_type = Bool)]
    pub is_moderator: bool,
    /// Its author's data were erased: it has neither a text nor an author.
    #[diesel(sql_type = Bool)]
    pub is_erased: bool,
    pub body: String,
    pub html: String,
    pub created_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    /// The position among the approved comments of the article, from 1; `None` if it is not
    /// approved.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub number: Option<i64>,
    /// Direct replies that the thread shows.
    #[diesel(sql_type = BigInt)]
    pub reply_count: i64,
}

/// The columns of `comments c` as readers see them, without `number`.
pub(super) fn reader_columns() -> String {
    format!(
        "c.site_id, c.comment_id, c.article_id, c.parent_id, c.path, c.depth, c.status, \
         CASE WHEN c.status = 'approved' THEN c.author_name ELSE '' END AS author_name, \
         CASE WHEN c.status = 'approved' THEN c.author_website END AS author_website, \
         c.status = 'approved' AND c.moderator_id IS NOT NULL AS is_moderator, \
         c.erased_at IS NOT NULL AS is_erased, \
         CASE WHEN c.status = 'approved' THEN c.body ELSE '' END AS body, \
         CASE WHEN c.status = 'approved' THEN c.html ELSE '' END AS html, \
         c.created_at, CASE WHEN c.status = 'approved' THEN c.edited_at END AS edited_at, {} AS reply_count",
        List::Replies("c").total()
    )
}

/// The columns of `comments c` and `number`, with the text and the author in any status: for the
/// author and for moderators only.
pub fn full_columns() -> String {
    format!(
        "c.site_id, c.comment_id, c.article_id, c.parent_id, c.path, c.depth, c.status, \
         c.author_name, c.author_website, c.moderator_id IS NOT NULL AS is_moderator, \
         c.erased_at IS NOT NULL AS is_erased, c.body, c.html, \
         c.created_at, c.edited_at, {} AS reply_count, {}",
        List::Replies("c").total(),
        number_column()
    )
}

/// The number of the comment `c`, counted from the checkpoint before it.
pub(super) fn number_column() -> String {
    format!(
        "CASE WHEN c.status = 'approved' THEN {} END AS number",
        List::Approved("c").number()
    )
}

/// One comment as its readers see it; `None` unless it is visible. By `comments_id_idx`.
pub async fn find_visible_comment(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<ThreadCommentRow>> {
    let statement = format!(
        "SELECT {}, {} FROM comments c WHERE c.comment_id = $1 AND c.visible",
        reader_columns(),
        number_column()
    );

    Ok(prepared(statement)
        .bind(comment)
        .get_result(conn)
        .await
        .optional()?)
}

/// The visible ones among the comments, as their readers see them; by `comments_id_idx`.
pub(crate) async fn list_visible_comments(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<ThreadCommentRow>> {
    let statement = format!(
        "SELECT {}, {} FROM comments c WHERE c.comment_id = ANY($1) AND c.visible",
        reader_columns(),
        number_column()
    );

    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// The bytes of a comment's text and HTML.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct CommentSize {
    pub comment_id: CommentId,
    pub status: Status,
    #[diesel(sql_type = Bool)]
    pub visible: bool,
    #[diesel(sql_type = BigInt)]
    pub bytes: i64,
}

/// The sizes of comments in any status; by `comments_id_idx`. The texts are not read.
pub(crate) async fn list_comment_sizes(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<CommentSize>> {
    Ok(prepared(include_str!("list_comment_sizes.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// One comment as its author or a moderator sees it: in any status, with its text. By
/// `comments_id_idx`.
pub(crate) async fn find_own_comment(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<ThreadCommentRow>> {
    let statement = format!(
        "SELECT {} FROM comments c WHERE c.comment_id = $1",
        full_columns()
    );

    Ok(prepared(statement)
        .bind(comment)
        .get_result(conn)
        .await
        .optional()?)
}

/// The ancestors of `below`, which its path names: from the top of the thread down to its parent.
pub(crate) async fn list_ancestors(
    conn: &mut Connection,
    below: &ThreadCommentRow,
) -> Result<Vec<ThreadCommentRow>> {
    let statement = format!(
        "SELECT {}, {} FROM comments c WHERE c.site_id = $1 AND c.comment_id = ANY($2) ORDER BY c.depth",
        reader_columns(),
        number_column()
    );

    Ok(prepared(statement)
        .bind(below.site_id)
        .bind(ancestor_ids(&below.path))
        .load(conn)
        .await?)
}

/// The ids that a path names before its own, from the top down.
pub(crate) fn ancestor_ids(path: &[u8]) -> Vec<CommentId> {
    let mut ids: Vec<CommentId> = path
        .chunks_exact(16)
        .filter_map(|bytes| Uuid::from_slice(bytes).ok())
        .map(CommentId)
        .collect();
    ids.pop();

    ids
}
