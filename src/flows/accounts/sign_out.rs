//! A moderator signs out, which ends the access token and all refresh tokens of the sign-in.

use serde_json::json;

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::db::accounts::refresh_tokens::{lock_refresh_token, revoke_family};
use crate::db::connection::connect::Connection;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::ids::{ModeratorId, SessionId};
use crate::domain::refusal::Refusal;
use crate::error::Result;
use crate::flows::audit::append::append_audit;

/// The tokens that identify the sign-ins to end; at least one is needed. It has no `Debug`.
pub(crate) struct SignOut {
    pub access_token: Option<String>,
    pub refresh_token: Option<String>,
}

/// A sign-in of an account.
#[derive(Debug, Clone, Copy)]
pub(super) struct SignedIn {
    pub moderator: ModeratorId,
    pub session: SessionId,
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
        Some(Ok(claim)) => Some(SignedIn {
            moderator: claim.moderator_id,
            session: claim.session_id,
        }),
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

            let by_refresh = stored.map(|token| SignedIn {
                moderator: token.moderator_id,
                session: token.family_id,
            });
            for sign_in in [by_access, by_refresh].into_iter().flatten() {
                end(conn, app, sign_in).await?;
            }

            Ok(())
        })
        .await
}

/// Ends a sign-in, unless it has ended before.
pub(super) async fn end(conn: &mut Connection, app: &App, sign_in: SignedIn) -> Result<()> {
    let SignedIn { moderator, session } = sign_in;
    let ended = revoke_family(conn, session, app.clock.now()).await?;
    if ended == 0 {
        return Ok(());
    }

    let entry = AuditEntry::new(AuditKind::SignedOut)
        .by(Some(moderator))
        .about(moderator)
        .with(json!({ "session_id": session }));

    append_audit(conn, entry).await
}
