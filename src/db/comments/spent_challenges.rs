//! Challenges that were answered. A row is deleted some time after its challenge expired.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::connection::connect::Connection;
use crate::db::schema::spent_challenges;
use crate::error::Result;

/// More rows than one request adds, so that the table shrinks whenever it is used.
const SWEEP: i64 = 50;

/// Deletes some challenges that expired before `before`; by `spent_challenges_expiry_idx`.
pub(crate) async fn delete_expired_challenges(
    conn: &mut Connection,
    before: DateTime<Utc>,
) -> Result<usize> {
    Ok(sql_query(include_str!("delete_expired_challenges.sql"))
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(SWEEP)
        .execute(conn)
        .await?)
}

/// Marks a challenge as answered. `false`: it was answered before.
pub(crate) async fn insert_spent_challenge(
    conn: &mut Connection,
    challenge: Uuid,
    expires_at: DateTime<Utc>,
) -> Result<bool> {
    let written = diesel::insert_into(spent_challenges::table)
        .values((
            spent_challenges::challenge_id.eq(challenge),
            spent_challenges::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;

    Ok(written == 1)
}
