//! Decides about many comments in one transaction. Each gets its own result; a conflict about one
//! does not stop the others.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::{DecisionRow, list_last_decisions};
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::rights::Moderator;
use crate::domain::status::Action;
use crate::error::Result;
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};
use crate::flows::moderation::apply::{AuditedAction, Branches, Cause, Change, lock_branches};
use crate::flows::moderation::decide::{CommentState, CommentVersion};
use crate::flows::moderation::repeated_ids::refuse_repeated_ids;

/// A moderator's decision about many comments.
#[derive(Debug, Clone)]
pub(crate) struct BulkDecision {
    pub seen: Vec<CommentVersion>,
    pub action: Action,
    /// May be told to others.
    pub reason: Option<String>,
    /// For moderators only.
    pub note: Option<String>,
}

/// The outcome of a bulk decision for one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Applied,
    /// The comment had the status already.
    Unchanged,
    /// The comment changed since the moderator read it, or its author withdrew it.
    Conflict,
    NotFound,
}

/// One comment of a bulk decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BulkResult {
    pub comment: CommentId,
    pub outcome: Outcome,
    /// The present version; `None` if there is no such comment.
    pub version: Option<i32>,
}

/// The results for all comments, in the order of the request.
#[derive(Debug)]
pub(crate) struct DecidedMany {
    pub results: Vec<BulkResult>,
}

impl Recallable for DecidedMany {
    type Receipt = Vec<BulkResult>;

    fn receipt(&self) -> Vec<BulkResult> {
        self.results.clone()
    }

    async fn recall(_: &mut Connection, _: &App, results: Vec<BulkResult>) -> Result<Option<Self>> {
        Ok(Some(Self { results }))
    }
}

/// Decides about all comments and answers in their order.
///
/// # Errors
/// `Invalid` if a comment is named twice.
pub(crate) async fn decide_many(
    app: &App,
    moderator: &Moderator,
    decision: BulkDecision,
    idempotent: Idempotent<'_, DecidedMany>,
) -> Result<Reply> {
    refuse_repeated_ids(decision.seen.iter().map(|seen| seen.comment), "/id")?;

    let work = async |conn: &mut Connection| decide_once(conn, app, moderator, decision).await;

    // The comments may belong to several sites, so the answer is stored under none.
    idempotency::transaction(app, SiteId::NONE, idempotent, work).await
}

async fn decide_once(
    conn: &mut Connection,
    app: &App,
    moderator: &Moderator,
    decision: BulkDecision,
) -> Result<DecidedMany> {
    let BulkDecision {
        seen,
        action,
        reason,
        note,
    } = decision;
    let ids: Vec<CommentId> = seen.iter().map(|seen| seen.comment).collect();
    let branches = lock_branches(conn, &ids).await?;
    let last = last_decisions(conn, &branches, &seen).await?;

    let judged: Vec<Judged<'_>> = seen
        .iter()
        .map(|seen| {
            let state = branches.find(seen.comment).map(|comment| CommentState {
                comment,
                last: last.get(&seen.comment),
            });
            judge(state, moderator, *seen, action)
        })
        .collect();
    let changes: Vec<Change<'_>> = judged.iter().filter_map(|judged| judged.change).collect();

    let cause = Cause {
        reason,
        note,
        ..Cause::by_moderator(moderator, AuditedAction::Action(action))
    };
    branches.apply(conn, &app.clock, &cause, &changes).await?;

    Ok(DecidedMany {
        results: judged.into_iter().map(|judged| judged.result).collect(),
    })
}

/// The result for a comment, and the change if there is one.
struct Judged<'a> {
    result: BulkResult,
    change: Option<Change<'a>>,
}

/// The last decisions about those comments that are not in the version that the moderator saw. Only
/// they can be the same decision sent again.
async fn last_decisions(
    conn: &mut Connection,
    branches: &Branches,
    seen: &[CommentVersion],
) -> Result<HashMap<CommentId, DecisionRow>> {
    let is_stale = |seen: &&CommentVersion| {
        branches
            .find(seen.comment)
            .is_some_and(|row| row.version != seen.version)
    };
    let stale: Vec<CommentId> = seen
        .iter()
        .filter(is_stale)
        .map(|seen| seen.comment)
        .collect();
    if stale.is_empty() {
        return Ok(HashMap::new());
    }

    let rows = list_last_decisions(conn, &stale).await?;

    Ok(rows.into_iter().map(|row| (row.comment_id, row)).collect())
}

fn judge<'a>(
    state: Option<CommentState<'a>>,
    moderator: &Moderator,
    seen: CommentVersion,
    action: Action,
) -> Judged<'a> {
    let result = |outcome, version| BulkResult {
        comment: seen.comment,
        outcome,
        version,
    };
    let Some(state) = state else {
        return Judged {
            result: result(Outcome::NotFound, None),
            change: None,
        };
    };

    let comment = state.comment;
    let (outcome, change, version) = match state.judge(moderator, seen, action) {
        Ok(Some(status_after)) => (
            Outcome::Applied,
            Some(Change {
                comment,
                status_after,
            }),
            comment.version + 1,
        ),
        Ok(None) => (Outcome::Unchanged, None, comment.version),
        Err(_) => (Outcome::Conflict, None, comment.version),
    };

    Judged {
        result: result(outcome, Some(version)),
        change,
    }
}
