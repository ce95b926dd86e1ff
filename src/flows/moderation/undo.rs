//! A moderator takes a decision back: the comment stands where it stood before, and the log tells
//! both.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::{DecisionRow, find_decision, list_last_decisions};
use crate::domain::ids::{CommentId, DecisionId, SiteId};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::comments::facts::read_status;
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::flows::moderation::apply::{Cause, apply, lock_branches};
use crate::flows::moderation::decide::{CommentState, Decided, Effect, read_back};

/// # Errors
/// `NotFound`; `UndoConflict` when the comment was decided about, edited or undone since;
/// `InvalidTransition` for what its author did, which is not a moderator's to take back.
pub async fn undo(
    app: &App,
    moderator: &Moderator,
    decision: DecisionId,
    idempotent: Idempotent<'_, Decided>,
) -> Result<Reply> {
    let find_site = async |conn: &mut Connection| {
        let undone = find_decision(conn, decision)
            .await?
            .ok_or(Refusal::NotFound(Noun::Decision))?;
        Ok((SiteId(undone.site_id), undone))
    };
    let work = async |conn: &mut Connection, undone: DecisionRow| {
        let comment = CommentId(undone.comment_id);
        let branches = lock_branches(conn, &[comment]).await?;
        let found = branches
            .find(comment)
            .ok_or(Refusal::NotFound(Noun::Comment))?;
        let last = list_last_decisions(conn, &[comment.0]).await?.pop();
        let standing = CommentState {
            comment: found,
            last: last.as_ref(),
        };
        let is_last = last.as_ref().map(|last| last.decision_id) == Some(decision.0);
        if !is_last || found.version != undone.version {
            return Err(Refusal::UndoConflict(Box::new(standing.current()?)).into());
        }
        if undone.moderator_id.is_none() {
            return Err(Refusal::InvalidTransition {
                status: found.status,
            }
            .into());
        }
        let cause = Cause {
            moderator: Some(moderator.id()),
            action: "undo",
            undoes: Some(decision.0),
            ..Cause::default()
        };
        let before = read_status(&undone.status_before)?;
        let made = apply(conn, &app.clock, (&branches, &cause), &[(found, before)]).await?;
        let made = match made.first() {
            Some(made) => find_decision(conn, DecisionId(made.decision_id)).await?,
            None => None,
        };
        let comment = read_back(conn, comment).await?;
        Ok(Decided {
            effect: Effect::Applied,
            decision: made,
            comment,
        })
    };
    idempotency::transaction_of_found_site(app, idempotent, find_site, work).await
}
