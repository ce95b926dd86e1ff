//! A moderator settles a whole group of repeats: what is kept stays as it is, all others go, in one
//! transaction.

use std::collections::HashSet;

use crate::app::App;
use crate::db::comments::places::LockedComment;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::groups::{self, GroupHead, find_group, lock_group};
use crate::db::duplicates::regrouping::list_member_ids;
use crate::domain::ids::{CommentId, DuplicateGroupId, SiteId};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::domain::status::{Action, Status, transition};
use crate::error::{Error, Result};
use crate::flows::duplicates::guards::{check_version, refuse_settled, refuse_strangers};
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::flows::moderation::apply::{Branches, Cause, apply, lock_branches};

/// What becomes of a group.
#[derive(Debug, Clone)]
pub struct Settlement {
    pub group: DuplicateGroupId,
    pub keep: Vec<CommentId>,
    /// For all others: reject or spam.
    pub action: Action,
    /// Of the group, as it was read.
    pub version: i32,
    pub reason: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub struct Settled {
    pub group: GroupHead,
    /// How many comments a decision was made about: those not kept that did not stand there
    /// already.
    pub decided: usize,
}

/// # Errors
/// `NotFound`; `GroupSettled` for a second one; `VersionConflict` when the group has grown since it
/// was read; `Invalid` when a comment to keep is no member.
pub async fn settle_group(
    app: &App,
    moderator: &Moderator,
    settlement: &Settlement,
    idempotent: Idempotent<'_, Settled>,
) -> Result<Reply> {
    let find_site = async |conn: &mut Connection| {
        let group = find_group(conn, settlement.group).await?;
        let group = group.ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
        Ok((SiteId(group.site_id), group))
    };
    let work = async |conn: &mut Connection, group: GroupHead| {
        settle(conn, app, moderator, (&group, settlement)).await
    };
    idempotency::transaction_of_found_site(app, idempotent, find_site, work).await
}

async fn settle(
    conn: &mut Connection,
    app: &App,
    moderator: &Moderator,
    (group, settlement): (&GroupHead, &Settlement),
) -> Result<Settled> {
    // Comments before the group, in the order in which a newcomer takes them. A member that joins
    // in between raises the version, so an equal one says that the list is whole.
    let members = list_member_ids(conn, SiteId(group.site_id), group.duplicate_group_id).await?;
    let ids: Vec<CommentId> = members.iter().copied().map(CommentId).collect();
    let branches = lock_branches(conn, &ids).await?;
    let locked = lock_group(conn, group).await?;
    let (state, version) = locked.ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;
    refuse_settled(&state)?;
    check_version(version, settlement.version)?;
    check_version(version, group.version)?;
    refuse_strangers(("/keep", &settlement.keep), &members)?;
    let cause = Cause {
        moderator: Some(moderator.id()),
        action: settlement.action.as_str(),
        reason: settlement.reason.clone(),
        duplicate_group: Some(group.duplicate_group_id),
        ..Cause::default()
    };
    let changes = changes(&branches, &ids, settlement)?;
    let decided = apply(conn, &app.clock, (&branches, &cause), &changes)
        .await?
        .len();
    groups::settle_group(conn, group, moderator.id(), app.clock.now()).await?;
    let settled = find_group(conn, settlement.group).await?;
    let settled =
        settled.ok_or_else(|| Error::internal("reading a group back", "it is not there"))?;
    Ok(Settled {
        group: settled,
        decided,
    })
}

/// Every member that is not kept, does not stand there already, and is not its author's alone.
fn changes<'a>(
    branches: &'a Branches,
    members: &[CommentId],
    settlement: &Settlement,
) -> Result<Vec<(&'a LockedComment, Status)>> {
    let kept: HashSet<CommentId> = settlement.keep.iter().copied().collect();
    let others = members.iter().filter(|member| !kept.contains(member));
    let mut changes = Vec::new();
    for comment in others.filter_map(|member| branches.find(*member)) {
        let status = comment.status;
        if let Some(after) = transition(status, settlement.action).filter(|after| *after != status)
        {
            changes.push((comment, after));
        }
    }
    Ok(changes)
}
