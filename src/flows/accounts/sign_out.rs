//! A moderator signs out, which ends the access token and all refresh tokens of the sign-in.

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::db::accounts::refresh_tokens::{lock_refresh_token, revoke_family};
use crate::db::connection::connect::Connection;
use crate::domain::ids::SessionId;
use crate::domain::refusal::Refusal;
use crate::error::Result;

/// The tokens that identify the sign-ins to end; at least one is needed. It has no `Debug`.
pub(crate) struct SignOut {
    pub access_token: Option<String>,
    pub refresh_token: Option<String>,
}

/// Ends the sign-ins of the tokens. An unknown refresh token is no error and ends nothing (RFC
/// 7009, section 2.2).
///
/// # Errors
/// `Unauthenticated` without a refresh token and without a valid access token.
pub(crate) async fn sign_out(app: &App, tokens: SignOut) -> Result<()> {
    let claim = tokens
        .access_token
        .as_ref()
        .map(|token| app.auth.tokens.verify(token));
    let by_access = match claim {
        Some(Ok(claim)) => Some(claim.session_id),
        // An expired access token does not matter if a refresh token was sent, too.
        Some(Err(error)) if tokens.refresh_token.is_none() => return Err(error),
        Some(Err(_)) | None => None,
    };
    if by_access.is_none() && tokens.refresh_token.is_none() {
        return Err(Refusal::Unauthenticated.into());
    }

    let hash = tokens
        .refresh_token
        .as_deref()
        .and_then(OpaqueToken::parse)
        .map(|token| token.hash());

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let stored = match &hash {
                Some(hash) => lock_refresh_token(conn, hash).await?,
                None => None,
            };

            let families: [Option<SessionId>; 2] = [by_access, stored.map(|token| token.family_id)];
            for family in families.into_iter().flatten() {
                revoke_family(conn, family, app.clock.now()).await?;
            }

            Ok(())
        })
        .await
}
