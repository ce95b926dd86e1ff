//! Comments as rows that flows write.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::comments;
use crate::db::threads::place::PlaceRow;
use crate::domain::ids::{ArticleId, CommentId, ModeratorId, SiteId};
use crate::domain::keys::{ArticleKey, CommentKey};
use crate::domain::status::Status;
use crate::error::Result;

/// A comment with everything that is stored about it.
#[derive(Debug, Clone)]
pub struct CommentRow {
    pub site_id: SiteId,
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub parent_id: Option<CommentId>,
    /// The bytes of the ids from the top-level comment down to this one.
    pub path: Vec<u8>,
    pub depth: i32,
    pub status: Status,
    pub visible: bool,
    pub author_name: String,
    pub author_email: String,
    pub author_website: Option<String>,
    pub author_key: Vec<u8>,
    pub author_ip_hash: Option<Vec<u8>>,
    pub moderator_id: Option<ModeratorId>,
    pub body: String,
    pub html: String,
    pub policy_version: i32,
    pub created_at: DateTime<Utc>,
}

impl CommentRow {
    pub(crate) const fn key(&self) -> CommentKey {
        CommentKey {
            site: self.site_id,
            comment: self.comment_id,
        }
    }

    /// The row as its author sees it while it is not public: nothing has to be read for that.
    pub(crate) fn into_hidden_place(self) -> PlaceRow {
        PlaceRow {
            site_id: self.site_id,
            comment_id: self.comment_id,
            article_id: self.article_id,
            parent_id: self.parent_id,
            path: self.path,
            depth: self.depth,
            status: self.status,
            author_name: self.author_name,
            author_website: self.author_website,
            is_moderator: self.moderator_id.is_some(),
            body: self.body,
            html: self.html,
            created_at: self.created_at,
            edited_at: None,
            number: None,
            reply_count: 0,
        }
    }
}

/// The comment to which a reply is posted.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub(crate) struct ParentRow {
    pub comment_id: CommentId,
    pub path: Vec<u8>,
    pub depth: i32,
    pub status: Status,
}

/// A comment of the article, as a parent; by the primary key. It keeps its status until the
/// transaction ends: a reply that is published at once must see that its parent is being hidden,
/// and the transaction that hides the parent must see the reply.
pub(crate) async fn find_parent(
    conn: &mut Connection,
    article: ArticleKey,
    parent: CommentId,
) -> Result<Option<ParentRow>> {
    Ok(comments::table
        .find((article.site, parent))
        .filter(comments::article_id.eq(article.article))
        .select(ParentRow::as_select())
        .for_share()
        .first(conn)
        .await
        .optional()?)
}
