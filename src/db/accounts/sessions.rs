//! The sessions of an account that go on, each with what its refresh tokens say.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::db::schema::{moderators, refresh_tokens};
use crate::domain::ids::{ModeratorId, SessionId};
use crate::domain::page::PageRequest;
use crate::error::Result;

/// A session that goes on.
#[derive(Debug, Clone, QueryableByName)]
#[diesel(table_name = refresh_tokens)]
pub(crate) struct SessionRow {
    pub family_id: SessionId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When its last tokens were issued.
    #[diesel(sql_type = Timestamptz)]
    pub last_used_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// The sessions of a page and one more, the newest first.
pub(crate) async fn list_sessions(
    conn: &mut Connection,
    moderator: ModeratorId,
    page: PageRequest<SessionId>,
    now: DateTime<Utc>,
) -> Result<Vec<SessionRow>> {
    let before = page.after.unwrap_or(SessionId(Uuid::max()));

    Ok(prepared(include_str!("list_sessions.sql"))
        .bind(moderator)
        .bind(before)
        .bind(now)
        .bind(page.rows())
        .load(conn)
        .await?)
}

/// Whether the account has this session and it goes on, by `refresh_tokens_family_idx`.
pub(crate) async fn has_session(
    conn: &mut Connection,
    moderator: ModeratorId,
    session: SessionId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let version = moderators::table
        .find(moderator)
        .select(moderators::session_version);
    let family = refresh_tokens::table
        .filter(refresh_tokens::family_id.eq(session))
        .filter(refresh_tokens::moderator_id.eq(moderator));
    let lasting = family
        .filter(refresh_tokens::expires_at.gt(now))
        .filter(refresh_tokens::session_version.eq_any(version));
    let revoked = family.filter(refresh_tokens::revoked_at.is_not_null());

    Ok(diesel::select(exists(lasting).and(not(exists(revoked))))
        .get_result(conn)
        .await?)
}
