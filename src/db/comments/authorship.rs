//! Whose comments are: the author of a comment as it is stored, and whether an author is known.

use std::sync::LazyLock;

use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::keyset::{Keyset, Sort, unknown_id};
use crate::db::connection::statement::prepared;
use crate::db::schema::comments;
use crate::domain::ids::{CommentId, ModeratorId, SiteId};
use crate::domain::keys::CommentKey;
use crate::error::Result;

/// The author of a stored comment.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub(crate) struct AuthorRow {
    pub author_key: Vec<u8>,
    pub author_ip_hash: Option<Vec<u8>>,
    pub moderator_id: Option<ModeratorId>,
}

/// An author who may be known to a site.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AuthorQuery<'a> {
    pub site: SiteId,
    pub author_key: &'a [u8],
    /// The networks that show a comment to be the author's.
    pub networks: &'a [Vec<u8>],
    /// The comment whose guest token the author holds.
    pub own_comment: Option<CommentId>,
    /// The comment that is being edited: its own approval does not make its author known.
    pub except: Option<CommentId>,
}

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = Bool)]
    is_known: bool,
}

/// How many comments of one email are searched, the newest first: anybody can ask for an email with
/// many.
const SEARCHED: u32 = 200;

/// The author of the comment, by the primary key.
pub(crate) async fn find_author(
    conn: &mut Connection,
    comment: CommentKey,
) -> Result<Option<AuthorRow>> {
    Ok(comments::table
        .find((comment.site, comment.comment))
        .select(AuthorRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// The statement of [`is_known_author`], by `comments_author_idx` and the primary key. The
/// parameters are: site, author, networks, the comment whose token is held, the comment that is left
/// out, and where the walk begins.
pub fn known_author_statement() -> &'static str {
    static STATEMENT: LazyLock<String> = LazyLock::new(|| {
        let site = unknown_id("$1");
        let newest = Keyset {
            equal: &[("site_id", &site), ("author_key", "$2")],
            after: ("comment_id", "$6"),
            sort: Sort::Newest,
        };
        let columns = "comment_id, author_key, author_ip_hash, status, moderator_id";

        format!(
            "SELECT EXISTS (\
               SELECT FROM (SELECT {columns} FROM comments t WHERE {} ORDER BY {} LIMIT {SEARCHED}) own \
               WHERE own.author_ip_hash = ANY($3) AND own.comment_id <> $5 \
                 AND own.status = 'approved' AND own.moderator_id IS NULL) \
             OR EXISTS (\
               SELECT FROM comments t WHERE t.site_id = {site} AND t.comment_id = $4 AND t.comment_id <> $5 \
                 AND t.author_key = $2 AND t.status = 'approved' AND t.moderator_id IS NULL) AS is_known",
            newest.condition(),
            newest.order()
        )
    });

    &STATEMENT
}

/// Whether the site has approved a comment of the author that a network or a guest token shows to be
/// theirs. Comments by staff do not count.
pub(crate) async fn is_known_author(
    mut conn: &Connection,
    author: AuthorQuery<'_>,
) -> Result<bool> {
    let row: Known = prepared(known_author_statement())
        .bind(author.site)
        .bind(author.author_key)
        .bind(author.networks)
        .bind(author.own_comment.unwrap_or(CommentId(Uuid::nil())))
        .bind(author.except.unwrap_or(CommentId(Uuid::nil())))
        .bind(CommentId(Uuid::max()))
        .get_result(&mut conn)
        .await?;

    Ok(row.is_known)
}
