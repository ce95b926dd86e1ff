//! Withdraws a comment for its author. docs/decisions/0003-withdrawal.md says what remains of it.

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::comments::authorship::find_author;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::delete_contacts;
use crate::db::duplicates::fingerprints::delete_withdrawn_fingerprints;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::{Action, Status, transition};
use crate::error::Result;
use crate::flows::accounts::recognise::check_active;
use crate::flows::duplicates::regroup::leave_open_group;
use crate::flows::moderation::apply::{AuditedAction, Cause, Change, lock_branches};

/// Withdraws the author's comment, at any time. A comment that is withdrawn already stays as it is.
///
/// # Errors
/// `Unauthenticated` for a comment by staff whose account is closed; `NotFound` if the comment was deleted with its article.
pub(crate) async fn withdraw(app: &App, author: Authorship) -> Result<()> {
    let comment = author.comment();

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let branches = lock_branches(conn, &[comment]).await?;
            let locked = branches
                .find(comment)
                .ok_or(Refusal::NotFound(Noun::Comment))?;

            let writer = find_author(conn, locked.key()).await?;
            check_active(conn, writer.and_then(|writer| writer.moderator_id)).await?;

            let status = locked.status;
            if status == Status::Withdrawn {
                return Ok(());
            }
            let status_after = transition(status, Action::Withdraw)
                .ok_or(Refusal::InvalidTransition { status })?;

            let cause = Cause::by_author(AuditedAction::Action(Action::Withdraw));
            let change = Change {
                comment: locked,
                status_after,
            };
            branches.apply(conn, &app.clock, &cause, &[change]).await?;

            // Later texts cannot share its contacts any more, and cannot duplicate it, unless a
            // settled group keeps it.
            delete_contacts(conn, locked.key()).await?;
            leave_open_group(conn, locked.key()).await?;
            delete_withdrawn_fingerprints(conn, locked.site_id, &[comment]).await
        })
        .await
}
