//! A moderator signs out: the access token and all refresh tokens of the sign-in end at once.

use uuid::Uuid;

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::db::accounts::refresh_tokens::{lock_refresh_token, revoke_family};
use crate::db::connection::connect::Connection;
use crate::domain::refusal::Refusal;
use crate::error::Result;

/// By what the sign-in is known; each of them does. It has no `Debug`.
pub struct SignOut {
    pub access_token: Option<String>,
    pub refresh_token: Option<String>,
}

/// Ends the sign-ins that the tokens belong to. A refresh token that is not known ends nothing, and
/// that is no fault (RFC 7009, section 2.2).
///
/// # Errors
/// `Unauthenticated` when neither a refresh token nor an access token that holds was sent.
pub async fn sign_out(app: &App, tokens: SignOut) -> Result<()> {
    let by_access = match tokens
        .access_token
        .as_ref()
        .map(|token| app.auth.tokens.verify(token))
    {
        Some(Ok(claim)) => Some(claim.session_id),
        // A refresh token is enough, when the access token has run out meanwhile.
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
            let known = match &hash {
                Some(hash) => lock_refresh_token(conn, hash).await?,
                None => None,
            };
            let families: [Option<Uuid>; 2] = [by_access, known.map(|token| token.family_id)];
            for family in families.into_iter().flatten() {
                revoke_family(conn, family, app.clock.now()).await?;
            }
            Ok(())
        })
        .await
}
