//! Puts a comment into a group of duplicates: the group of the oldest text that it duplicates, or a
//! new group with that comment.
//!
//! The oldest member is the original. That may be the joining comment, because an edit can make an
//! old comment a duplicate of a later one.

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::duplicates::group_changes::{NewGroup, grow_group, insert_group};
use crate::db::duplicates::members::{MemberRow, find_join_target, insert_member};
use crate::domain::group_state::GroupState;
use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, SiteId};
use crate::domain::keys::GroupKey;
use crate::error::Result;
use crate::moderation::matches::Match;

/// A comment with the stored comments that its text matches.
pub(in crate::flows) struct NewMember<'a> {
    pub site: SiteId,
    pub article_id: ArticleId,
    pub comment_id: CommentId,
    pub created_at: DateTime<Utc>,
    pub matches: &'a [Match],
}

/// Locks the groups of a site to the end of the transaction: of two texts that join at the same
/// time, the second one sees the group of the first. Take it after every lock on a comment, and
/// before those on single groups.
pub(in crate::flows) async fn lock_site_groups(conn: &mut Connection, site: SiteId) -> Result<()> {
    let name = [b"groups ".as_slice(), site.0.as_bytes()].concat();

    take_lock(conn, &name).await
}

/// Puts the comment into the group of the oldest comment that it duplicates, and creates the group
/// if there is none. Returns whether the comment is in a group now: it is not if all comments that
/// it duplicates are gone.
pub(in crate::flows) async fn join_group(
    conn: &mut Connection,
    clock: &Clock,
    member: &NewMember<'_>,
) -> Result<bool> {
    let duplicated: Vec<CommentId> = member
        .matches
        .iter()
        .filter(|found| found.counts_as_duplicate())
        .map(|found| found.comment_id)
        .collect();
    if duplicated.is_empty() {
        return Ok(false);
    }

    lock_site_groups(conn, member.site).await?;

    // The matching comments may have been deleted with their article meanwhile.
    let Some(target) = find_join_target(conn, member.site, &duplicated).await? else {
        return Ok(false);
    };
    let Some(matched) = member
        .matches
        .iter()
        .find(|found| found.comment_id == target.comment_id)
    else {
        return Ok(false);
    };

    let group = match target.duplicate_group_id {
        Some(group) => GroupKey {
            site: member.site,
            group,
        },
        None => create_group(conn, clock, member.site, matched).await?,
    };

    let row = MemberRow::new(
        group,
        member.comment_id,
        member.article_id,
        member.created_at,
    );
    insert_member(conn, &row).await?;
    grow_group(conn, &row).await?;

    Ok(true)
}

/// Creates a group of one member, whose second member joins next.
async fn create_group(
    conn: &mut Connection,
    clock: &Clock,
    site: SiteId,
    first: &Match,
) -> Result<GroupKey> {
    let group = GroupKey {
        site,
        group: DuplicateGroupId(clock.new_id()),
    };

    let row = NewGroup {
        site_id: site,
        duplicate_group_id: group.group,
        original_comment_id: first.comment_id,
        state: GroupState::Open,
        size: 1,
        first_at: first.created_at,
        last_at: first.created_at,
    };
    insert_group(conn, &row).await?;

    let member = MemberRow::new(group, first.comment_id, first.article_id, first.created_at);
    insert_member(conn, &member).await?;

    Ok(group)
}
