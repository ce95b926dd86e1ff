//! How does a status change, whoever decides? Lock the branch, then write the status, the places,
//! the audit log and the events together. Decisions, undoing, settling a group and withdrawing all
//! end here.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::comments::places::{
    LockedComment, PathRow, list_paths, lock_comments, update_places, update_statuses,
};
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::moderation::decisions::{NewDecision, insert_decisions};
use crate::db::threads::page::ancestor_ids;
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, ModeratorId};
use crate::domain::keys::CommentKey;
use crate::domain::status::Status;
use crate::error::Result;

/// Comments that are locked to the end of the transaction, with all above them.
#[derive(Debug, Clone)]
pub struct Branches {
    locked: Vec<LockedComment>,
    ancestors: BTreeSet<CommentId>,
}

/// Who does what, and why.
#[derive(Debug, Clone, Default)]
pub struct Cause {
    /// `None` where the author acts.
    pub moderator: Option<ModeratorId>,
    /// As the audit log calls it: the name of an [`Action`](crate::domain::status::Action), or
    /// `undo`.
    pub action: &'static str,
    pub reason: Option<String>,
    pub note: Option<String>,
    /// The decision that this one takes back.
    pub undoes: Option<Uuid>,
    /// The group that this one settles.
    pub duplicate_group: Option<Uuid>,
}

impl Branches {
    /// The locked comment of that id, or `None` when there is none.
    pub fn find(&self, comment: CommentId) -> Option<&LockedComment> {
        let at = self
            .locked
            .binary_search_by_key(&comment, |row| row.comment_id)
            .ok()?;
        self.locked.get(at)
    }
}

/// Locks comments and all above them, so that nobody else changes a status or a place there before
/// the commit. Ids that name nothing are left out. Take no other row lock of `comments` earlier in
/// the same transaction: locks out of the order of ids deadlock.
///
/// # Errors
/// `Unavailable` when somebody else holds a lock for too long.
pub async fn lock_branches(conn: &mut Connection, comments: &[CommentId]) -> Result<Branches> {
    let paths = list_paths(conn, comments).await?;
    lock_paths(conn, comments, &paths).await
}

/// The same for comments whose paths were read before.
///
/// # Errors
/// Those of [`lock_branches`].
pub async fn lock_paths(
    conn: &mut Connection,
    ids: &[CommentId],
    paths: &[PathRow],
) -> Result<Branches> {
    let ancestors: BTreeSet<CommentId> = paths
        .iter()
        .flat_map(|row| ancestor_ids(&row.path))
        .map(CommentId::from)
        .collect();
    let all: Vec<CommentId> = ancestors.iter().chain(ids).copied().collect();
    Ok(Branches {
        locked: lock_comments(conn, &all).await?,
        ancestors,
    })
}

/// Writes the new status of each comment with everything that follows from it, and returns the
/// decisions in the same order. Nothing is checked here: the caller holds the locks and has asked
/// for the transition.
///
/// # Errors
/// `Internal` for a stored status that is none.
pub async fn apply(
    conn: &mut Connection,
    clock: &Clock,
    (branches, cause): (&Branches, &Cause),
    changes: &[(&LockedComment, Status)],
) -> Result<Vec<NewDecision>> {
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    let decisions: Vec<NewDecision> = changes
        .iter()
        .map(|change| decision(clock, cause, change))
        .collect::<Result<_>>()?;
    let ids: Vec<CommentId> = changes
        .iter()
        .map(|(comment, _)| comment.comment_id)
        .collect();
    let statuses: Vec<Status> = changes.iter().map(|(_, after)| *after).collect();
    update_statuses(conn, &ids, &statuses).await?;
    let touched: Vec<CommentId> = branches.ancestors.iter().copied().chain(ids).collect();
    update_places(conn, &touched).await?;
    insert_decisions(conn, &decisions).await?;
    let events: Vec<NewEvent> = decisions.iter().map(event).collect();
    insert_events(conn, &events).await?;
    Ok(decisions)
}

fn decision(
    clock: &Clock,
    cause: &Cause,
    (comment, after): &(&LockedComment, Status),
) -> Result<NewDecision> {
    Ok(NewDecision {
        site_id: comment.site_id.into(),
        decision_id: clock.new_id(),
        article_id: comment.article_id.into(),
        comment_id: comment.comment_id.into(),
        moderator_id: cause.moderator.map(|moderator| moderator.0),
        action: cause.action,
        status_before: comment.status.as_str(),
        status_after: after.as_str(),
        version: comment.version + 1,
        reason: cause.reason.clone(),
        note: cause.note.clone(),
        undoes: cause.undoes,
        duplicate_group_id: cause.duplicate_group,
        created_at: clock.now(),
    })
}

fn event(decision: &NewDecision) -> NewEvent {
    let kind = match decision.action {
        "withdraw" => EventKind::CommentWithdrawn,
        "edit" => EventKind::CommentEdited,
        _ => EventKind::CommentDecided,
    };
    let comment = CommentKey {
        site: decision.site_id.into(),
        comment: decision.comment_id.into(),
    };
    let payload = json!({
        "decision_id": decision.decision_id,
        "action": decision.action,
        "status_before": decision.status_before,
        "status": decision.status_after,
        "version": decision.version,
    });

    NewEvent::of_comment(kind, comment, decision.article_id.into(), payload)
}
