//! An admin changes an account: its name, role or password, or whether it is active. The last
//! active admin stays one.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::app::App;
use crate::auth::password::NewPassword;
use crate::auth::password_hash::PasswordHash;
use crate::db::accounts::moderators::{
    ModeratorChanges, ModeratorRow, find_moderator, lock_active_admins, lock_moderator,
    update_moderator,
};
use crate::db::connection::connect::Connection;
use crate::db::events::append::insert_events;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::comment::AuthorName;
use crate::domain::event::EventKind;
use crate::domain::ids::ModeratorId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::{Admin, PasswordTerm};
use crate::domain::role::Role;
use crate::error::Result;
use crate::flows::accounts::create::account_event;
use crate::flows::audit::append::append_audit;

/// Whether an account may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    Active,
    Inactive,
}

/// The changes; `None` leaves a field as it is. It has no `Debug`: it may hold a password.
#[derive(Default)]
pub(crate) struct Change {
    pub name: Option<AuthorName>,
    pub role: Option<Role>,
    pub access: Option<Access>,
    /// As it was typed: whether it is acceptable depends on the account's email, too.
    pub password: Option<String>,
    /// `None`: a new password of another account must be changed by its owner.
    pub password_term: Option<PasswordTerm>,
}

/// The same changes with the password hashed.
struct HashedChange {
    name: Option<AuthorName>,
    role: Option<Role>,
    access: Option<Access>,
    password: Option<PasswordHash>,
    password_term: Option<PasswordTerm>,
}

/// Changes the account. Another role, another password or a deactivation ends all of its sessions
/// at once.
///
/// # Errors
/// `NotFound`; `Invalid` for a password that breaks the rules; `LastAdmin` when no active admin
/// would be left.
pub(crate) async fn change_moderator(
    app: &App,
    admin: &Admin,
    id: ModeratorId,
    change: Change,
) -> Result<ModeratorRow> {
    let hash = hash_password(app, id, change.password.as_deref()).await?;
    let change = HashedChange {
        name: change.name,
        role: change.role,
        access: change.access,
        // Whoever sets the password of another account knows it.
        password_term: change.password_term.or_else(|| {
            let is_of_another = admin.id() != Some(id);
            (hash.is_some() && is_of_another).then_some(PasswordTerm::UntilFirstUse)
        }),
        password: hash,
    };

    app.database
        .primary
        .transaction(async |conn: &mut Connection| apply(conn, app, admin, id, &change).await)
        .await
}

/// Hashes the new password before the transaction, which would otherwise hold its locks meanwhile.
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

    let password = NewPassword::parse(text, row.shown_email())
        .map_err(|invalid| Refusal::Invalid(vec![invalid]))?;

    app.auth.passwords.hash(password).await.map(Some)
}

async fn apply(
    conn: &mut Connection,
    app: &App,
    admin: &Admin,
    id: ModeratorId,
    change: &HashedChange,
) -> Result<ModeratorRow> {
    // The admins are always locked first, so that two changes at once cannot wait for each other.
    let admins = lock_active_admins(conn).await?;
    let row = lock_moderator(conn, id)
        .await?
        .ok_or(Refusal::NotFound(Noun::Moderator))?;

    if admins.as_slice() == [id] && !change.leaves_active_admin(&row) {
        return Err(Refusal::LastAdmin.into());
    }
    let Some(changes) = change.columns(&row, app.clock.now()) else {
        return Ok(row);
    };

    let changed = update_moderator(conn, id, &changes).await?;
    let event = account_event(EventKind::ModeratorChanged, admin, &changed);
    insert_events(conn, &[event]).await?;
    for entry in change.entries(&row) {
        append_audit(conn, entry.by(admin.id()).about(id)).await?;
    }

    Ok(changed)
}

impl HashedChange {
    fn role(&self, row: &ModeratorRow) -> Role {
        self.role.unwrap_or(row.role)
    }

    fn is_active(&self, row: &ModeratorRow) -> bool {
        self.access
            .map_or(row.active, |access| access == Access::Active)
    }

    /// Whether the account is an active admin after the change.
    fn leaves_active_admin(&self, row: &ModeratorRow) -> bool {
        self.is_active(row) && self.role(row) == Role::Admin
    }

    /// The entries of the audit log about what changes.
    fn entries(&self, row: &ModeratorRow) -> Vec<AuditEntry> {
        let (role, active) = (self.role(row), self.is_active(row));
        let renamed = self
            .name
            .as_ref()
            .is_some_and(|name| name.as_str() != row.name);
        let mut entries = Vec::new();

        if renamed {
            entries.push(AuditEntry::new(AuditKind::AccountRenamed));
        }
        if role != row.role {
            let roles = json!({ "before": row.role.as_str(), "after": role.as_str() });
            entries.push(AuditEntry::new(AuditKind::RoleChanged).with(roles));
        }
        if self.password.is_some() {
            entries.push(AuditEntry::new(AuditKind::PasswordChanged));
        }
        if active != row.active {
            entries.push(AuditEntry::new(if active {
                AuditKind::AccountActivated
            } else {
                AuditKind::AccountDeactivated
            }));
        }
        if self.must_change(row) && !row.password_change_required {
            entries.push(AuditEntry::new(AuditKind::PasswordChangeRequired));
        }

        entries
    }

    fn must_change(&self, row: &ModeratorRow) -> bool {
        self.password_term
            .map_or(row.password_change_required, |term| {
                term == PasswordTerm::UntilFirstUse
            })
    }

    /// The columns to write; `None` if the account has all of these values already.
    fn columns<'a>(
        &'a self,
        row: &'a ModeratorRow,
        now: DateTime<Utc>,
    ) -> Option<ModeratorChanges<'a>> {
        let (role, active) = (self.role(row), self.is_active(row));
        let name = self
            .name
            .as_ref()
            .map_or(row.name.as_str(), AuthorName::as_str);

        let ends_sessions = self.password.is_some() || role != row.role || (row.active && !active);
        let must_change = self.must_change(row);
        let is_same =
            active == row.active && name == row.name && must_change == row.password_change_required;
        if !ends_sessions && is_same {
            return None;
        }

        Some(ModeratorChanges {
            name: Some(name),
            password_hash: self.password.as_ref().map(PasswordHash::as_str),
            role: Some(role),
            active: Some(active),
            password_change_required: Some(must_change),
            session_version: row.session_version.saturating_add(i32::from(ends_sessions)),
            version: row.version.saturating_add(1),
            updated_at: now,
        })
    }
}
