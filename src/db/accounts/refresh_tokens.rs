//! Refresh tokens, stored as hashes. The tokens of one sign-in are a family.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::refresh_tokens;
use crate::domain::ids::{ModeratorId, SessionId};
use crate::error::Result;

/// An issued token. It has no `Debug`.
#[derive(Clone, HasQuery, Insertable)]
#[diesel(table_name = refresh_tokens)]
pub struct RefreshTokenRow {
    pub token_hash: Vec<u8>,
    pub family_id: SessionId,
    pub moderator_id: ModeratorId,
    pub session_version: i32,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    /// The keyed hash of the user agent that exchanged it.
    pub used_by: Option<Vec<u8>>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Stores an issued token.
pub async fn insert_refresh_token(conn: &mut Connection, token: &RefreshTokenRow) -> Result<()> {
    diesel::insert_into(refresh_tokens::table)
        .values(token)
        .execute(conn)
        .await?;

    Ok(())
}

/// The token with that hash, locked until the transaction ends: of two requests with one token, the
/// second waits here and then sees that it was used.
pub(crate) async fn lock_refresh_token(
    conn: &mut Connection,
    hash: &[u8],
) -> Result<Option<RefreshTokenRow>> {
    Ok(RefreshTokenRow::query()
        .find(hash)
        .for_update()
        .first(conn)
        .await
        .optional()?)
}

/// Notes that the token was exchanged for its successor, and by which user agent.
pub(crate) async fn update_used(
    conn: &mut Connection,
    hash: &[u8],
    at: DateTime<Utc>,
    by: &[u8],
) -> Result<()> {
    diesel::update(refresh_tokens::table.find(hash))
        .set((
            refresh_tokens::used_at.eq(at),
            refresh_tokens::used_by.eq(by),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// Ends a sign-in: all of its tokens are refused from now on. Returns the number of tokens that were
/// valid until then.
pub(crate) async fn revoke_family(
    conn: &mut Connection,
    family_id: SessionId,
    at: DateTime<Utc>,
) -> Result<usize> {
    Ok(diesel::update(refresh_tokens::table)
        .filter(refresh_tokens::family_id.eq(family_id))
        .filter(refresh_tokens::revoked_at.is_null())
        .set(refresh_tokens::revoked_at.eq(at))
        .execute(conn)
        .await?)
}

/// Deletes up to 1,000 tokens that expired before `before`; the number of rows deleted.
pub(crate) async fn delete_expired_refresh_tokens(
    conn: &mut Connection,
    before: DateTime<Utc>,
) -> Result<usize> {
    Ok(sql_query(include_str!("delete_expired_refresh_tokens.sql"))
        .bind::<Timestamptz, _>(before)
        .execute(conn)
        .await?)
}
