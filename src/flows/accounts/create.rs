//! An admin creates an account for a moderator or another admin.

use serde_json::{Value, json};

use crate::app::App;
use crate::auth::password::NewPassword;
use crate::auth::password_hash::PasswordHash;
use crate::db::accounts::moderators::{
    ModeratorRow, NewModerator, find_credentials, find_moderator, insert_moderator,
};
use crate::db::connection::connect::Connection;
use crate::db::events::append::{NewEvent, insert_events};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::comment::AuthorName;
use crate::domain::email::EmailAddress;
use crate::domain::event::EventKind;
use crate::domain::ids::{ModeratorId, SiteId};
use crate::domain::refusal::Refusal;
use crate::domain::rights::{Admin, PasswordTerm};
use crate::domain::role::Role;
use crate::error::Result;
use crate::flows::audit::append::append_audit;
use crate::flows::idempotency::{self, Idempotent, Recallable, Reply};

/// A new account. It has no `Debug`: it holds a password.
pub(crate) struct Creation {
    pub profile: Profile,
    pub password: NewPassword,
}

/// The owner of an account.
pub(crate) struct Profile {
    pub email: EmailAddress,
    pub name: AuthorName,
    pub role: Role,
    /// For how long the first password may be used.
    pub password_term: PasswordTerm,
}

impl Recallable for ModeratorRow {
    type Receipt = ModeratorId;

    fn receipt(&self) -> ModeratorId {
        self.moderator_id
    }

    async fn recall(
        conn: &mut Connection,
        _: &App,
        moderator: ModeratorId,
    ) -> Result<Option<Self>> {
        find_moderator(conn, moderator).await
    }
}

/// Creates the account.
///
/// # Errors
/// `AlreadyExists` if the email has an account.
pub(crate) async fn create_moderator(
    app: &App,
    admin: &Admin,
    creation: Creation,
    idempotent: Idempotent<'_, ModeratorRow>,
) -> Result<Reply> {
    let Creation { profile, password } = creation;
    let hash = app.auth.passwords.hash(password).await?;

    let work = async |conn: &mut Connection| insert(conn, app, admin, &profile, &hash).await;

    idempotency::transaction(app, SiteId::NONE, idempotent, work).await
}

/// Creates the account for a caller without an idempotency key.
///
/// # Errors
/// As [`create_moderator`].
pub(crate) async fn add_moderator(
    app: &App,
    admin: &Admin,
    creation: Creation,
) -> Result<ModeratorRow> {
    let Creation { profile, password } = creation;
    let hash = app.auth.passwords.hash(password).await?;

    app.database
        .primary
        .transaction(async |conn: &mut Connection| insert(conn, app, admin, &profile, &hash).await)
        .await
}

/// Inserts the account, its event and its entry in the audit log.
pub(super) async fn insert(
    conn: &mut Connection,
    app: &App,
    admin: &Admin,
    profile: &Profile,
    hash: &PasswordHash,
) -> Result<ModeratorRow> {
    let now = app.clock.now();
    let moderator = NewModerator {
        moderator_id: ModeratorId(app.clock.new_id()),
        email: profile.email.key(),
        typed_email: profile.email.expose(),
        name: profile.name.as_str(),
        password_hash: hash.as_str(),
        role: profile.role,
        created_at: now,
        updated_at: now,
        password_change_required: profile.password_term == PasswordTerm::UntilFirstUse,
    };

    let taken = Refusal::AlreadyExists {
        pointer: "/email",
        detail: "There is an account with this email already.".into(),
    };

    // An earlier release stored other keys, which the unique index does not compare.
    let known = find_credentials(conn, &profile.email.account_keys()).await?;
    if known.is_some() {
        return Err(taken.into());
    }
    let row = insert_moderator(conn, &moderator).await?.ok_or(taken)?;
    let event = account_event(EventKind::ModeratorCreated, admin, &row);
    insert_events(conn, &[event]).await?;

    let entry = AuditEntry::new(AuditKind::AccountCreated)
        .by(admin.id())
        .about(row.moderator_id)
        .with(json!({ "role": row.role.as_str() }));
    append_audit(conn, entry).await?;

    Ok(row)
}

/// An event about an account. It contains neither the email nor the name.
pub(super) fn account_event(kind: EventKind, admin: &Admin, row: &ModeratorRow) -> NewEvent {
    NewEvent::of_account(kind, account_payload(admin.id(), row))
}

/// What an event says about an account that `by` changed.
pub(super) fn account_payload(by: Option<ModeratorId>, row: &ModeratorRow) -> Value {
    json!({
        "moderator_id": row.moderator_id,
        "by": by,
        "role": row.role.as_str(),
        "active": row.active,
        "version": row.version,
    })
}
