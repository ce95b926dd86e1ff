//! Locks on comments, changes of their status, and their visibility in the thread.
//!
//! A comment is visible if it is approved or has an approved descendant. A transaction that changes
//! a status first locks the comment with all its ancestors, in one statement and in the order of
//! ids, so that two changes in one thread wait for each other instead of deadlocking. A statement
//! that begins after the lock sees what the other transaction committed.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::counts::changes::APPEND_CHANGES;
use crate::db::schema::comments;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::keys::CommentKey;
use crate::domain::status::Status;
use crate::error::Result;

/// A comment whose row is locked until the transaction ends.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct LockedComment {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub status: Status,
    pub version: i32,
}

/// The position of a comment in its thread, and its site. Neither ever changes.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct PathRow {
    pub site_id: SiteId,
    pub path: Vec<u8>,
}

impl LockedComment {
    pub(crate) const fn key(&self) -> CommentKey {
        CommentKey {
            site: self.site_id,
            comment: self.comment_id,
        }
    }
}

/// Site and path of those of the comments that exist; by `comments_id_idx`.
pub(crate) async fn list_paths(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<PathRow>> {
    Ok(prepared(include_str!("list_paths.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// The article of a comment, in any status; by `comments_id_idx`. It never changes.
pub(crate) async fn find_article_of(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<ArticleId>> {
    Ok(comments::table
        .filter(comments::comment_id.eq(comment))
        .select(comments::article_id)
        .first(conn)
        .await
        .optional()?)
}

/// Locks the comments until the transaction ends, in the order of their ids; by `comments_id_idx`.
/// New rows that refer to one of them need not wait. A reply must, and does where it reads its
/// parent.
pub(crate) async fn lock_comments(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Vec<LockedComment>> {
    Ok(prepared(include_str!("lock_comments.sql"))
        .bind(comments)
        .load(conn)
        .await?)
}

/// Gives each of `comments`, which must be locked, the status at the same position and raises its
/// version. An approved comment becomes visible; [`update_visibility`] does the rest.
pub(crate) async fn update_statuses(
    conn: &mut Connection,
    comments: &[CommentId],
    statuses: &[Status],
) -> Result<()> {
    let statement = format!(
        "WITH changed AS (UPDATE comments c SET status = n.status, version = c.version + 1, \
             visible = c.visible OR n.status = 'approved' \
           FROM unnest($1::uuid[], $2::text[]) AS n (comment_id, status) \
           JOIN comments o ON o.comment_id = n.comment_id \
           WHERE c.site_id = o.site_id AND c.comment_id = o.comment_id \
           RETURNING c.site_id, c.article_id, c.parent_id, c.comment_id, \
             (c.status = 'approved')::int - (o.status = 'approved')::int AS approved, \
             c.visible::int - o.visible::int AS shown) \
         {APPEND_CHANGES}"
    );

    prepared(statement)
        .bind(comments)
        .bind(statuses)
        .execute(conn)
        .await?;

    Ok(())
}

/// Makes those of `comments` visible that are approved or have an approved descendant, and the
/// others invisible. Descendants are found by `comments_branch_idx`, which has every approved
/// comment, since an approved comment is never invisible.
pub(crate) async fn update_visibility(conn: &mut Connection, comments: &[CommentId]) -> Result<()> {
    let statement = format!(
        "WITH changed AS (UPDATE comments c SET visible = NOT c.visible FROM (\
             SELECT k.site_id, k.comment_id, k.status = 'approved' OR EXISTS (\
               SELECT 1 FROM comments d \
               WHERE d.site_id = k.site_id AND d.article_id = k.article_id \
                 AND d.path > k.path AND d.path < k.path || '\\xff'::bytea \
                 AND d.visible AND d.status = 'approved') \
               AS shown \
             FROM comments k WHERE k.comment_id = ANY($1)) p \
           WHERE c.site_id = p.site_id AND c.comment_id = p.comment_id AND c.visible <> p.shown \
           RETURNING c.site_id, c.article_id, c.parent_id, c.comment_id, 0 AS approved, \
             CASE WHEN c.visible THEN 1 ELSE -1 END AS shown) \
         {APPEND_CHANGES}"
    );

    prepared(statement).bind(comments).execute(conn).await?;

    Ok(())
}
