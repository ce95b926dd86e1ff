//! An admin makes an account for a moderator or another admin.

use serde_json::{Value, json};

use crate::app::App;
use crate::auth::password::NewPassword;
use crate::auth::password_hash::PasswordHash;
use crate::db::accounts::moderators::{ModeratorRow, NewModerator, insert_moderator};
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::comment::{AuthorName, EmailAddress};
use crate::domain::event::EventKind;
use crate::domain::ids::SiteId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::domain::role::Role;
use crate::error::Result;
use crate::flows::idempotency::{self, Idempotent, Reply};

/// An account to be. It has no `Debug`: it holds a password.
pub struct Creation {
    pub profile: Profile,
    pub password: NewPassword,
}

/// Whose account it is.
pub struct Profile {
    pub email: EmailAddress,
    pub name: AuthorName,
    pub role: Role,
}

/// Makes the account.
///
/// # Errors
/// `AlreadyExists` when the email has one.
pub async fn create_moderator(
    app: &App,
    admin: &Admin,
    creation: Creation,
    idempotent: Idempotent<'_, ModeratorRow>,
) -> Result<Reply> {
    let Creation { profile, password } = creation;
    let hash = app.passwords.hash(password).await?;

    let work = async |conn: &mut Connection| insert(conn, app, admin, (&profile, &hash)).await;
    idempotency::transaction(app, SiteId::NONE, idempotent, work).await
}

/// Makes the account, for a caller that sends nothing twice.
///
/// # Errors
/// As [`create_moderator`].
pub async fn add_moderator(app: &App, admin: &Admin, creation: Creation) -> Result<ModeratorRow> {
    let Creation { profile, password } = creation;
    let hash = app.passwords.hash(password).await?;
    app.writes
        .transaction(async |conn: &mut Connection| {
            insert(conn, app, admin, (&profile, &hash)).await
        })
        .await
}

/// Writes the account and tells of it, inside the caller's transaction.
pub async fn insert(
    conn: &mut Connection,
    app: &App,
    admin: &Admin,
    (profile, hash): (&Profile, &PasswordHash),
) -> Result<ModeratorRow> {
    let now = app.clock.now();
    let moderator = NewModerator {
        moderator_id: app.clock.new_id(),
        email: &profile.email.folded(),
        name: profile.name.as_str(),
        password_hash: hash.as_str(),
        role: profile.role.as_str(),
        created_at: now,
        updated_at: now,
    };
    let detail = "There is an account with this email already.";
    let taken = Refusal::AlreadyExists {
        pointer: "/email",
        detail,
    };
    let row = insert_moderator(conn, &moderator).await?.ok_or(taken)?;
    insert_events(conn, &[event(EventKind::ModeratorCreated, admin, &row)]).await?;
    Ok(row)
}

/// What happened to an account. It belongs to no site, and tells no email and no name.
pub fn event(kind: EventKind, admin: &Admin, row: &ModeratorRow) -> NewEvent {
    let payload: Value = json!({
        "moderator_id": row.moderator_id,
        "by": admin.id(),
        "role": row.role,
        "active": row.active,
        "version": row.version,
    });

    NewEvent::of_account(kind, payload)
}
