//! Settles a group of duplicates in one transaction: the members to keep stay as they are, all
//! others are rejected or marked as spam.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::group_changes::{lock_group_for_change, settle_group};
use crate::db::duplicates::groups::{GroupHead, find_group};
use crate::db::duplicates::members::list_member_ids;
use crate::domain::ids::{CommentId, DuplicateGroupId};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::domain::status::{Action, transition};
use crate::error::{Error, Result};
use crate::flows::duplicates::preconditions::{
    GroupVersion, find_named_group, refuse_changed_group, refuse_non_members, refuse_settled_group,
};
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};
use crate::flows::moderation::apply::{AuditedAction, Branches, Cause, Change, lock_branches};

/// A moderator's decision about a group.
#[derive(Debug, Clone)]
pub(crate) struct Settlement {
    pub seen: GroupVersion,
    /// The members that stay as they are.
    pub keep: Vec<CommentId>,
    /// For all other members: reject or spam.
    pub action: Action,
    pub reason: Option<String>,
}

/// The result of settling a group.
#[derive(Debug)]
pub(crate) struct Settled {
    pub group: GroupHead,
    /// The number of comments whose status changed.
    pub decided: usize,
}

/// Which group was settled.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SettledReceipt {
    group: DuplicateGroupId,
    decided: usize,
}

impl Recallable for Settled {
    type Receipt = SettledReceipt;

    fn receipt(&self) -> SettledReceipt {
        SettledReceipt {
            group: self.group.duplicate_group_id,
            decided: self.decided,
        }
    }

    async fn recall(
        conn: &mut Connection,
        _: &App,
        receipt: SettledReceipt,
    ) -> Result<Option<Self>> {
        let group = find_group(conn, receipt.group).await?;

        Ok(group.map(|group| Self {
            group,
            decided: receipt.decided,
        }))
    }
}

/// Settles a group.
///
/// # Errors
/// `NotFound`; `GroupSettled` for a settled group; `VersionConflict` if the group has changed since
/// it was read; `Invalid` if a comment to keep is no member.
pub(crate) async fn settle(
    app: &App,
    moderator: &Moderator,
    settlement: &Settlement,
    idempotent: Idempotent<'_, Settled>,
) -> Result<Reply> {
    let find_site = async |conn: &mut Connection| {
        let group = find_named_group(conn, settlement.seen.group).await?;

        Ok((group.site_id, group))
    };
    let work = async |conn: &mut Connection, group: GroupHead| {
        settle_once(conn, app, moderator, &group, settlement).await
    };

    idempotency::transaction_of_found_site(app, idempotent, find_site, work).await
}

async fn settle_once(
    conn: &mut Connection,
    app: &App,
    moderator: &Moderator,
    group: &GroupHead,
    settlement: &Settlement,
) -> Result<Settled> {
    // Comments are locked before the group, in the order in which a new comment locks them. A
    // member that joins meanwhile raises the version, so an equal version proves the list complete.
    let members = list_member_ids(conn, group.key()).await?;
    let branches = lock_branches(conn, &members).await?;
    let locked = lock_group_for_change(conn, group.key())
        .await?
        .ok_or(Refusal::NotFound(Noun::DuplicateGroup))?;

    refuse_settled_group(locked.state)?;
    refuse_changed_group(locked.version, settlement.seen.version)?;
    refuse_changed_group(locked.version, group.version)?;
    refuse_non_members("/keep", &settlement.keep, &members)?;

    let cause = Cause {
        reason: settlement.reason.clone(),
        duplicate_group: Some(group.duplicate_group_id),
        ..Cause::by_moderator(moderator, AuditedAction::Action(settlement.action))
    };
    let changes = changes(&branches, &members, settlement);
    let decisions = branches.apply(conn, &app.clock, &cause, &changes).await?;
    settle_group(conn, group.key(), moderator.id(), app.clock.now()).await?;

    let settled = find_group(conn, group.duplicate_group_id)
        .await?
        .ok_or_else(|| Error::internal("reading a group back", "it is not there"))?;

    Ok(Settled {
        group: settled,
        decided: decisions.len(),
    })
}

/// The changes of the members that are not kept. Members that have the status already, or that are
/// withdrawn, do not change.
fn changes<'a>(
    branches: &'a Branches,
    members: &[CommentId],
    settlement: &Settlement,
) -> Vec<Change<'a>> {
    let kept: HashSet<CommentId> = settlement.keep.iter().copied().collect();

    members
        .iter()
        .filter(|member| !kept.contains(member))
        .filter_map(|member| branches.find(*member))
        .filter_map(|comment| {
            let status_after = transition(comment.status, settlement.action)?;
            (status_after != comment.status).then_some(Change {
                comment,
                status_after,
            })
        })
        .collect()
}
