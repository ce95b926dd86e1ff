//! An author takes a comment back. docs/decisions/0003-withdrawal.md says what stays of it.

use crate::app::App;
use crate::app::secrets::Authorship;
use crate::db::connection::connect::Connection;
use crate::db::duplicates::fingerprints::delete_withdrawn_fingerprints;
use crate::domain::ids::SiteId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::status::{Action, Status, transition};
use crate::error::Result;
use crate::flows::comments::facts::read_status;
use crate::flows::duplicates::regroup::leave_open_group;
use crate::flows::moderation::apply::{Cause, apply, lock_branches};

/// Withdraws the author's comment, at any time. Nothing happens where it is withdrawn already.
///
/// # Errors
/// `NotFound` when it was deleted with its article.
pub async fn withdraw(app: &App, author: Authorship) -> Result<()> {
    let comment = author.comment();
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let branches = lock_branches(conn, &[comment]).await?;
            let locked = branches
                .find(comment)
                .ok_or(Refusal::NotFound(Noun::Comment))?;
            let (site, status) = (SiteId(locked.site_id), read_status(&locked.status)?);
            if status == Status::Withdrawn {
                return Ok(());
            }
            let after = transition(status, Action::Withdraw)
                .ok_or(Refusal::InvalidTransition { status })?;
            let cause = Cause {
                action: Action::Withdraw.as_str(),
                ..Cause::default()
            };
            apply(conn, &app.clock, (&branches, &cause), &[(locked, after)]).await?;
            leave_open_group(conn, site, comment).await?;
            // Nobody repeats it any more, unless a settled group remembers it.
            delete_withdrawn_fingerprints(conn, site, &[comment.0]).await
        })
        .await
}
