//! An admin changes an account: name, role, password, active or not. The last admin stays one.

use crate::app::App;
use crate::auth::password::NewPassword;
use crate::auth::password_hash::PasswordHash;
use crate::db::accounts::moderators::{
    ModeratorChanges, ModeratorRow, find_moderator, lock_active_admins, lock_moderator,
    update_moderator,
};
use crate::db::connection::connect::Connection;
use crate::db::events::append::insert_events;
use crate::domain::comment::AuthorName;
use crate::domain::event::EventKind;
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::domain::role::Role;
use crate::error::Result;
use crate::flows::accounts::create::event;

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Active,
    Inactive,
}

/// What is to change; `None` stays. It has no `Debug`: it may hold a password.
#[derive(Default)]
pub struct Change {
    pub name: Option<AuthorName>,
    pub role: Option<Role>,
    pub access: Option<Access>,
    /// As it was typed: whether it will do depends on the account's email.
    pub password: Option<String>,
}

/// Changes the account. Another role, another password or deactivation end all its sessions, at
/// once.
///
/// # Errors
/// `NotFound`; `Invalid` for a password against the rules; `LastAdmin` when no active admin would
/// be left.
pub async fn change_moderator(
    app: &App,
    admin: &Admin,
    id: ModeratorId,
    change: Change,
) -> Result<ModeratorRow> {
    let hash = hash_password(app, id, change.password.as_deref()).await?;
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            apply(conn, app, admin, (id, &change, hash.as_ref())).await
        })
        .await
}

async fn hash_password(
    app: &App,
    id: ModeratorId,
    password: Option<&str>,
) -> Result<Option<PasswordHash>> {
    let Some(text) = password else {
        return Ok(None);
    };
    let mut conn = app.database.primary.get().await?;
    let row = find_moderator(&mut conn, id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Moderator))?;
    drop(conn);
    let password =
        NewPassword::parse(text, &row.email).map_err(|invalid| Refusal::Invalid(vec![invalid]))?;
    app.auth.passwords.hash(password).await.map(Some)
}

async fn apply(
    conn: &mut Connection,
    app: &App,
    admin: &Admin,
    (id, change, hash): (ModeratorId, &Change, Option<&PasswordHash>),
) -> Result<ModeratorRow> {
    // Always the admins first, so that two changes at once wait for each other instead of in a
    // circle.
    let admins = lock_active_admins(conn).await?;
    let row = lock_moderator(conn, id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Moderator))?;
    let role = change.role.unwrap_or(row.role()?);
    let active = change
        .access
        .map_or(row.active, |access| access == Access::Active);
    let name = change
        .name
        .as_ref()
        .map_or(row.name.as_str(), AuthorName::as_str);
    let stays_admin = active && role == Role::Admin;
    if !stays_admin && admins.as_slice() == [id.0] {
        return Err(Refusal::LastAdmin.into());
    }
    let ends_sessions = hash.is_some() || role != row.role()? || (row.active && !active);
    if !ends_sessions && active == row.active && name == row.name {
        return Ok(row);
    }
    let changes = ModeratorChanges {
        name: Some(name),
        password_hash: hash.map(PasswordHash::as_str),
        role: Some(role.as_str()),
        active: Some(active),
        session_version: row.session_version.saturating_add(i32::from(ends_sessions)),
        version: row.version.saturating_add(1),
        updated_at: app.clock.now(),
    };
    let changed = update_moderator(conn, id, &changes).await?;
    insert_events(conn, &[event(EventKind::ModeratorChanged, admin, &changed)]).await?;
    Ok(changed)
}
