//! Writes the rows of groups of duplicates: creates, locks, counts, settles and deletes groups.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::duplicates::members::MemberRow;
use crate::db::schema::{duplicate_groups, duplicate_members};
use crate::domain::group_state::GroupState;
use crate::domain::ids::{CommentId, DuplicateGroupId, ModeratorId, SiteId};
use crate::domain::keys::GroupKey;
use crate::error::Result;

/// A new group.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = duplicate_groups)]
pub(crate) struct NewGroup {
    pub site_id: SiteId,
    pub duplicate_group_id: DuplicateGroupId,
    pub original_comment_id: CommentId,
    pub state: GroupState,
    pub size: i32,
    pub first_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
}

/// The columns of a locked group that guards check.
#[derive(Debug, Clone, Copy, HasQuery)]
#[diesel(table_name = duplicate_groups)]
pub(crate) struct LockedGroup {
    pub state: GroupState,
    pub version: i32,
}

pub(crate) async fn insert_group(conn: &mut Connection, group: &NewGroup) -> Result<()> {
    diesel::insert_into(duplicate_groups::table)
        .values(group)
        .execute(conn)
        .await?;

    Ok(())
}

/// Locks a group that is going to change, to the end of the transaction; by the primary key. Rows
/// that refer to the group need not wait. `None` if the group is deleted.
pub(crate) async fn lock_group_for_change(
    conn: &mut Connection,
    key: GroupKey,
) -> Result<Option<LockedGroup>> {
    Ok(LockedGroup::query()
        .find((key.site, key.group))
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?)
}

/// Locks a group that may be deleted, to the end of the transaction; by the primary key. Rows that
/// refer to the group wait. `None` if the group is deleted already.
pub(crate) async fn lock_group_for_removal(
    conn: &mut Connection,
    key: GroupKey,
) -> Result<Option<LockedGroup>> {
    Ok(LockedGroup::query()
        .find((key.site, key.group))
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// Counts a new member, so that moderators who have read the group notice the change by its
/// version. An edited comment may be older than all other members.
pub(crate) async fn grow_group(conn: &mut Connection, member: &MemberRow) -> Result<()> {
    prepared(include_str!("grow_group.sql"))
        .bind(member.site_id)
        .bind(member.duplicate_group_id)
        .bind(member.comment_id)
        .bind(member.created_at)
        .execute(conn)
        .await?;

    Ok(())
}

/// Recounts those of the groups that have enough members left: two, or one if the group is settled.
/// Sets their size, original and times, and returns their ids. By `duplicate_members_group_idx`.
pub(crate) async fn recount_groups(
    conn: &mut Connection,
    site: SiteId,
    groups: &[DuplicateGroupId],
) -> Result<Vec<DuplicateGroupId>> {
    #[derive(QueryableByName)]
    #[diesel(table_name = duplicate_groups)]
    struct Recounted {
        duplicate_group_id: DuplicateGroupId,
    }

    let recounted: Vec<Recounted> = sql_query(include_str!("recount_groups.sql"))
        .bind::<SqlUuid, _>(site)
        .bind::<Array<SqlUuid>, _>(groups)
        .load(conn)
        .await?;

    Ok(recounted
        .into_iter()
        .map(|group| group.duplicate_group_id)
        .collect())
}

/// Marks a group as settled by a moderator.
pub(crate) async fn settle_group(
    conn: &mut Connection,
    key: GroupKey,
    moderator: ModeratorId,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(duplicate_groups::table.find((key.site, key.group)))
        .set((
            duplicate_groups::state.eq(GroupState::Settled),
            duplicate_groups::version.eq(duplicate_groups::version + 1),
            duplicate_groups::settled_at.eq(now),
            duplicate_groups::settled_by.eq(moderator),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// Deletes these groups with their members.
pub(crate) async fn delete_groups(
    conn: &mut Connection,
    site: SiteId,
    groups: &[DuplicateGroupId],
) -> Result<()> {
    let members = duplicate_members::table
        .filter(duplicate_members::site_id.eq(site))
        .filter(duplicate_members::duplicate_group_id.eq_any(groups));
    diesel::delete(members).execute(conn).await?;

    let rows = duplicate_groups::table
        .filter(duplicate_groups::site_id.eq(site))
        .filter(duplicate_groups::duplicate_group_id.eq_any(groups));
    diesel::delete(rows).execute(conn).await?;

    Ok(())
}
