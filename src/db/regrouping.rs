//! How do groups of repeats change when one of their texts does?

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connect::Connection;
use crate::db::duplicates::MemberRow;
use crate::db::schema::{duplicate_groups, duplicate_members};
use crate::domain::ids::SiteId;
use crate::error::Result;

/// A group that is locked to the end of the transaction.
#[derive(Debug, Clone, Queryable)]
pub struct LockedGroup {
    pub state: String,
    pub original_comment_id: Uuid,
}

impl LockedGroup {
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// What is left of a group.
#[derive(Debug, Clone, Copy)]
pub struct Remainder {
    pub size: i32,
    pub original_comment_id: Uuid,
}

/// Locks the group; by the primary key.
pub async fn lock_group(conn: &mut Connection, site: SiteId, group: Uuid) -> Result<Option<LockedGroup>> {
    Ok(duplicate_groups::table
        .find((site.0, group))
        .select((duplicate_groups::state, duplicate_groups::original_comment_id))
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// The group's comments, the oldest first; by `duplicate_members_group_idx`.
pub async fn list_member_ids(conn: &mut Connection, site: SiteId, group: Uuid) -> Result<Vec<Uuid>> {
    Ok(duplicate_members::table
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::duplicate_group_id.eq(group))
        .order(duplicate_members::comment_id)
        .select(duplicate_members::comment_id)
        .load(conn)
        .await?)
}

/// Takes comments out of their groups.
pub async fn delete_members(conn: &mut Connection, site: SiteId, comments: &[Uuid]) -> Result<()> {
    diesel::delete(duplicate_members::table)
        .filter(duplicate_members::site_id.eq(site.0))
        .filter(duplicate_members::comment_id.eq_any(comments))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a group without members.
pub async fn delete_group(conn: &mut Connection, site: SiteId, group: Uuid) -> Result<()> {
    diesel::delete(duplicate_groups::table.find((site.0, group))).execute(conn).await?;
    Ok(())
}

/// Writes down what is left, so that whoever looks at the group sees that it changed.
pub async fn shrink_group(conn: &mut Connection, site: SiteId, group: Uuid, left: Remainder) -> Result<()> {
    diesel::update(duplicate_groups::table.find((site.0, group)))
        .set((
            duplicate_groups::size.eq(left.size),
            duplicate_groups::original_comment_id.eq(left.original_comment_id),
            duplicate_groups::version.eq(duplicate_groups::version + 1),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes a member its group's original: it repeats nothing.
pub async fn update_into_original(conn: &mut Connection, site: SiteId, comment: Uuid) -> Result<()> {
    diesel::update(duplicate_members::table.find((site.0, comment)))
        .set((
            duplicate_members::matched_comment_id.eq(None::<Uuid>),
            duplicate_members::kind.eq(None::<&str>),
            duplicate_members::similarity.eq(None::<f32>),
            duplicate_members::containment.eq(None::<f32>),
            duplicate_members::same_author.eq(None::<bool>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes what a member repeats now.
pub async fn update_match(conn: &mut Connection, row: &MemberRow) -> Result<()> {
    diesel::update(duplicate_members::table.find((row.site_id, row.comment_id)))
        .set((
            duplicate_members::matched_comment_id.eq(row.matched_comment_id),
            duplicate_members::kind.eq(row.kind),
            duplicate_members::similarity.eq(row.similarity),
            duplicate_members::containment.eq(row.containment),
            duplicate_members::same_author.eq(row.same_author),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
