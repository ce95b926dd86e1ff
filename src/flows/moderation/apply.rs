//! Changes the status of comments: locks their branches, then writes statuses, visibility, the
//! audit log and events together. Every change of a status goes through here.

use std::collections::BTreeSet;

use serde_json::json;

use crate::clock::Clock;
use crate::db::comments::status_changes::{
    LockedComment, PathRow, list_paths, lock_comments, update_statuses, update_visibility,
};
use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::{ContactTrust, Trust, update_contact_trust};
use crate::db::events::append::{NewEvent, insert_events};
use crate::db::moderation::decisions::{NewDecisionRow, insert_decisions};
use crate::db::threads::comment::ancestor_ids;
use crate::domain::event::EventKind;
use crate::domain::ids::{CommentId, DecisionId, DuplicateGroupId, ModeratorId};
use crate::domain::keys::CommentKey;
use crate::domain::rights::Moderator;
use crate::domain::status::{Action, Status};
use crate::error::Result;

/// Comments that are locked to the end of the transaction, with all their ancestors.
#[derive(Debug, Clone)]
pub(in crate::flows) struct Branches {
    locked: Vec<LockedComment>,
    ancestors: BTreeSet<CommentId>,
}

/// The new status of one locked comment.
#[derive(Debug, Clone, Copy)]
pub(in crate::flows) struct Change<'a> {
    pub comment: &'a LockedComment,
    pub status_after: Status,
}

/// An action that the audit log records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::flows) enum AuditedAction {
    /// A decision of a moderator, or a withdrawal by the author.
    Action(Action),
    /// A moderator undoes a decision.
    Undo,
    /// The author edits the text.
    Edit,
}

/// Who changes a status, by which action, and why.
#[derive(Debug, Clone)]
pub(in crate::flows) struct Cause {
    /// `None` if the author acts.
    pub moderator: Option<ModeratorId>,
    pub action: AuditedAction,
    pub reason: Option<String>,
    pub note: Option<String>,
    /// The decision that this one undoes.
    pub undoes: Option<DecisionId>,
    /// The group that this decision settles.
    pub duplicate_group: Option<DuplicateGroupId>,
}

/// Locks comments with all their ancestors, so that no other transaction changes a status or the
/// visibility of one of them before the commit. Ids without a comment are left out. Take no other
/// row lock of `comments` earlier in the same transaction: locks out of the order of ids deadlock.
///
/// # Errors
/// `Unavailable` if another transaction holds a lock for too long.
pub(in crate::flows) async fn lock_branches(
    conn: &mut Connection,
    comments: &[CommentId],
) -> Result<Branches> {
    let paths = list_paths(conn, comments).await?;

    lock_paths(conn, comments, &paths).await
}

/// The same for comments whose paths were read before.
///
/// # Errors
/// Those of [`lock_branches`].
pub(super) async fn lock_paths(
    conn: &mut Connection,
    comments: &[CommentId],
    paths: &[PathRow],
) -> Result<Branches> {
    let ancestors: BTreeSet<CommentId> = paths
        .iter()
        .flat_map(|row| ancestor_ids(&row.path))
        .collect();
    let all: Vec<CommentId> = ancestors.iter().chain(comments).copied().collect();

    Ok(Branches {
        locked: lock_comments(conn, &all).await?,
        ancestors,
    })
}

impl Branches {
    /// The locked comment with this id, or `None` if there is no such comment.
    pub(in crate::flows) fn find(&self, comment: CommentId) -> Option<&LockedComment> {
        let position = self
            .locked
            .binary_search_by_key(&comment, |row| row.comment_id)
            .ok()?;

        self.locked.get(position)
    }

    /// Writes the new status of each comment with everything that follows from it, and returns the
    /// ids of the decisions in the same order. The caller has locked these branches and has checked
    /// that each change is allowed.
    ///
    /// # Errors
    /// `Unavailable` without a database.
    pub(in crate::flows) async fn apply(
        &self,
        conn: &mut Connection,
        clock: &Clock,
        cause: &Cause,
        changes: &[Change<'_>],
    ) -> Result<Vec<DecisionId>> {
        if changes.is_empty() {
            return Ok(Vec::new());
        }

        let comments: Vec<CommentId> = changes
            .iter()
            .map(|change| change.comment.comment_id)
            .collect();
        let statuses: Vec<Status> = changes.iter().map(|change| change.status_after).collect();
        update_statuses(conn, &comments, &statuses).await?;

        // A comment stays visible while an approved one is below it, so ancestors change, too.
        let touched: Vec<CommentId> = self.ancestors.iter().copied().chain(comments).collect();
        update_visibility(conn, &touched).await?;

        // What a moderator lets through is no suspicion in later comments.
        if cause.moderator.is_some() {
            let trusts: Vec<ContactTrust> = changes.iter().map(Change::contact_trust).collect();
            update_contact_trust(conn, &trusts).await?;
        }

        let decisions: Vec<NewDecisionRow> = changes
            .iter()
            .map(|change| change.decision(clock, cause))
            .collect();
        insert_decisions(conn, &decisions).await?;

        let kind = cause.action.event_kind();
        let events: Vec<NewEvent> = decisions
            .iter()
            .map(|decision| event(kind, decision))
            .collect();
        insert_events(conn, &events).await?;

        Ok(decisions
            .iter()
            .map(|decision| decision.decision_id)
            .collect())
    }
}

impl Change<'_> {
    fn contact_trust(&self) -> ContactTrust {
        ContactTrust {
            comment: self.comment.key(),
            trust: match self.status_after {
                Status::Approved => Trust::Trusted,
                _ => Trust::Unknown,
            },
        }
    }

    fn decision(&self, clock: &Clock, cause: &Cause) -> NewDecisionRow {
        let comment = self.comment;

        NewDecisionRow {
            site_id: comment.site_id,
            decision_id: DecisionId(clock.new_id()),
            article_id: comment.article_id,
            comment_id: comment.comment_id,
            moderator_id: cause.moderator,
            action: cause.action.as_str(),
            status_before: comment.status,
            status_after: self.status_after,
            version: comment.version + 1,
            reason: cause.reason.clone(),
            note: cause.note.clone(),
            undoes: cause.undoes,
            duplicate_group_id: cause.duplicate_group,
            created_at: clock.now(),
        }
    }
}

impl AuditedAction {
    /// The name in the audit log and in events.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Action(action) => action.as_str(),
            Self::Undo => "undo",
            Self::Edit => "edit",
        }
    }

    const fn event_kind(self) -> EventKind {
        match self {
            Self::Action(Action::Withdraw) => EventKind::CommentWithdrawn,
            Self::Edit => EventKind::CommentEdited,
            Self::Action(_) | Self::Undo => EventKind::CommentDecided,
        }
    }
}

impl Cause {
    /// An action of a moderator, without a reason.
    pub(in crate::flows) fn by_moderator(moderator: &Moderator, action: AuditedAction) -> Self {
        Self {
            moderator: Some(moderator.id()),
            ..Self::by_author(action)
        }
    }

    /// An action of the comment's author.
    pub(in crate::flows) const fn by_author(action: AuditedAction) -> Self {
        Self {
            moderator: None,
            action,
            reason: None,
            note: None,
            undoes: None,
            duplicate_group: None,
        }
    }
}

fn event(kind: EventKind, decision: &NewDecisionRow) -> NewEvent {
    let comment = CommentKey {
        site: decision.site_id,
        comment: decision.comment_id,
    };
    let payload = json!({
        "decision_id": decision.decision_id,
        "action": decision.action,
        "status_before": decision.status_before.as_str(),
        "status": decision.status_after.as_str(),
        "version": decision.version,
    });

    NewEvent::of_comment(kind, comment, decision.article_id, payload)
}
