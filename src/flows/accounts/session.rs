//! The tokens of a sign-in: a short-lived access token, and a refresh token for the next pair.

use chrono::{DateTime, Duration, TimeDelta, Utc};

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::auth::token::{Claim, LIFETIME_SECONDS};
use crate::db::accounts::moderators::ModeratorRow;
use crate::db::accounts::refresh_tokens::{RefreshTokenRow, insert_refresh_token};
use crate::db::connection::connect::Connection;
use crate::domain::ids::SessionId;
use crate::error::Result;

/// How long a sign-in lasts, however often it is refreshed.
pub(crate) const SIGN_IN_LIFETIME: TimeDelta = Duration::days(14);

/// The tokens of one sign-in. It has no `Debug`.
pub(crate) struct Session {
    pub access_token: String,
    /// Seconds that the access token lasts.
    pub expires_in: i64,
    pub refresh_token: String,
}

/// A sign-in, whose refresh tokens are a family.
#[derive(Debug, Clone, Copy)]
pub(super) struct Family {
    pub id: SessionId,
    pub expires_at: DateTime<Utc>,
}

/// Issues the next pair of tokens of a sign-in, and stores the hash of the refresh token.
pub(super) async fn issue(
    conn: &mut Connection,
    app: &App,
    moderator: &ModeratorRow,
    family: Family,
    refresh_token: &OpaqueToken,
) -> Result<Session> {
    let row = RefreshTokenRow {
        token_hash: refresh_token.hash().to_vec(),
        family_id: family.id,
        moderator_id: moderator.moderator_id,
        session_version: moderator.session_version,
        created_at: app.clock.now(),
        expires_at: family.expires_at,
        used_at: None,
        used_by: None,
        revoked_at: None,
    };
    insert_refresh_token(conn, &row).await?;

    session(app, moderator, family.id, refresh_token)
}

/// A new access token of a sign-in, with a refresh token whose hash is stored.
pub(super) fn session(
    app: &App,
    moderator: &ModeratorRow,
    family: SessionId,
    refresh_token: &OpaqueToken,
) -> Result<Session> {
    let claim = Claim {
        moderator_id: moderator.moderator_id,
        role: moderator.role,
        session_version: moderator.session_version,
        session_id: family,
    };
    let access_token = app.auth.tokens.sign(&claim)?;

    Ok(Session {
        access_token,
        expires_in: LIFETIME_SECONDS,
        refresh_token: refresh_token.reveal(),
    })
}
