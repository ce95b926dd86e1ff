//! When is an answered challenge forgotten? Long after it expired, a few rows with each new one.

use chrono::{DateTime, Utc};
use diesel::sql_query;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::error::Result;

/// More than one request can add, so that the table shrinks whenever it is used.
const SWEEP: i64 = 50;

/// Forgets some challenges that expired before `before`; by `spent_challenges_expiry_idx`.
pub async fn delete_expired_challenges(
    conn: &mut Connection,
    before: DateTime<Utc>,
) -> Result<usize> {
    let statement = "DELETE FROM spent_challenges WHERE challenge_id IN (\
         SELECT challenge_id FROM spent_challenges WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)";
    Ok(sql_query(statement)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(SWEEP)
        .execute(conn)
        .await?)
}
