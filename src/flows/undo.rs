//! A moderator takes a decision back: the comment stands where it stood before, and the log tells
//! both.

use crate::app::App;
use crate::db::connect::Connection;
use crate::db::decisions::{find_decision, list_last_decisions};
use crate::domain::ids::{CommentId, DecisionId};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::carry_out::{Deed, carry_out, lock_branches};
use crate::flows::decide::{Decided, Effect, Standing, read_back};
use crate::flows::gather::read_status;
use crate::flows::once::{Once, Reply};

/// # Errors
/// `NotFound`; `UndoConflict` when the comment was decided about, edited or undone since;
/// `InvalidTransition` for what its author did, which is not a moderator's to take back.
pub async fn undo(
    app: &App,
    moderator: &Moderator,
    decision: DecisionId,
    once: Once<'_, Decided>,
) -> Result<Reply> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let undone = find_decision(conn, decision)
                .await?
                .ok_or(Refusal::NotFound(Noun::Decision))?;
            let comment = CommentId(undone.comment_id);
            let work = async |conn: &mut Connection| {
                let branches = lock_branches(conn, &[comment]).await?;
                let found = branches
                    .find(comment)
                    .ok_or(Refusal::NotFound(Noun::Comment))?;
                let last = list_last_decisions(conn, &[comment.0]).await?.pop();
                let standing = Standing {
                    comment: found,
                    last: last.as_ref(),
                };
                let is_last = last.as_ref().map(|last| last.decision_id) == Some(decision.0);
                if !is_last || found.version != undone.version {
                    return Err(Refusal::UndoConflict(Box::new(standing.current()?)).into());
                }
                if undone.moderator_id.is_none() {
                    return Err(Refusal::InvalidTransition {
                        status: read_status(&found.status)?,
                    }
                    .into());
                }
                let deed = Deed {
                    moderator: Some(moderator.id()),
                    action: "undo",
                    undoes: Some(decision.0),
                    ..Deed::default()
                };
                let before = read_status(&undone.status_before)?;
                let made =
                    carry_out(conn, &app.clock, (&branches, &deed), &[(found, before)]).await?;
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
            once.run(conn, (undone.site_id, app.clock.now()), work)
                .await
        })
        .await
}
