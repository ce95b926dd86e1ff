//! A moderator replaces the own password, which ends all other sessions.

use crate::app::App;
use crate::auth::opaque::OpaqueToken;
use crate::auth::password::{NewPassword, canonical};
use crate::auth::password_hash::{Comparison, PasswordHash};
use crate::db::accounts::moderators::{
    CredentialsRow, ModeratorChanges, ModeratorRow, find_credentials_of, lock_moderator,
    update_moderator,
};
use crate::db::accounts::sign_in_failures::{
    FailuresRow, list_failures, lock_failures, update_failures,
};
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::event::EventKind;
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::{Invalid, Refusal};
use crate::domain::rights::AccountOwner;
use crate::domain::sign_in_throttle::SignInFailures;
use crate::error::Result;
use crate::flows::accounts::create::account_payload;
use crate::flows::accounts::session::{Family, SIGN_IN_LIFETIME, Session, issue};
use crate::flows::audit::append::append_audit;

/// A change of the own password. It has no `Debug`: it holds passwords.
pub(crate) struct OwnPassword {
    pub current: String,
    pub new: String,
}

/// Replaces the password, ends all sessions of the account, and begins a new one.
///
/// # Errors
/// `Invalid` for a wrong present password, for a new one that is the same, and for one that breaks
/// the rules; `RateLimited` after too many wrong ones: a stolen token must not be enough to guess
/// the password.
pub(crate) async fn change_own_password(
    app: &App,
    owner: &AccountOwner,
    passwords: OwnPassword,
) -> Result<Session> {
    let id = owner.id();
    let throttle = app.secrets.seal("own_password", id.as_bytes());
    let credentials = look_up(app, id, &throttle).await?;

    let stored = PasswordHash::from_stored(credentials.password_hash);
    let comparison = app
        .auth
        .passwords
        .compare(&passwords.current, Some(stored))
        .await?;
    if comparison != Comparison::Right {
        return Err(note_failure(app, id, throttle).await?.into());
    }

    let new = parse_new(&passwords, &credentials.moderator.email)?;
    let hash = app.auth.passwords.hash(new).await?;

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            replace(conn, app, &credentials.moderator, &hash).await
        })
        .await
}

/// The account, unless too many wrong passwords were sent for it.
async fn look_up(app: &App, id: ModeratorId, throttle: &[u8]) -> Result<CredentialsRow> {
    let mut conn = app.database.primary.get().await?;
    let failures = list_failures(&mut conn, &[throttle.to_vec()]).await?;

    let now = app.clock.now();
    let wait = failures.first().and_then(|row| row.failures().wait(now));
    if let Some(retry_after) = wait {
        return Err(Refusal::RateLimited { retry_after }.into());
    }

    let found = find_credentials_of(&mut conn, id).await?;

    Ok(found.ok_or(Refusal::Unauthenticated)?)
}

/// Counts a wrong password, and returns its refusal.
async fn note_failure(app: &App, id: ModeratorId, throttle: Vec<u8>) -> Result<Refusal> {
    let now = app.clock.now();
    let none = SignInFailures {
        count: 0,
        last_at: now,
    };

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            let fresh = [FailuresRow::new(throttle, none)];
            for row in lock_failures(conn, &fresh).await? {
                let failures = row.failures().and_one(now);
                update_failures(conn, &FailuresRow::new(row.subject, failures)).await?;
            }

            let entry = AuditEntry::new(AuditKind::PasswordChangeFailed);
            append_audit(conn, entry.by(Some(id)).about(id)).await
        })
        .await?;

    Ok(invalid(
        "/current",
        "wrong_password",
        "This is not the present password.",
    ))
}

fn parse_new(passwords: &OwnPassword, email: &str) -> Result<NewPassword, Refusal> {
    let new = NewPassword::parse(&passwords.new, email).map_err(|fault| {
        Refusal::Invalid(vec![Invalid {
            pointer: "/new".to_owned(),
            ..fault
        }])
    })?;

    if new.reveal() == canonical(&passwords.current) {
        return Err(invalid(
            "/new",
            "unchanged",
            "Choose another password than the present one.",
        ));
    }

    Ok(new)
}

fn invalid(pointer: &str, code: &'static str, detail: &str) -> Refusal {
    Refusal::Invalid(vec![Invalid::new(pointer, code, detail)])
}

/// Stores the new password and issues the tokens of a new session. The version of sessions ends all
/// others.
///
/// # Errors
/// `Unauthenticated` if the account changed since its password was compared.
async fn replace(
    conn: &mut Connection,
    app: &App,
    compared: &ModeratorRow,
    hash: &PasswordHash,
) -> Result<Session> {
    let now = app.clock.now();
    let id = compared.moderator_id;
    let locked = lock_moderator(conn, id).await?;
    let row = locked
        .filter(|row| row.active && row.session_version == compared.session_version)
        .ok_or(Refusal::Unauthenticated)?;

    let changes = ModeratorChanges {
        name: None,
        password_hash: Some(hash.as_str()),
        role: None,
        active: None,
        password_change_required: Some(false),
        session_version: row.session_version.saturating_add(1),
        version: row.version.saturating_add(1),
        updated_at: now,
    };
    let changed = update_moderator(conn, id, &changes).await?;

    let payload = account_payload(Some(id), &changed);
    let event = NewEvent::of_account(EventKind::ModeratorChanged, payload);
    insert_events(conn, &[event]).await?;
    let entry = AuditEntry::new(AuditKind::PasswordChanged);
    append_audit(conn, entry.by(Some(id)).about(id)).await?;

    let family = Family {
        id: app.clock.new_id().into(),
        expires_at: now + SIGN_IN_LIFETIME,
    };

    issue(conn, app, &changed, family, &OpaqueToken::generate()?).await
}
