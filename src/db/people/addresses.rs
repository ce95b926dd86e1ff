//! Removing the hashes of network addresses when they are old: those of authors along the comments,
//! whose ids are in the order of time, and those of readers who reported.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::installation;
use crate::domain::ids::CommentId;
use crate::error::Result;

#[derive(QueryableByName)]
struct LastRow {
    #[diesel(sql_type = SqlUuid)]
    comment_id: CommentId,
}

/// The last comment whose hash was removed; the nil id before the first one.
pub(crate) async fn find_removed_to(conn: &mut Connection) -> Result<CommentId> {
    Ok(installation::table
        .select(installation::addresses_removed_to)
        .first(conn)
        .await?)
}

/// The last of the next `limit` comments after `after` that were written before `before`; by
/// `comments_id_idx`.
pub(crate) async fn find_end_of_batch(
    conn: &mut Connection,
    after: CommentId,
    before: CommentId,
    limit: i64,
) -> Result<Option<CommentId>> {
    let row: Option<LastRow> = prepared(include_str!("find_end_of_batch.sql"))
        .bind(after)
        .bind(before)
        .bind(limit)
        .get_result(conn)
        .await
        .optional()?;

    Ok(row.map(|row| row.comment_id))
}

/// Removes the hashes of the comments after `after` up to `last`; by `comments_id_idx`.
pub(crate) async fn remove_author_addresses(
    conn: &mut Connection,
    after: CommentId,
    last: CommentId,
) -> Result<usize> {
    Ok(prepared(include_str!("remove_author_addresses.sql"))
        .bind(after)
        .bind(last)
        .execute(conn)
        .await?)
}

/// Stores how far the hashes have been removed.
pub(crate) async fn update_removed_to(conn: &mut Connection, last: CommentId) -> Result<()> {
    diesel::update(installation::table)
        .set(installation::addresses_removed_to.eq(last))
        .execute(conn)
        .await?;

    Ok(())
}

/// Removes the hashes of up to 1,000 readers who reported before `before`; by
/// `reports_addresses_idx`. A report gets its own id in their place, since the column is unique for
/// each comment.
pub(crate) async fn remove_reporter_addresses(
    conn: &mut Connection,
    before: DateTime<Utc>,
) -> Result<usize> {
    Ok(prepared(include_str!("remove_reporter_addresses.sql"))
        .bind(before)
        .execute(conn)
        .await?)
}
