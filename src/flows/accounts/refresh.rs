//! Exchanges a refresh token for the next pair of tokens, once. A token that is sent a second time
//! was stolen, or its answer was.

use serde_json::json;

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::db::accounts::moderators::find_signed_in_moderator;
use crate::db::accounts::refresh_tokens::{
    RefreshTokenRow, lock_refresh_token, revoke_family, update_used,
};
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::event::EventKind;
use crate::domain::refusal::Refusal;
use crate::domain::rights::AccountOwner;
use crate::error::Result;
use crate::flows::accounts::session::{Family, Session, issue};
use crate::flows::audit::append::append_audit;

/// Exchanges a refresh token. A used token ends its whole sign-in: nobody can tell which of the two
/// holders is the thief (RFC 9700, section 4.14.2). This holds for two requests at once, too; see
/// `docs/decisions/0004-sign-ins.md`.
///
/// # Errors
/// `Unauthenticated` for a token that is unknown, used, revoked or expired, or whose account has
/// changed.
pub(crate) async fn refresh_session(app: &App, token: &str) -> Result<Session> {
    let presented = OpaqueToken::parse(token)
        .ok_or(Refusal::Unauthenticated)?
        .hash();

    let outcome = app
        .database
        .primary
        .transaction(async |conn: &mut Connection| exchange(conn, app, &presented).await)
        .await?;

    Ok(outcome?)
}

/// A refusal is an `Ok` value here, because a revocation must be committed.
async fn exchange(
    conn: &mut Connection,
    app: &App,
    hash: &[u8],
) -> Result<Result<Session, Refusal>> {
    let now = app.clock.now();
    let Some(token) = lock_refresh_token(conn, hash).await? else {
        return Ok(Err(Refusal::Unauthenticated));
    };
    if token.used_at.is_some() {
        return end_reused(conn, app, &token).await.map(Err);
    }

    // The query finds no account for a revoked family.
    let found = find_signed_in_moderator(conn, token.moderator_id, token.family_id).await?;
    let Some(moderator) = found.filter(|_| now < token.expires_at) else {
        return Ok(Err(Refusal::Unauthenticated));
    };
    if let Err(refusal) = AccountOwner::recognise(&moderator.account(), token.session_version) {
        return Ok(Err(refusal));
    }

    update_used(conn, hash, now).await?;
    let family = Family {
        id: token.family_id,
        expires_at: token.expires_at,
    };

    issue(conn, app, &moderator, family).await.map(Ok)
}

/// Ends the sign-in of a token that was used before.
async fn end_reused(conn: &mut Connection, app: &App, token: &RefreshTokenRow) -> Result<Refusal> {
    if token.revoked_at.is_none() {
        revoke_family(conn, token.family_id, app.clock.now()).await?;
        let payload = json!({ "moderator_id": token.moderator_id });
        let event = NewEvent::of_account(EventKind::RefreshTokenReused, payload);
        insert_events(conn, &[event]).await?;

        let entry = AuditEntry::new(AuditKind::RefreshTokenReused)
            .about(token.moderator_id)
            .with(json!({ "session_id": token.family_id }));
        append_audit(conn, entry).await?;
    }

    Ok(Refusal::Unauthenticated)
}
