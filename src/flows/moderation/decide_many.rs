//! A moderator decides about up to a thousand comments at once: each is applied or told why not.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use crate::app::App;
use crate::db::comments::places::LockedComment;
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::{DecisionRow, list_last_decisions};
use crate::domain::ids::{CommentId, SiteId};
use crate::domain::refusal::{Invalid, Refusal};
use crate::domain::rights::Moderator;
use crate::domain::status::{Action, Status};
use crate::error::{Error, Result};
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::flows::moderation::apply::{Branches, apply, lock_branches};
use crate::flows::moderation::decide::{CommentState, CommentVersion, Decision};

/// What came of it for one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Applied,
    /// It stood there already.
    Unchanged,
    /// Somebody else was first, or its author has withdrawn it.
    Conflict,
    NotFound,
}

/// One comment of a bulk decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkResult {
    pub comment: CommentId,
    pub outcome: Outcome,
    /// The present version; `None` where there is no such comment.
    pub version: Option<i32>,
}

/// What came of it for all, in the order of the request.
#[derive(Debug)]
pub struct DecidedMany(pub Vec<BulkResult>);

/// Decides about all comments in one transaction and answers in their order.
///
/// # Errors
/// `Invalid` when a comment is named twice.
pub async fn decide_many(
    app: &App,
    moderator: &Moderator,
    (seen, decision): (&[CommentVersion], Decision),
    idempotent: Idempotent<'_, DecidedMany>,
) -> Result<Reply> {
    refuse_repeats(seen.iter().map(|seen| seen.comment), "/id")?;
    let ids: Vec<CommentId> = seen.iter().map(|seen| seen.comment).collect();
    let action = decision.action;
    let cause = decision.cause(moderator);

    let work = async |conn: &mut Connection| {
        let branches = lock_branches(conn, &ids).await?;
        let last = last_decisions(conn, &branches, seen).await?;
        let judged: Vec<Judged<'_>> = seen
            .iter()
            .map(|seen| judge((&branches, &last), moderator, *seen, action))
            .collect::<Result<_>>()?;
        let changes: Vec<(&LockedComment, Status)> =
            judged.iter().filter_map(|judged| judged.change).collect();
        apply(conn, &app.clock, (&branches, &cause), &changes).await?;
        Ok(DecidedMany(
            judged.into_iter().map(|judged| judged.result).collect(),
        ))
    };

    // The comments may be of several sites, so the answer is kept under none.
    idempotency::transaction(app, SiteId::NONE, idempotent, work).await
}

struct Judged<'a> {
    result: BulkResult,
    change: Option<(&'a LockedComment, Status)>,
}

/// The last decisions about those comments that are not as the moderator saw them.
async fn last_decisions(
    conn: &mut Connection,
    branches: &Branches,
    seen: &[CommentVersion],
) -> Result<HashMap<Uuid, DecisionRow>> {
    let stale = |seen: &&CommentVersion| {
        branches
            .find(seen.comment)
            .is_some_and(|row| row.version != seen.version)
    };
    let stale: Vec<Uuid> = seen
        .iter()
        .filter(stale)
        .map(|seen| seen.comment.0)
        .collect();
    if stale.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = list_last_decisions(conn, &stale).await?;
    Ok(rows.into_iter().map(|row| (row.comment_id, row)).collect())
}

fn judge<'a>(
    (branches, last): (&'a Branches, &HashMap<Uuid, DecisionRow>),
    moderator: &Moderator,
    seen: CommentVersion,
    action: Action,
) -> Result<Judged<'a>> {
    let result = |outcome, version| BulkResult {
        comment: seen.comment,
        outcome,
        version,
    };
    let Some(comment) = branches.find(seen.comment) else {
        return Ok(Judged {
            result: result(Outcome::NotFound, None),
            change: None,
        });
    };
    let standing = CommentState {
        comment,
        last: last.get(&comment.comment_id.0),
    };
    let (outcome, change, version) = match standing.judge(moderator, seen, action) {
        Ok(Some(after)) => (
            Outcome::Applied,
            Some((comment, after)),
            comment.version + 1,
        ),
        Ok(None) => (Outcome::Unchanged, None, comment.version),
        Err(Error::Refused(_)) => (Outcome::Conflict, None, comment.version),
        Err(fault) => return Err(fault),
    };
    Ok(Judged {
        result: result(outcome, Some(version)),
        change,
    })
}

/// # Errors
/// `Invalid` with an entry for each comment of `/comments` that was named before; `member` is where
/// in an entry.
pub fn refuse_repeats(named: impl Iterator<Item = CommentId>, member: &str) -> Result<(), Refusal> {
    let mut known = HashSet::new();
    let repeated: Vec<Invalid> = named
        .enumerate()
        .filter(|(_, comment)| !known.insert(*comment))
        .map(|(at, _)| {
            Invalid::new(
                format!("/comments/{at}{member}"),
                "repeated_id",
                "Name each comment once.",
            )
        })
        .collect();
    if repeated.is_empty() {
        Ok(())
    } else {
        Err(Refusal::Invalid(repeated))
    }
}
