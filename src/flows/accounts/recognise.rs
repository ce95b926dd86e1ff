//! Who sends this request? A verified token and the account as it stands now make a right.

use crate::app::App;
use crate::auth::token::Claim;
use crate::db::accounts::moderators::find_signed_in_moderator;
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::error::Result;

/// The holder of an access token. The account is read from the primary with every request, by its
/// primary key: a new role, deactivation, a new password and signing out bite with the next one.
///
/// # Errors
/// `Unauthenticated` unless the token holds, its sign-in was not ended, and the account is active.
pub async fn recognise(app: &App, token: &str) -> Result<Moderator> {
    let claim: Claim = app.auth.tokens.verify(token)?;
    let mut conn = app.database.primary.get().await?;
    let row =
        find_signed_in_moderator(&mut conn, ModeratorId(claim.moderator_id), claim.session_id)
            .await?;
    let account = row.ok_or(Refusal::Unauthenticated)?.account()?;
    Ok(Moderator::recognise(account, claim.session_version)?)
}
