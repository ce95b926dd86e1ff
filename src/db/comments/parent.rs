//! The comment to which a reply is posted, locked so that its status stays.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::comments;
use crate::domain::ids::CommentId;
use crate::domain::keys::ArticleKey;
use crate::domain::status::Status;
use crate::error::Result;

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
