//! Groups of repeats in a moderator's hands: two become one, or some members leave.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::{comments, duplicate_members, duplicate_separations};
use crate::domain::ids::{CommentId, ModeratorId, SiteId};
use crate::error::Result;

/// Moves all members of one group into another; by `duplicate_members_group_idx`.
pub async fn move_members(
    conn: &mut Connection,
    site: SiteId,
    (from, into): (Uuid, Uuid),
) -> Result<()> {
    diesel::update(duplicate_members::table)
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::duplicate_group_id.eq(from))
        .set(duplicate_members::duplicate_group_id.eq(into))
        .execute(conn)
        .await?;
    Ok(())
}

/// Moves these comments, wherever they are members, into a group; by the primary key.
pub async fn move_members_of(
    conn: &mut Connection,
    site: SiteId,
    (comments, into): (&[Uuid], Uuid),
) -> Result<()> {
    diesel::update(duplicate_members::table)
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::comment_id.eq_any(comments))
        .set(duplicate_members::duplicate_group_id.eq(into))
        .execute(conn)
        .await?;
    Ok(())
}

/// Those of the comments that are not withdrawn; by the primary key.
pub async fn list_standing(
    conn: &mut Connection,
    site: SiteId,
    among: &[CommentId],
) -> Result<Vec<Uuid>> {
    Ok(comments::table
        .filter(comments::site_id.eq(site.0))
        .filter(comments::comment_id.eq_any(among.iter().map(|comment| comment.0)))
        .filter(comments::status.ne("withdrawn"))
        .order(comments::comment_id)
        .select(comments::comment_id)
        .load(conn)
        .await?)
}

/// Remembers that these comments were taken out of a group by hand.
pub async fn insert_separations(
    conn: &mut Connection,
    (site, comments): (SiteId, &[CommentId]),
    (moderator, now): (ModeratorId, DateTime<Utc>),
) -> Result<()> {
    let rows: Vec<_> = comments
        .iter()
        .map(|comment| {
            (
                duplicate_separations::site_id.eq(site.0),
                duplicate_separations::comment_id.eq(comment.0),
                duplicate_separations::moderator_id.eq(moderator.0),
                duplicate_separations::created_at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(duplicate_separations::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets that a comment was taken out of a group: its text is another one now.
pub async fn delete_separation(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<()> {
    diesel::delete(duplicate_separations::table.find((site.0, comment.0)))
        .execute(conn)
        .await?;
    Ok(())
}
