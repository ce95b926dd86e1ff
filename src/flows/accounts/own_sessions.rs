//! A moderator reads the sessions of the own account, and ends one of them.

use crate::app::App;
use crate::db::accounts::sessions::{SessionRow, has_session, list_sessions};
use crate::db::connection::connect::Connection;
use crate::domain::ids::SessionId;
use crate::domain::page::{CutPage, PageRequest};
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::SessionHolder;
use crate::error::Result;
use crate::flows::accounts::sign_out::{SignedIn, end};

/// A page of the caller's sessions that go on, the newest first.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub(crate) async fn read_own_sessions(
    app: &App,
    holder: &SessionHolder,
    page: PageRequest<SessionId>,
) -> Result<CutPage<SessionRow, SessionId>> {
    let mut conn = app.database.primary.get().await?;
    let rows = list_sessions(&mut conn, holder.moderator(), page, app.clock.now()).await?;

    Ok(page.cut(rows, |session| session.family_id))
}

/// Ends one of the caller's sessions, as signing out there would.
///
/// # Errors
/// `NotFound` for a session of another account, an unknown one, and one that has ended.
pub(crate) async fn end_own_session(
    app: &App,
    holder: &SessionHolder,
    session: SessionId,
) -> Result<()> {
    let moderator = holder.moderator();

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !has_session(conn, moderator, session, app.clock.now()).await? {
                return Err(Refusal::NotFound(Noun::Session).into());
            }

            end(conn, app, SignedIn { moderator, session }).await
        })
        .await
}
