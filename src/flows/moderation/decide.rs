//! Decides about one comment in one transaction: locks it, compares its version, changes its status
//! and records the decision.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::comments::status_changes::{LockedComment, PathRow, list_paths};
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::{DecisionRow, find_decision, find_last_decision};
use crate::db::moderation::queue::{ModeratedRow, find_moderated};
use crate::domain::ids::{CommentId, DecisionId};
use crate::domain::refusal::{Current, LastDecision, Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::domain::status::{Action, Status, transition};
use crate::error::{Error, Result};
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};
use crate::flows::moderation::apply::{AuditedAction, Cause, Change, lock_paths};

/// A comment in the version that a moderator has read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CommentVersion {
    pub comment: CommentId,
    pub version: i32,
}

/// A moderator's decision about one comment.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub seen: CommentVersion,
    pub action: Action,
    /// May be told to others.
    pub reason: Option<String>,
    /// For moderators only.
    pub note: Option<String>,
}

/// Whether a decision changed the comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    Applied,
    /// The comment had the status already.
    Unchanged,
}

/// The result of a decision.
#[derive(Debug, Clone)]
pub(crate) struct Decided {
    pub effect: Effect,
    /// The new decision, or the last one if nothing changed; `None` if nobody ever decided about
    /// the comment.
    pub decision: Option<DecisionRow>,
    pub comment: ModeratedRow,
}

/// What was decided about which comment.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DecidedReceipt {
    effect: Effect,
    decision: Option<DecisionId>,
    comment: CommentId,
}

impl Recallable for Decided {
    type Receipt = DecidedReceipt;

    fn receipt(&self) -> DecidedReceipt {
        DecidedReceipt {
            effect: self.effect,
            decision: self.decision.as_ref().map(|it| it.decision_id),
            comment: self.comment.thread_comment.comment_id,
        }
    }

    async fn recall(
        conn: &mut Connection,
        _: &App,
        receipt: DecidedReceipt,
    ) -> Result<Option<Self>> {
        let decision = match receipt.decision {
            Some(decision) => find_decision(conn, decision).await?,
            None => None,
        };
        let comment = find_moderated(conn, receipt.comment).await?;

        Ok(comment.map(|comment| Self {
            effect: receipt.effect,
            decision,
            comment,
        }))
    }
}

/// Decides about a comment.
///
/// # Errors
/// `NotFound`; `VersionConflict` if the comment changed since the moderator read it;
/// `InvalidTransition` for a withdrawn comment.
pub(crate) async fn decide(
    app: &App,
    moderator: &Moderator,
    decision: Decision,
    idempotent: Idempotent<'_, Decided>,
) -> Result<Reply> {
    let comment = decision.seen.comment;
    let find_site = async |conn: &mut Connection| {
        let paths = list_paths(conn, &[comment]).await?;
        let site = paths
            .first()
            .ok_or(Refusal::NotFound(Noun::Comment))?
            .site_id;

        Ok((site, paths))
    };
    let work = async |conn: &mut Connection, paths: Vec<PathRow>| {
        decide_once(conn, app, moderator, decision, &paths).await
    };

    idempotency::transaction_of_found_site(app, idempotent, find_site, work).await
}

async fn decide_once(
    conn: &mut Connection,
    app: &App,
    moderator: &Moderator,
    decision: Decision,
    paths: &[PathRow],
) -> Result<Decided> {
    let seen = decision.seen;
    let branches = lock_paths(conn, &[seen.comment], paths).await?;
    let comment = branches
        .find(seen.comment)
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let last = find_last_decision(conn, seen.comment).await?;

    let state = CommentState {
        comment,
        last: last.as_ref(),
    };
    let Some(status_after) = state.judge(moderator, seen, decision.action)? else {
        return Ok(Decided {
            effect: Effect::Unchanged,
            comment: read_back(conn, seen.comment).await?,
            decision: last,
        });
    };

    let cause = Cause {
        reason: decision.reason,
        note: decision.note,
        ..Cause::by_moderator(moderator, AuditedAction::Action(decision.action))
    };
    let change = Change {
        comment,
        status_after,
    };
    let decision_ids = branches.apply(conn, &app.clock, &cause, &[change]).await?;

    read_decided(conn, seen.comment, &decision_ids).await
}

/// A locked comment and the last decision about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct CommentState<'a> {
    pub comment: &'a LockedComment,
    pub last: Option<&'a DecisionRow>,
}

impl CommentState<'_> {
    /// The status that follows from the action, or `None` if nothing is to be done: the comment has
    /// that status already, or the same moderator sent the last decision again.
    ///
    /// # Errors
    /// `VersionConflict` if the comment changed since the moderator read it; `InvalidTransition`.
    pub(super) fn judge(
        self,
        moderator: &Moderator,
        seen: CommentVersion,
        action: Action,
    ) -> Result<Option<Status>, Refusal> {
        if self.comment.version != seen.version {
            if self.is_last_decision(moderator, seen, action) {
                return Ok(None);
            }
            return Err(Refusal::VersionConflict(Box::new(self.current())));
        }

        let status = self.comment.status;
        let status_after =
            transition(status, action).ok_or(Refusal::InvalidTransition { status })?;

        Ok((status_after != status).then_some(status_after))
    }

    /// The present state, for a moderator whose version is stale.
    pub(super) fn current(self) -> Current {
        Current {
            status: Some(self.comment.status),
            version: self.comment.version,
            last_decision: self.last.map(|last| LastDecision {
                decision_id: last.decision_id,
                action: last.action.clone(),
                moderator: last.moderator_name.clone(),
                decided_at: last.created_at,
            }),
        }
    }

    /// Whether the last decision is this one: by this moderator, about the version that was seen,
    /// and without a later change.
    fn is_last_decision(self, moderator: &Moderator, seen: CommentVersion, action: Action) -> bool {
        self.last.is_some_and(|last| {
            last.moderator_id == Some(moderator.id())
                && last.action == action.as_str()
                && last.version == self.comment.version
                && seen.version.checked_add(1) == Some(last.version)
        })
    }
}

/// Reads the result of the decision that was just applied to a comment.
///
/// # Errors
/// `Internal` if the comment is gone.
pub(super) async fn read_decided(
    conn: &mut Connection,
    comment: CommentId,
    decision_ids: &[DecisionId],
) -> Result<Decided> {
    let decision = match decision_ids.first() {
        Some(decision) => find_decision(conn, *decision).await?,
        None => None,
    };

    Ok(Decided {
        effect: Effect::Applied,
        decision,
        comment: read_back(conn, comment).await?,
    })
}

async fn read_back(conn: &mut Connection, comment: CommentId) -> Result<ModeratedRow> {
    find_moderated(conn, comment)
        .await?
        .ok_or_else(|| Error::internal("reading a comment back", "it is not there"))
}
