//! Takes comments out of a group of duplicates that they do not belong to.

use serde_json::json;

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::fingerprints::delete_withdrawn_fingerprints;
use crate::db::duplicates::group_changes::{NewGroup, insert_group, lock_group_for_change};
use crate::db::duplicates::groups::GroupHead;
use crate::db::duplicates::members::{
    delete_members, list_member_ids, list_not_withdrawn, move_members,
};
use crate::db::duplicates::separations::{SeparationRow, insert_separations};
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::event::EventKind;
use crate::domain::group_state::GroupState;
use crate::domain::ids::{CommentId, DuplicateGroupId};
use crate::domain::keys::GroupKey;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::duplicates::join::lock_site_groups;
use crate::flows::duplicates::preconditions::{
    GroupVersion, find_named_group, refuse_changed_group, refuse_non_members,
};
use crate::flows::duplicates::regroup::refresh_groups;
use crate::flows::moderation::repeated_ids::refuse_repeated_ids;

/// The groups after a split. `None` if too few comments are left for a group.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Split {
    /// The group without the comments that were taken out.
    pub rest: Option<DuplicateGroupId>,
    /// The group of the comments that were taken out, if two or more of them are not withdrawn.
    pub apart: Option<DuplicateGroupId>,
}

/// Takes `comments` out of a group. Two or more of them that are not withdrawn become an open group
/// of their own. A settled group can be split, too: a later duplicate may have joined it by
/// mistake.
///
/// # Errors
/// `NotFound`; `VersionConflict`; `Invalid` for a comment that is no member or is named twice, or
/// if no member would stay.
pub(crate) async fn split(
    app: &App,
    moderator: &Moderator,
    seen: GroupVersion,
    comments: &[CommentId],
) -> Result<Split> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let head = find_named_group(conn, seen.group).await?;
            let group = head.key();
            lock_site_groups(conn, group.site).await?;
            let locked = lock_group_for_change(conn, group)
                .await?
                .ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
            refuse_changed_group(locked.version, seen.version)?;
            check_comments(&list_member_ids(conn, group).await?, comments)?;

            insert_separations(conn, &separations(app, moderator, group, comments)).await?;
            let apart = take_out(conn, app, &head, comments).await?;

            let changed: Vec<DuplicateGroupId> = apart.into_iter().chain([group.group]).collect();
            let kept = refresh_groups(conn, group.site, &changed).await?;
            let rest = kept.contains(&group.group).then_some(group.group);

            let payload = json!({
                "duplicate_group_id": group.group,
                "apart": apart,
                "comments": comments,
                "moderator_id": moderator.id(),
            });
            let event = NewEvent::of_site(EventKind::DuplicateGroupSplit, group.site, payload);
            insert_events(conn, &[event]).await?;

            Ok(Split { rest, apart })
        })
        .await
}

fn check_comments(members: &[CommentId], comments: &[CommentId]) -> Result<(), Refusal> {
    refuse_repeated_ids(comments.iter().copied(), "")?;
    refuse_non_members("/comments", comments, members)?;

    // All are members, and none is named twice, so equal lengths mean equal sets.
    if comments.len() == members.len() {
        return Err(Refusal::invalid(
            "/comments",
            "all_members",
            "Leave at least one comment in the group.",
        ));
    }

    Ok(())
}

fn separations(
    app: &App,
    moderator: &Moderator,
    group: GroupKey,
    comments: &[CommentId],
) -> Vec<SeparationRow> {
    let now = app.clock.now();
    let row = |comment: &CommentId| SeparationRow {
        site_id: group.site,
        comment_id: *comment,
        moderator_id: moderator.id(),
        created_at: now,
    };

    comments.iter().map(row).collect()
}

/// Moves those of the comments that are not withdrawn into a new group, whose members are still to
/// be counted, if they are two or more. All others are in no group: a single comment duplicates
/// nothing, and a withdrawn one is not duplicated.
async fn take_out(
    conn: &mut Connection,
    app: &App,
    head: &GroupHead,
    comments: &[CommentId],
) -> Result<Option<DuplicateGroupId>> {
    let site = head.site_id;
    let remaining = list_not_withdrawn(conn, site, comments).await?;
    let moved: &[CommentId] = if remaining.len() > 1 { &remaining } else { &[] };

    let others: Vec<CommentId> = comments
        .iter()
        .copied()
        .filter(|comment| !moved.contains(comment))
        .collect();
    delete_members(conn, site, &others).await?;
    delete_withdrawn_fingerprints(conn, site, &others).await?;

    let Some(oldest) = moved.first() else {
        return Ok(None);
    };
    let apart = GroupKey {
        site,
        group: DuplicateGroupId(app.clock.new_id()),
    };
    let row = NewGroup {
        site_id: site,
        duplicate_group_id: apart.group,
        original_comment_id: *oldest,
        state: GroupState::Open,
        size: 0,
        first_at: head.first_at,
        last_at: head.last_at,
    };
    insert_group(conn, &row).await?;
    move_members(conn, moved, apart).await?;

    Ok(Some(apart.group))
}
