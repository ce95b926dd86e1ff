//! The comments of a person, found by the author's key of each site.

use diesel::QueryableByName;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::moderation::search::AuthorKey;
use crate::db::schema::comments;
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;

/// A comment of the person.
#[derive(Debug, Clone, Copy, QueryableByName)]
#[diesel(table_name = comments)]
pub(crate) struct OwnedComment {
    pub site_id: SiteId,
    pub comment_id: CommentId,
}

/// The oldest comments with one of the keys, at most `limit`; by `comments_author_idx`.
pub(crate) async fn list_owned_comments(
    conn: &mut Connection,
    keys: &[AuthorKey],
    limit: i64,
) -> Result<Vec<OwnedComment>> {
    Ok(prepared(include_str!("list_owned_comments.sql"))
        .bind(keys.iter().map(|of| of.site).collect::<Vec<_>>())
        .bind(keys.iter().map(|of| of.key.as_slice()).collect::<Vec<_>>())
        .bind(limit)
        .load(conn)
        .await?)
}
