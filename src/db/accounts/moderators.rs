//! The accounts of moderators and admins.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::{moderators, refresh_tokens};
use crate::domain::ids::{ModeratorId, SessionId};
use crate::domain::page::PageRequest;
use crate::domain::rights::{Account, PasswordTerm};
use crate::domain::role::Role;
use crate::error::Result;

/// An account without its password.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = moderators)]
pub struct ModeratorRow {
    pub moderator_id: ModeratorId,
    /// The key of the mailbox.
    pub email: String,
    /// The address as it was typed; `None` for accounts of an earlier release.
    pub typed_email: Option<String>,
    pub name: String,
    pub role: Role,
    pub active: bool,
    pub session_version: i32,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub password_change_required: bool,
}

/// How an account is recognised: by its name, and by the key of its mailbox.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = moderators)]
pub(crate) struct NameRow {
    pub moderator_id: ModeratorId,
    pub name: String,
    pub email: String,
}

/// An account with the hash of its password. It has no `Debug`.
#[derive(HasQuery)]
#[diesel(table_name = moderators)]
pub(crate) struct CredentialsRow {
    pub password_hash: String,
    #[diesel(embed)]
    pub moderator: ModeratorRow,
}

/// A new account. `email` is the key of the mailbox, so that one mailbox has one account.
#[derive(Insertable)]
#[diesel(table_name = moderators)]
pub struct NewModerator<'a> {
    pub moderator_id: ModeratorId,
    pub email: &'a str,
    pub typed_email: &'a str,
    pub name: &'a str,
    pub password_hash: &'a str,
    pub role: Role,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub password_change_required: bool,
}

/// Changes of an account; `None` leaves a column as it is.
#[derive(AsChangeset)]
#[diesel(table_name = moderators)]
pub(crate) struct ModeratorChanges<'a> {
    pub name: Option<&'a str>,
    pub password_hash: Option<&'a str>,
    pub role: Option<Role>,
    pub active: Option<bool>,
    pub password_change_required: Option<bool>,
    pub session_version: i32,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl ModeratorRow {
    /// The email as it is shown.
    pub(crate) fn shown_email(&self) -> &str {
        self.typed_email.as_deref().unwrap_or(&self.email)
    }

    /// The account as rights are derived from it.
    pub(crate) fn account(&self) -> Account {
        Account {
            moderator_id: self.moderator_id,
            name: self.name.clone(),
            role: self.role,
            active: self.active,
            session_version: self.session_version,
            password: if self.password_change_required {
                PasswordTerm::UntilFirstUse
            } else {
                PasswordTerm::Lasting
            },
        }
    }
}

/// The account of a sign-in that was not ended, by the primary key and
/// `refresh_tokens_family_idx`. A family is revoked when any of its tokens is, so a token that is
/// issued during a revocation is refused, too. Without any token there is no sign-in.
pub(crate) async fn find_signed_in_moderator(
    conn: &mut Connection,
    id: ModeratorId,
    session_id: SessionId,
) -> Result<Option<ModeratorRow>> {
    let family = refresh_tokens::table
        .filter(refresh_tokens::family_id.eq(session_id))
        .filter(refresh_tokens::moderator_id.eq(id));
    let revoked = family.filter(refresh_tokens::revoked_at.is_not_null());

    Ok(ModeratorRow::query()
        .find(id)
        .filter(exists(family))
        .filter(not(exists(revoked)))
        .first(conn)
        .await
        .optional()?)
}

/// The account that is stored under one of these keys of a mailbox, by `moderators_email_key`; of
/// two accounts that of the first key.
pub(crate) async fn find_credentials(
    conn: &mut Connection,
    keys: &[String; 2],
) -> Result<Option<CredentialsRow>> {
    let [key, _] = keys;

    Ok(CredentialsRow::query()
        .filter(moderators::email.eq_any(keys))
        .order(moderators::email.eq(key).desc())
        .first(conn)
        .await
        .optional()?)
}

/// The account with the hash of its password, by the primary key.
pub(crate) async fn find_credentials_of(
    conn: &mut Connection,
    id: ModeratorId,
) -> Result<Option<CredentialsRow>> {
    Ok(CredentialsRow::query()
        .find(id)
        .first(conn)
        .await
        .optional()?)
}

/// The account, by the primary key.
pub(crate) async fn find_moderator(
    conn: &mut Connection,
    id: ModeratorId,
) -> Result<Option<ModeratorRow>> {
    Ok(ModeratorRow::query()
        .find(id)
        .first(conn)
        .await
        .optional()?)
}

/// The active accounts, in no order; reads the whole table, which is small.
pub(crate) async fn list_active_names(mut conn: &Connection) -> Result<Vec<NameRow>> {
    Ok(NameRow::query()
        .filter(moderators::active)
        .load(&mut conn)
        .await?)
}

/// Whether there is any admin, active or not.
pub(crate) async fn has_admin(conn: &mut Connection) -> Result<bool> {
    let admins = moderators::table.filter(moderators::role.eq(Role::Admin));

    Ok(diesel::select(exists(admins)).get_result(conn).await?)
}

/// The accounts of a page and one more, in the order of their creation; by the primary key.
pub(crate) async fn list_moderators(
    conn: &mut Connection,
    page: PageRequest<ModeratorId>,
) -> Result<Vec<ModeratorRow>> {
    let after = page.after.unwrap_or(ModeratorId(Uuid::nil()));

    Ok(ModeratorRow::query()
        .filter(moderators::moderator_id.gt(after))
        .order(moderators::moderator_id)
        .limit(page.rows())
        .load(conn)
        .await?)
}

/// Locks the active admins until the transaction ends: another transaction that removes one waits
/// here, and then counts those that are left.
pub(crate) async fn lock_active_admins(conn: &mut Connection) -> Result<Vec<ModeratorId>> {
    Ok(moderators::table
        .filter(moderators::role.eq(Role::Admin))
        .filter(moderators::active)
        .order(moderators::moderator_id)
        .select(moderators::moderator_id)
        .for_update()
        .load(conn)
        .await?)
}

/// The account, locked until the transaction ends.
pub(crate) async fn lock_moderator(
    conn: &mut Connection,
    id: ModeratorId,
) -> Result<Option<ModeratorRow>> {
    Ok(ModeratorRow::query()
        .find(id)
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// Inserts an account; `None` when the email has one.
pub async fn insert_moderator(
    conn: &mut Connection,
    moderator: &NewModerator<'_>,
) -> Result<Option<ModeratorRow>> {
    Ok(diesel::insert_into(moderators::table)
        .values(moderator)
        .on_conflict(moderators::email)
        .do_nothing()
        .returning(ModeratorRow::as_returning())
        .get_result(conn)
        .await
        .optional()?)
}

/// Changes an account, and returns it.
pub(crate) async fn update_moderator(
    conn: &mut Connection,
    id: ModeratorId,
    changes: &ModeratorChanges<'_>,
) -> Result<ModeratorRow> {
    Ok(diesel::update(moderators::table.find(id))
        .set(changes)
        .returning(ModeratorRow::as_returning())
        .get_result(conn)
        .await?)
}
