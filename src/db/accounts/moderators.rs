//! The accounts of moderators and admins.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::{moderators, refresh_tokens};
use crate::domain::ids::ModeratorId;
use crate::domain::rights::Account;
use crate::domain::role::Role;
use crate::error::{Error, Result};

/// An account as admins see it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = moderators)]
pub struct ModeratorRow {
    pub moderator_id: Uuid,
    pub email: String,
    pub name: String,
    pub role: String,
    pub active: bool,
    pub session_version: i32,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What a sign-in is compared with. It has no `Debug`: it holds a password's hash.
#[derive(Queryable, Selectable)]
#[diesel(table_name = moderators)]
pub struct CredentialsRow {
    pub password_hash: String,
    #[diesel(embed)]
    pub moderator: ModeratorRow,
}

/// A new account. `email` is folded: one person, one account.
#[derive(Insertable)]
#[diesel(table_name = moderators)]
pub struct NewModerator<'a> {
    pub moderator_id: Uuid,
    pub email: &'a str,
    pub name: &'a str,
    pub password_hash: &'a str,
    pub role: &'static str,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// What changes of an account; `None` leaves a column as it is.
#[derive(AsChangeset)]
#[diesel(table_name = moderators)]
pub struct ModeratorChanges<'a> {
    pub name: Option<&'a str>,
    pub password_hash: Option<&'a str>,
    pub role: Option<&'static str>,
    pub active: Option<bool>,
    pub session_version: i32,
    pub version: i32,
    pub updated_at: DateTime<Utc>,
}

impl ModeratorRow {
    /// # Errors
    /// `Internal` when the database holds a role that this binary does not know.
    pub fn role(&self) -> Result<Role> {
        Role::parse(&self.role)
            .ok_or_else(|| Error::internal("reading a role", "it is not known here"))
    }

    /// # Errors
    /// As [`ModeratorRow::role`].
    pub fn account(&self) -> Result<Account> {
        Ok(Account {
            moderator_id: ModeratorId(self.moderator_id),
            name: self.name.clone(),
            role: self.role()?,
            active: self.active,
            session_version: self.session_version,
        })
    }
}

/// The account behind a sign-in that was not ended, by the primary key and
/// `refresh_tokens_family_idx`. A family is revoked when any of its tokens is: one that was being
/// issued meanwhile does not escape.
pub async fn find_signed_in_moderator(
    conn: &mut Connection,
    id: ModeratorId,
    session_id: Uuid,
) -> Result<Option<ModeratorRow>> {
    let revoked = refresh_tokens::table
        .filter(refresh_tokens::family_id.eq(session_id))
        .filter(refresh_tokens::revoked_at.is_not_null());
    Ok(moderators::table
        .find(id.0)
        .filter(not(exists(revoked)))
        .select(ModeratorRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

/// The account of that folded email, by `moderators_email_key`.
pub async fn find_credentials(
    conn: &mut Connection,
    email: &str,
) -> Result<Option<CredentialsRow>> {
    Ok(moderators::table
        .filter(moderators::email.eq(email))
        .select(CredentialsRow::as_select())
        .first(conn)
        .await
        .optional()?)
}

pub async fn find_moderator(
    conn: &mut Connection,
    id: ModeratorId,
) -> Result<Option<ModeratorRow>> {
    let moderator = moderators::table
        .find(id.0)
        .select(ModeratorRow::as_select());
    Ok(moderator.first(conn).await.optional()?)
}

/// Whether there is any admin, active or not.
pub async fn has_admin(conn: &mut Connection) -> Result<bool> {
    let admins = moderators::table.filter(moderators::role.eq(Role::Admin.as_str()));
    Ok(diesel::select(exists(admins)).get_result(conn).await?)
}

/// Accounts in the order of their creation, after the one named, by the primary key.
pub async fn list_moderators(
    conn: &mut Connection,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<ModeratorRow>> {
    Ok(moderators::table
        .filter(moderators::moderator_id.gt(after.unwrap_or_else(Uuid::nil)))
        .order(moderators::moderator_id)
        .limit(limit)
        .select(ModeratorRow::as_select())
        .load(conn)
        .await?)
}

/// The active admins. Holds them until the transaction ends: whoever takes one away waits, and then
/// counts anew.
pub async fn lock_active_admins(conn: &mut Connection) -> Result<Vec<Uuid>> {
    Ok(moderators::table
        .filter(moderators::role.eq(Role::Admin.as_str()))
        .filter(moderators::active)
        .order(moderators::moderator_id)
        .select(moderators::moderator_id)
        .for_update()
        .load(conn)
        .await?)
}

/// The account, held until the transaction ends.
pub async fn lock_moderator(
    conn: &mut Connection,
    id: ModeratorId,
) -> Result<Option<ModeratorRow>> {
    Ok(moderators::table
        .find(id.0)
        .select(ModeratorRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// Makes an account; `None` when the email has one.
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

pub async fn update_moderator(
    conn: &mut Connection,
    id: ModeratorId,
    changes: &ModeratorChanges<'_>,
) -> Result<ModeratorRow> {
    Ok(diesel::update(moderators::table.find(id.0))
        .set(changes)
        .returning(ModeratorRow::as_returning())
        .get_result(conn)
        .await?)
}
