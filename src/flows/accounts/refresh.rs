//! Exchanges a refresh token for the next pair of tokens. A used token that is sent again was
//! stolen, or its answer was, unless it comes at once and from the same user agent.

use chrono::{DateTime, Duration, TimeDelta, Utc};
use serde_json::json;

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::db::accounts::moderators::{ModeratorRow, find_signed_in_moderator};
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
use crate::flows::accounts::session::{Family, Session, issue, session};
use crate::flows::audit::append::append_audit;

/// For so long a used token answers its successor again: two tabs refresh at once, or an answer is
/// lost on the way.
const GRACE: TimeDelta = Duration::seconds(10);

/// A refresh token and the user agent that sends it. It has no `Debug`: it holds a token.
pub(crate) struct Refresh {
    pub token: String,
    /// The value of the header; empty without one.
    pub user_agent: Vec<u8>,
}

/// A token that was presented, with all that its exchange needs.
struct Presented {
    hash: [u8; 32],
    successor: OpaqueToken,
    /// The keyed hash of the user agent.
    agent: Vec<u8>,
}

/// Exchanges a refresh token. A token that is used again later than the grace, by another user
/// agent, or after its successor was used, ends its whole sign-in: nobody can tell which of the two
/// holders is the thief (RFC 9700, section 4.14.2). See `docs/decisions/0004-sign-ins.md`.
///
/// # Errors
/// `Unauthenticated` for a token that is unknown, used, revoked or expired, or whose account has
/// changed.
pub(crate) async fn refresh_session(app: &App, refresh: &Refresh) -> Result<Session> {
    let token = OpaqueToken::parse(&refresh.token).ok_or(Refusal::Unauthenticated)?;
    let presented = Presented {
        hash: token.hash(),
        successor: token.successor(|bytes| app.secrets.seal("refresh_successor", bytes))?,
        agent: app.secrets.seal("refresh_agent", &refresh.user_agent),
    };

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
    presented: &Presented,
) -> Result<Result<Session, Refusal>> {
    let now = app.clock.now();
    let Some(token) = lock_refresh_token(conn, &presented.hash).await? else {
        return Ok(Err(Refusal::Unauthenticated));
    };
    if !may_be_exchanged(conn, &token, presented, now).await? {
        return end_reused(conn, app, &token).await.map(Err);
    }

    let moderator = match recognise_holder(conn, &token, now).await? {
        Ok(moderator) => moderator,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if token.used_at.is_some() {
        return session(app, &moderator, token.family_id, &presented.successor).map(Ok);
    }

    update_used(conn, &presented.hash, now, &presented.agent).await?;
    let family = Family {
        id: token.family_id,
        expires_at: token.expires_at,
    };

    issue(conn, app, &moderator, family, &presented.successor)
        .await
        .map(Ok)
}

/// Whether the token is unused, or was used just now by the same user agent for a successor that is
/// not used yet.
async fn may_be_exchanged(
    conn: &mut Connection,
    token: &RefreshTokenRow,
    presented: &Presented,
    now: DateTime<Utc>,
) -> Result<bool> {
    let Some(used_at) = token.used_at else {
        return Ok(true);
    };
    if now - used_at > GRACE || token.used_by.as_ref() != Some(&presented.agent) {
        return Ok(false);
    }

    let successor = lock_refresh_token(conn, &presented.successor.hash()).await?;

    Ok(successor.is_some_and(|successor| successor.used_at.is_none()))
}

/// The account of the token, if its sign-in goes on.
async fn recognise_holder(
    conn: &mut Connection,
    token: &RefreshTokenRow,
    now: DateTime<Utc>,
) -> Result<Result<ModeratorRow, Refusal>> {
    // The query finds no account for a revoked family.
    let found = find_signed_in_moderator(conn, token.moderator_id, token.family_id).await?;
    let Some(moderator) = found.filter(|_| now < token.expires_at) else {
        return Ok(Err(Refusal::Unauthenticated));
    };

    Ok(AccountOwner::recognise(&moderator.account(), token.session_version).map(|_| moderator))
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
