//! A moderator takes comments out of a group of repeats: the rule was wrong about them.

use serde_json::json;
use uuid::Uuid;

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::fingerprints::delete_withdrawn_fingerprints;
use crate::db::duplicates::group_changes::{insert_separations, list_standing, move_members_of};
use crate::db::duplicates::groups::{GroupHead, find_group, lock_group};
use crate::db::duplicates::members::{GroupRow, insert_group};
use crate::db::duplicates::regrouping::{delete_members, list_member_ids};
use crate::db::events::append::insert_events;
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, DuplicateGroupId, SiteId};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::duplicates::guards::{ReadGroup, changed, check_version, refuse_strangers};
use crate::flows::duplicates::join::lock_site_groups;
use crate::flows::duplicates::regroup::refresh_groups;
use crate::flows::moderation::decide_many::refuse_repeats;

/// Which groups there are afterwards. `None`: too few comments are left for one.
#[derive(Debug, Clone, Copy)]
pub struct Split {
    pub rest: Option<DuplicateGroupId>,
    /// Of the comments that were taken out, where two or more of them stand.
    pub apart: Option<DuplicateGroupId>,
}

/// Takes `comments` out of the group; two or more of them that stand are an open group of their own
/// from then on. Works on a settled group too: a later arrival may have come into it by mistake.
///
/// # Errors
/// `NotFound`; `VersionConflict`; `Invalid` for a comment that is no member or named twice, or when
/// no member would stay.
pub async fn split_group(
    app: &App,
    moderator: &Moderator,
    read: ReadGroup,
    comments: &[CommentId],
) -> Result<Split> {
    app.database.primary
        .transaction(async |conn: &mut Connection| {
            let head = find_group(conn, read.group).await?.ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
            lock_site_groups(conn, SiteId(head.site_id)).await?;
            let locked = lock_group(conn, &head).await?;
            let (_, version) = locked.ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
            check_version(version, read.version)?;
            let site = SiteId(head.site_id);
            check_comments(&list_member_ids(conn, site, read.group.0).await?, comments)?;
            insert_separations(conn, (site, comments), (moderator.id(), app.clock.now())).await?;
            let apart = part(conn, app, &head, comments).await?;
            let groups: Vec<Uuid> = apart.into_iter().chain([read.group]).map(|group| group.0).collect();
            let rest = refresh_groups(conn, site, &groups).await?.contains(&read.group.0).then_some(read.group);
            let payload = json!({ "duplicate_group_id": read.group, "apart": apart, "comments": comments,
                "moderator_id": moderator.id() });
            insert_events(conn, &[changed(&head, EventKind::DuplicateGroupSplit, payload)]).await?;
            Ok(Split { rest, apart })
        })
        .await
}

/// Two or more comments that stand are a group of their own, which is to be counted. All others are
/// in none: nothing is repeated where a single one is left, and to repeat what its author has taken
/// back is no repeat.
async fn part(
    conn: &mut Connection,
    app: &App,
    head: &GroupHead,
    comments: &[CommentId],
) -> Result<Option<DuplicateGroupId>> {
    let site = SiteId(head.site_id);
    let standing = list_standing(conn, site, comments).await?;
    let founders: &[Uuid] = if standing.len() > 1 { &standing } else { &[] };
    let others = comments
        .iter()
        .map(|comment| comment.0)
        .filter(|comment| !founders.contains(comment));
    let others: Vec<Uuid> = others.collect();
    delete_members(conn, site, &others).await?;
    delete_withdrawn_fingerprints(conn, site, &others).await?;
    let Some(oldest) = founders.first() else {
        return Ok(None);
    };
    let group = app.clock.new_id();
    let row = GroupRow {
        site_id: head.site_id,
        duplicate_group_id: group,
        original_comment_id: *oldest,
        state: "open",
        size: 0,
        first_at: head.first_at,
        last_at: head.last_at,
    };
    insert_group(conn, &row).await?;
    move_members_of(conn, site, (founders, group)).await?;
    Ok(Some(DuplicateGroupId(group)))
}

fn check_comments(members: &[Uuid], comments: &[CommentId]) -> Result<(), Refusal> {
    refuse_repeats(comments.iter().copied(), "")?;
    refuse_strangers(("/comments", comments), members)?;
    // All are members, and none is named twice.
    if comments.len() == members.len() {
        return Err(Refusal::invalid(
            "/comments",
            "all_members",
            "Leave at least one comment in the group.",
        ));
    }
    Ok(())
}
