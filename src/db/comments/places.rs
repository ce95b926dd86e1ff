//! Which comments are locked, change their status, and keep or lose their place in the thread?
//!
//! A comment is visible when it is approved or when an approved one stands below it. Whoever
//! changes a status locks the comment with all above it first, in one statement and in the order of
//! ids, so that two changes in one thread wait for each other instead of deadlocking; a statement
//! after that sees what the other one committed.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Integer, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::counts::changes::APPEND_CHANGES;
use crate::db::schema::comments;
use crate::domain::ids::{ArticleId, CommentId};
use crate::error::Result;

/// A comment as it stands while nobody else can change it.
#[derive(Debug, Clone, QueryableByName)]
pub struct LockedComment {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub comment_id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    pub article_id: Uuid,
    #[diesel(sql_type = Text)]
    pub status: String,
    #[diesel(sql_type = Integer)]
    pub version: i32,
}

/// Where a comment hangs. Neither ever changes.
#[derive(Debug, Clone, QueryableByName)]
pub struct PathRow {
    #[diesel(sql_type = SqlUuid)]
    pub site_id: Uuid,
    #[diesel(sql_type = Binary)]
    pub path: Vec<u8>,
}

/// Site and path of those comments that are there; by `comments_id_idx`.
pub async fn list_paths(conn: &mut Connection, comments: &[Uuid]) -> Result<Vec<PathRow>> {
    let statement = "SELECT site_id, path FROM comments WHERE comment_id = ANY($1)";
    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// The article of a comment, in any status; by `comments_id_idx`. It never changes.
pub async fn find_article_of(
    conn: &mut Connection,
    comment: CommentId,
) -> Result<Option<ArticleId>> {
    let found = comments::table
        .filter(comments::comment_id.eq(comment.0))
        .select(comments::article_id);
    Ok(found.first(conn).await.optional()?.map(ArticleId))
}

/// Locks those comments to the end of the transaction, in the order of their ids; by
/// `comments_id_idx`. New rows that refer to one of them need not wait; a reply must, and does so
/// where it reads its parent.
pub async fn lock_comments(conn: &mut Connection, comments: &[Uuid]) -> Result<Vec<LockedComment>> {
    let statement = "SELECT site_id, comment_id, article_id, status, version FROM comments \
         WHERE comment_id = ANY($1) ORDER BY comment_id FOR NO KEY UPDATE";
    Ok(prepared(statement).bind(comments).load(conn).await?)
}

/// Gives each of `comments` the status at the same position and raises its version. What is
/// approved is visible from here on; [`update_places`] settles the rest. All of them are locked.
pub async fn update_statuses(
    conn: &mut Connection,
    comments: &[Uuid],
    statuses: &[&str],
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

/// Shows those of `comments` that are approved or have an approved one below them, and no others;
/// descendants by `comments_branch_idx`, which holds every approved comment, since none is ever
/// invisible.
pub async fn update_places(conn: &mut Connection, comments: &[Uuid]) -> Result<()> {
    let statement = format!(
        "WITH changed AS (UPDATE comments c SET visible = NOT c.visible FROM (\
             SELECT k.site_id, k.comment_id, k.status = 'approved' OR EXISTS (\
               SELECT 1 FROM comments d WHERE d.site_id = k.site_id AND d.article_id = k.article_id \
                 AND d.path > k.path AND d.path < k.path || '\\xff'::bytea AND d.visible AND d.status = 'approved') \
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
