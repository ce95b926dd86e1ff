//! Recognises the moderator who sends a request, by the access token and the present account.

use crate::app::App;
use crate::db::accounts::moderators::find_signed_in_moderator;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::error::Result;

/// The holder of an access token. Every request reads the account from the primary, by its primary
/// key: a new role, a deactivation, a new password or a sign-out takes effect with the next
/// request.
///
/// # Errors
/// `Unauthenticated` unless the token is valid, its sign-in was not ended, and the account is
/// active.
pub(crate) async fn recognise(app: &App, token: &str) -> Result<Moderator> {
    let claim = app.auth.tokens.verify(token)?;

    let mut conn = app.database.primary.get().await?;
    let row = find_signed_in_moderator(&mut conn, claim.moderator_id, claim.session_id)
        .await?
        .ok_or(Refusal::Unauthenticated)?;

    Ok(Moderator::recognise(row.account(), claim.session_version)?)
}
