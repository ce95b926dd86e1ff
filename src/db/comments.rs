//! Comments as rows that flows write.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use futures_util::future::join;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::fault::violated_reference;
use crate::db::schema::{comments, revisions, spent_challenges};
use crate::db::tallies::note_new_comment;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::refusal::{Noun, Refusal};
use crate::error::{Error, Result};

/// A comment with everything that is stored about it.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = comments)]
// Diesel plans an insert anew each time in which a column may be written as DEFAULT.
#[diesel(treat_none_as_default_value = false)]
pub struct CommentRow {
    pub site_id: Uuid,
    pub comment_id: Uuid,
    pub article_id: Uuid,
    pub parent_id: Option<Uuid>,
    pub path: Vec<u8>,
    pub depth: i32,
    pub status: &'static str,
    pub visible: bool,
    pub author_name: String,
    pub author_email: String,
    pub author_website: Option<String>,
    pub author_key: Vec<u8>,
    pub author_ip_hash: Option<Vec<u8>>,
    pub moderator_id: Option<Uuid>,
    pub body: String,
    pub html: String,
    pub policy_version: i32,
    pub created_at: DateTime<Utc>,
}

/// Where a reply would hang.
#[derive(Debug, Clone, Queryable)]
pub struct ParentRow {
    pub comment_id: Uuid,
    pub path: Vec<u8>,
    pub depth: i32,
    pub status: String,
}

/// Writes a new comment, and notes that the thread has grown if it is shown at once; its first revision is a row of its
/// own.
///
/// # Errors
/// `NotFound` when the article was removed a moment ago, with all that stood under it.
pub async fn insert_comment(conn: &mut Connection, row: &CommentRow) -> Result<()> {
    let (conn, mut to_write) = (&*conn, &*conn);
    let written = diesel::insert_into(comments::table).values(row).execute(&mut to_write);
    let place = (SiteId(row.site_id), ArticleId(row.article_id), CommentId(row.comment_id));
    let noted = async {
        if row.visible { note_new_comment(conn, place, row.parent_id.map(CommentId)).await } else { Ok(()) }
    };
    let (written, noted) = join(written, noted).await;
    written.map_err(|fault| match violated_reference(&fault) {
        Some("comments_article_fkey" | "comments_parent_fkey") => Refusal::NotFound(Noun::Article).into(),
        _ => Error::from(fault),
    })?;
    noted
}

/// Writes the text of a new comment as its first revision.
pub async fn insert_first_revision(mut conn: &Connection, row: &CommentRow) -> Result<()> {
    diesel::insert_into(revisions::table)
        .values((
            revisions::site_id.eq(row.site_id),
            revisions::comment_id.eq(row.comment_id),
            revisions::revision.eq(1),
            revisions::body.eq(&row.body),
            revisions::created_at.eq(row.created_at),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// A comment of the article, as a parent; by the primary key. It keeps its status to the end of the transaction:
/// a reply that is published at once must not miss that its parent is being hidden, nor be missed by that.
pub async fn find_parent(
    conn: &mut Connection,
    site: SiteId,
    article: ArticleId,
    parent: CommentId,
) -> Result<Option<ParentRow>> {
    Ok(comments::table
        .find((site.0, parent.0))
        .filter(comments::article_id.eq(article.0))
        .select((comments::comment_id, comments::path, comments::depth, comments::status))
        .for_share()
        .first(conn)
        .await
        .optional()?)
}

/// Whether the site has approved a comment of this author, `except` for one that is being edited: nobody is vouched for
/// by the very comment that changes. By `comments_author_idx`.
pub async fn has_approved(
    mut conn: &Connection,
    site: SiteId,
    author_key: &[u8],
    except: Option<CommentId>,
) -> Result<bool> {
    let approved = comments::table
        .filter(comments::comment_id.ne(except.map_or(Uuid::nil(), |comment| comment.0)))
        .filter(comments::site_id.eq(site.0))
        .filter(comments::author_key.eq(author_key))
        .filter(comments::status.eq("approved"));
    Ok(diesel::select(exists(approved)).get_result(&mut conn).await?)
}

/// Marks a challenge as answered. `false`: somebody answered it before.
pub async fn insert_spent_challenge(
    conn: &mut Connection,
    challenge: Uuid,
    expires_at: DateTime<Utc>,
) -> Result<bool> {
    let written = diesel::insert_into(spent_challenges::table)
        .values((spent_challenges::challenge_id.eq(challenge), spent_challenges::expires_at.eq(expires_at)))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(written == 1)
}
