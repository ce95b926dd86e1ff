//! Where does a comment belong among the groups of repeats after its text has changed, or was taken back?
//!
//! A text that still repeats something of its group stays there. Else it leaves: an open group that falls to one
//! member goes, since nothing is repeated in it any more; a settled one stays for as long as it has a member, so that
//! later arrivals meet the decision. The oldest of the remaining members takes the place of an original that left.
//! What the other members were found to repeat stays written down as it was when they came.

use uuid::Uuid;

use crate::clock::Clock;
use crate::db::connect::Connection;
use crate::db::duplicates::find_group_of;
use crate::db::regrouping::{
    LockedGroup, Remainder, delete_group, delete_members, list_member_ids, lock_group, shrink_group,
    update_into_original, update_match,
};
use crate::domain::ids::{CommentId, SiteId};
use crate::error::{Error, Result};
use crate::flows::group::{Newcomer, hold_groups, join_group, member};

/// Leaves, keeps or joins a group, by what the new text repeats.
pub async fn regroup(conn: &mut Connection, clock: &Clock, edited: &Newcomer<'_>) -> Result<()> {
    let comment = CommentId(edited.comment_id);
    hold_groups(conn, edited.site).await?;
    let Some(group) = find_group_of(conn, edited.site, comment).await? else {
        return join_group(conn, clock, edited).await.map(drop);
    };
    let Some(locked) = lock_group(conn, edited.site, group).await? else {
        return join_group(conn, clock, edited).await.map(drop);
    };
    let members = list_member_ids(conn, edited.site, group).await?;
    let kept = edited.matches.iter().find(|found| found.is_repeat() && members.contains(&found.comment_id.0));
    match kept {
        // The others repeat the original, not the other way round.
        Some(_) if locked.original_comment_id == edited.comment_id => Ok(()),
        Some(found) => update_match(conn, &member(edited, group, found)).await,
        None => {
            leave(conn, (edited.site, group), (&locked, members), edited.comment_id).await?;
            join_group(conn, clock, edited).await.map(drop)
        }
    }
}

/// Takes a comment that was withdrawn out of its group while that is open. In a settled one it stays, so that the
/// group still meets later arrivals.
pub async fn leave_open_group(conn: &mut Connection, site: SiteId, comment: CommentId) -> Result<()> {
    hold_groups(conn, site).await?;
    let Some(group) = find_group_of(conn, site, comment).await? else { return Ok(()) };
    let Some(locked) = lock_group(conn, site, group).await?.filter(LockedGroup::is_open) else {
        return Ok(());
    };
    let members = list_member_ids(conn, site, group).await?;
    leave(conn, (site, group), (&locked, members), comment.0).await
}

async fn leave(
    conn: &mut Connection,
    (site, group): (SiteId, Uuid),
    (locked, members): (&LockedGroup, Vec<Uuid>),
    comment: Uuid,
) -> Result<()> {
    let left: Vec<Uuid> = members.into_iter().filter(|member| *member != comment).collect();
    delete_members(conn, site, &[comment]).await?;
    let fate = if locked.is_open() { Fate::GoesWithIt } else { Fate::Stays };
    close_ranks(conn, (site, group), &left, fate).await
}

/// What becomes of a group with a single member.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    GoesWithIt,
    Stays,
}

/// Makes the oldest of those who are `left` the original, or dissolves a group that one is too few for.
pub async fn close_ranks(
    conn: &mut Connection,
    (site, group): (SiteId, Uuid),
    left: &[Uuid],
    fate: Fate,
) -> Result<()> {
    match left {
        [first, rest @ ..] if !rest.is_empty() || fate == Fate::Stays => {
            let size = i32::try_from(left.len()).map_err(|fault| Error::internal("a group's size", fault))?;
            update_into_original(conn, site, *first).await?;
            shrink_group(conn, site, group, Remainder { size, original_comment_id: *first }).await
        }
        _ => {
            delete_members(conn, site, left).await?;
            delete_group(conn, site, group).await
        }
    }
}
