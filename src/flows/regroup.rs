//! Where does a comment belong among the groups of repeats after its text has changed, or was taken
//! back?
//!
//! A text that still repeats something of its group stays there. Else it leaves: an open group that
//! falls to one member goes, since nothing is repeated in it any more; a settled one stays for as
//! long as it has a member, so that later arrivals meet the decision. The oldest of the remaining
//! members takes the place of an original that left.

use uuid::Uuid;

use crate::clock::Clock;
use crate::db::connect::Connection;
use crate::db::duplicates::find_group_of;
use crate::db::regrouping::{
    delete_groups, delete_members, list_member_ids, lock_group, recount_groups,
};
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;
use crate::flows::group::{Newcomer, hold_groups, join_group};

/// Leaves, keeps or joins a group, by what the new text repeats.
pub async fn regroup(conn: &mut Connection, clock: &Clock, edited: &Newcomer<'_>) -> Result<()> {
    let comment = CommentId(edited.comment_id);
    hold_groups(conn, edited.site).await?;
    let group = find_group_of(conn, edited.site, comment).await?;
    if let Some(group) = group {
        lock_group(conn, edited.site, group).await?;
        let members = list_member_ids(conn, edited.site, group).await?;
        let mut repeats = edited
            .matches
            .iter()
            .filter(|found| found.counts_as_duplicate());
        if repeats.any(|found| members.contains(&found.comment_id.0)) {
            return Ok(());
        }
        leave(conn, (edited.site, group), comment).await?;
    }
    join_group(conn, clock, edited).await.map(drop)
}

/// Takes a comment that was withdrawn out of its group while that is open. In a settled one it
/// stays, so that the group still meets later arrivals.
pub async fn leave_open_group(
    conn: &mut Connection,
    site: SiteId,
    comment: CommentId,
) -> Result<()> {
    hold_groups(conn, site).await?;
    let Some(group) = find_group_of(conn, site, comment).await? else {
        return Ok(());
    };
    match lock_group(conn, site, group).await?.as_deref() {
        Some("open") => leave(conn, (site, group), comment).await,
        _ => Ok(()),
    }
}

async fn leave(
    conn: &mut Connection,
    (site, group): (SiteId, Uuid),
    comment: CommentId,
) -> Result<()> {
    delete_members(conn, site, &[comment.0]).await?;
    close_ranks(conn, site, &[group]).await.map(drop)
}

/// Counts groups anew whose members have come or gone, and dissolves those that too few are left
/// in. Returns the others.
pub async fn close_ranks(
    conn: &mut Connection,
    site: SiteId,
    groups: &[Uuid],
) -> Result<Vec<Uuid>> {
    let kept = recount_groups(conn, site, groups).await?;
    let gone: Vec<Uuid> = groups
        .iter()
        .copied()
        .filter(|group| !kept.contains(group))
        .collect();
    if !gone.is_empty() {
        delete_groups(conn, site, &gone).await?;
    }
    Ok(kept)
}
