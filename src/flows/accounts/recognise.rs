//! Recognises the moderator who sends a request, by the access token and the present account.

use crate::app::App;
use crate::auth::token::Claim;
use crate::db::accounts::moderators::{find_moderator, find_signed_in_moderator};
use crate::db::connection::connect::Connection;
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::{Account, AccountOwner, Moderator, SessionHolder};
use crate::error::Result;

/// The holder of an access token. Every request reads the account from the primary, by its primary
/// key: a new role, a deactivation, a new password or a sign-out takes effect with the next
/// request.
///
/// # Errors
/// `Unauthenticated` unless the token is valid, its sign-in was not ended, and the account is
/// active; `PasswordChangeRequired` while its password is one that somebody else knows.
pub(crate) async fn recognise(app: &App, token: &str) -> Result<Moderator> {
    let claim = app.auth.tokens.verify(token)?;
    let account = find_account(app, &claim).await?;

    Ok(Moderator::recognise(account, claim.session_version)?)
}

/// The holder of an access token, whose password may have to be changed first.
///
/// # Errors
/// `Unauthenticated` as in [`recognise`].
pub(crate) async fn recognise_owner(app: &App, token: &str) -> Result<AccountOwner> {
    let claim = app.auth.tokens.verify(token)?;
    let account = find_account(app, &claim).await?;

    Ok(AccountOwner::recognise(&account, claim.session_version)?)
}

/// The holder of an access token, with the session that it belongs to.
///
/// # Errors
/// As [`recognise`].
pub(crate) async fn recognise_session(app: &App, token: &str) -> Result<SessionHolder> {
    let claim = app.auth.tokens.verify(token)?;
    let account = find_account(app, &claim).await?;
    let moderator = Moderator::recognise(account, claim.session_version)?;

    Ok(SessionHolder::of(&moderator, claim.session_id))
}

/// Checks that the account of the moderator who wrote a comment, if one did, is active. The guest
/// token of such a comment gives the rights of staff, and those hang on the account.
///
/// # Errors
/// `Unauthenticated` for a closed account.
pub(in crate::flows) async fn check_active(
    conn: &mut Connection,
    moderator: Option<ModeratorId>,
) -> Result<()> {
    let Some(moderator) = moderator else {
        return Ok(());
    };

    let account = find_moderator(conn, moderator).await?;
    if account.is_some_and(|account| account.active) {
        Ok(())
    } else {
        Err(Refusal::Unauthenticated.into())
    }
}

async fn find_account(app: &App, claim: &Claim) -> Result<Account> {
    let mut conn = app.database.primary.get().await?;
    let row = find_signed_in_moderator(&mut conn, claim.moderator_id, claim.session_id)
        .await?
        .ok_or(Refusal::Unauthenticated)?;

    Ok(row.account())
}
