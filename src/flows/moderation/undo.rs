//! Undoes a decision: the comment gets its earlier status back, and the audit log keeps both
//! decisions.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::moderation::decisions::{DecisionRow, find_decision, find_last_decision};
use crate::domain::ids::DecisionId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::idempotency::{self, Idempotent, Reply};
use crate::flows::moderation::apply::{AuditedAction, Cause, Change, lock_branches};
use crate::flows::moderation::decide::{CommentState, Decided, read_decided};

/// Undoes the last decision about a comment.
///
/// # Errors
/// `NotFound`; `UndoConflict` if the comment was decided about, edited or undone since;
/// `InvalidTransition` for an action of the author, which a moderator cannot undo.
pub(crate) async fn undo(
    app: &App,
    moderator: &Moderator,
    decision: DecisionId,
    idempotent: Idempotent<'_, Decided>,
) -> Result<Reply> {
    let find_site = async |conn: &mut Connection| {
        let undone = find_decision(conn, decision)
            .await?
            .ok_or(Refusal::NotFound(Noun::Decision))?;

        Ok((undone.site_id, undone))
    };
    let work = async |conn: &mut Connection, undone: DecisionRow| {
        undo_once(conn, app, moderator, &undone).await
    };

    idempotency::transaction_of_found_site(app, idempotent, find_site, work).await
}

async fn undo_once(
    conn: &mut Connection,
    app: &App,
    moderator: &Moderator,
    undone: &DecisionRow,
) -> Result<Decided> {
    let branches = lock_branches(conn, &[undone.comment_id]).await?;
    let comment = branches
        .find(undone.comment_id)
        .ok_or(Refusal::NotFound(Noun::Comment))?;
    let last = find_last_decision(conn, undone.comment_id).await?;

    let is_last = last
        .as_ref()
        .is_some_and(|last| last.decision_id == undone.decision_id);
    if !is_last || comment.version != undone.version {
        let state = CommentState {
            comment,
            last: last.as_ref(),
        };
        return Err(Refusal::UndoConflict(Box::new(state.current())).into());
    }
    if undone.moderator_id.is_none() {
        let status = comment.status;
        return Err(Refusal::InvalidTransition { status }.into());
    }

    let cause = Cause {
        undoes: Some(undone.decision_id),
        ..Cause::by_moderator(moderator, AuditedAction::Undo)
    };
    let change = Change {
        comment,
        status_after: undone.status_before,
    };
    let decision_ids = branches.apply(conn, &app.clock, &cause, &[change]).await?;

    read_decided(conn, undone.comment_id, &decision_ids).await
}
