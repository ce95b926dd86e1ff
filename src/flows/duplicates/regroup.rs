//! Keeps, leaves or joins a group of duplicates after a comment's text has changed or the comment
//! was withdrawn.
//!
//! A text that still duplicates another member stays in its group; else it leaves. An open group
//! with one member left is deleted, because nothing is duplicated in it. A settled group stays as
//! long as it has a member, so that the decision applies to later duplicates. If the original
//! leaves, the oldest remaining member becomes the original.

use crate::clock::Clock;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::group_changes::{delete_groups, lock_group_for_removal, recount_groups};
use crate::db::duplicates::members::{delete_members, find_group_of, list_member_ids};
use crate::domain::group_state::GroupState;
use crate::domain::ids::{CommentId, DuplicateGroupId, SiteId};
use crate::domain::keys::{CommentKey, GroupKey};
use crate::error::Result;
use crate::flows::duplicates::join::{NewMember, join_group, lock_site_groups};

/// Moves an edited comment to the group that its new text belongs to.
pub(in crate::flows) async fn regroup(
    conn: &mut Connection,
    clock: &Clock,
    edited: &NewMember<'_>,
) -> Result<()> {
    let site = edited.site;
    let comment = CommentKey {
        site,
        comment: edited.comment_id,
    };
    lock_site_groups(conn, site).await?;

    if let Some(group) = find_group_of(conn, comment).await? {
        let group = GroupKey { site, group };
        lock_group_for_removal(conn, group).await?;

        let members = list_member_ids(conn, group).await?;
        let mut duplicated = edited
            .matches
            .iter()
            .filter(|found| found.counts_as_duplicate());
        if duplicated.any(|found| members.contains(&found.comment_id)) {
            return Ok(());
        }

        leave(conn, group, edited.comment_id).await?;
    }

    join_group(conn, clock, edited).await.map(drop)
}

/// Takes a withdrawn comment out of its group if the group is open. In a settled group it stays, so
/// that the decision applies to later duplicates.
pub(in crate::flows) async fn leave_open_group(
    conn: &mut Connection,
    comment: CommentKey,
) -> Result<()> {
    lock_site_groups(conn, comment.site).await?;

    let Some(group) = find_group_of(conn, comment).await? else {
        return Ok(());
    };
    let group = GroupKey {
        site: comment.site,
        group,
    };

    let locked = lock_group_for_removal(conn, group).await?;
    if locked.is_some_and(|locked| locked.state == GroupState::Open) {
        leave(conn, group, comment.comment).await?;
    }

    Ok(())
}

async fn leave(conn: &mut Connection, group: GroupKey, comment: CommentId) -> Result<()> {
    delete_members(conn, group.site, &[comment]).await?;

    refresh_groups(conn, group.site, &[group.group])
        .await
        .map(drop)
}

/// Recounts groups whose members have changed, and deletes those that have too few members left.
/// Returns the groups that remain.
pub(in crate::flows) async fn refresh_groups(
    conn: &mut Connection,
    site: SiteId,
    groups: &[DuplicateGroupId],
) -> Result<Vec<DuplicateGroupId>> {
    let kept = recount_groups(conn, site, groups).await?;

    let deleted: Vec<DuplicateGroupId> = groups
        .iter()
        .copied()
        .filter(|group| !kept.contains(group))
        .collect();
    if !deleted.is_empty() {
        delete_groups(conn, site, &deleted).await?;
    }

    Ok(kept)
}
