//! Refresh tokens, as hashes. One family is one sign-in.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::refresh_tokens;
use crate::error::Result;

/// A token that was issued. It has no `Debug`.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshTokenRow {
    pub token_hash: Vec<u8>,
    pub family_id: Uuid,
    pub moderator_id: Uuid,
    pub session_version: i32,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

pub async fn insert_refresh_token(conn: &mut Connection, token: &RefreshTokenRow) -> Result<()> {
    diesel::insert_into(refresh_tokens::table)
        .values(token)
        .execute(conn)
        .await?;
    Ok(())
}

/// The token with that hash, held until the transaction ends: of two that bring it, one is second.
pub async fn lock_refresh_token(
    conn: &mut Connection,
    hash: &[u8],
) -> Result<Option<RefreshTokenRow>> {
    Ok(refresh_tokens::table
        .find(hash)
        .select(RefreshTokenRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// Notes that the token was exchanged for its successor.
pub async fn update_used(conn: &mut Connection, hash: &[u8], at: DateTime<Utc>) -> Result<()> {
    diesel::update(refresh_tokens::table.find(hash))
        .set(refresh_tokens::used_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a sign-in: none of its tokens is taken any more.
pub async fn revoke_family(
    conn: &mut Connection,
    family_id: Uuid,
    at: DateTime<Utc>,
) -> Result<()> {
    diesel::update(refresh_tokens::table)
        .filter(refresh_tokens::family_id.eq(family_id))
        .filter(refresh_tokens::revoked_at.is_null())
        .set(refresh_tokens::revoked_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes some tokens that expired before `now`, by `refresh_tokens_expiry_idx`.
pub async fn delete_expired_refresh_tokens(
    conn: &mut Connection,
    now: DateTime<Utc>,
) -> Result<usize> {
    let statement = "DELETE FROM refresh_tokens WHERE token_hash IN (\
         SELECT token_hash FROM refresh_tokens WHERE expires_at < $1 ORDER BY expires_at LIMIT 1000)";
    Ok(sql_query(statement)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?)
}
