//! Comments as rows that flows write.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::comments;
use crate::db::threads::place::PlaceRow;
use crate::domain::ids::{ArticleId, CommentId, SiteId};
use crate::domain::status::Status;
use crate::error::Result;

/// A comment with everything that is stored about it.
#[derive(Debug, Clone)]
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

impl CommentRow {
    /// The row as its author sees it while it is not shown yet: nothing has to be read for that.
    pub fn into_hidden_place(self) -> PlaceRow {
        PlaceRow {
            site_id: self.site_id.into(),
            comment_id: self.comment_id.into(),
            article_id: self.article_id.into(),
            parent_id: self.parent_id.map(CommentId),
            path: self.path,
            depth: self.depth,
            status: Status::parse(self.status).unwrap_or(Status::Pending),
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

/// Where a reply would hang.
#[derive(Debug, Clone, Queryable)]
pub struct ParentRow {
    pub comment_id: Uuid,
    pub path: Vec<u8>,
    pub depth: i32,
    pub status: String,
}

/// A comment of the article, as a parent; by the primary key. It keeps its status to the end of the
/// transaction: a reply that is published at once must not miss that its parent is being hidden,
/// nor be missed by that.
pub async fn find_parent(
    conn: &mut Connection,
    site: SiteId,
    article: ArticleId,
    parent: CommentId,
) -> Result<Option<ParentRow>> {
    Ok(comments::table
        .find((site.0, parent.0))
        .filter(comments::article_id.eq(article.0))
        .select((
            comments::comment_id,
            comments::path,
            comments::depth,
            comments::status,
        ))
        .for_share()
        .first(conn)
        .await
        .optional()?)
}
