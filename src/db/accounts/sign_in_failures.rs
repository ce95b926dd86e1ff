//! Counts of failed sign-ins in a row, by account and by network address. Both are stored as keyed
//! hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::sign_in_failures;
use crate::domain::sign_in_throttle::SignInFailures;
use crate::error::Result;

/// The failures of one account or address.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = sign_in_failures)]
pub(crate) struct FailuresRow {
    pub subject: Vec<u8>,
    pub failures: i32,
    pub last_failure_at: DateTime<Utc>,
}

impl FailuresRow {
    pub(crate) fn new(subject: Vec<u8>, failures: SignInFailures) -> Self {
        let count = i32::try_from(failures.count).unwrap_or(i32::MAX);

        Self {
            subject,
            failures: count,
            last_failure_at: failures.last_at,
        }
    }

    pub(crate) fn failures(&self) -> SignInFailures {
        SignInFailures {
            count: u32::try_from(self.failures).unwrap_or_default(),
            last_at: self.last_failure_at,
        }
    }
}

/// The failures of these subjects, by the primary key.
pub(crate) async fn list_failures(
    conn: &mut Connection,
    subjects: &[Vec<u8>],
) -> Result<Vec<FailuresRow>> {
    Ok(FailuresRow::query()
        .filter(sign_in_failures::subject.eq_any(subjects))
        .load(conn)
        .await?)
}

/// Locks these rows in the order given until the transaction ends, and inserts those that are
/// missing. Returns the stored rows.
pub(crate) async fn lock_failures(
    conn: &mut Connection,
    rows: &[FailuresRow],
) -> Result<Vec<FailuresRow>> {
    Ok(diesel::insert_into(sign_in_failures::table)
        .values(rows)
        .on_conflict(sign_in_failures::subject)
        .do_update()
        .set(sign_in_failures::failures.eq(sign_in_failures::failures))
        .returning(FailuresRow::as_returning())
        .get_results(conn)
        .await?)
}

/// Stores a new count.
pub(crate) async fn update_failures(conn: &mut Connection, row: &FailuresRow) -> Result<()> {
    diesel::update(sign_in_failures::table.find(&row.subject))
        .set((
            sign_in_failures::failures.eq(row.failures),
            sign_in_failures::last_failure_at.eq(row.last_failure_at),
        ))
        .execute(conn)
        .await?;

    Ok(())
}

/// Deletes the failures of one subject.
pub(crate) async fn delete_failures(conn: &mut Connection, subject: &[u8]) -> Result<()> {
    diesel::delete(sign_in_failures::table.find(subject))
        .execute(conn)
        .await?;

    Ok(())
}

/// Deletes up to 1,000 rows whose last failure is older than `before`; the number of rows deleted.
pub(crate) async fn delete_old_failures(
    conn: &mut Connection,
    before: DateTime<Utc>,
) -> Result<usize> {
    Ok(sql_query(include_str!("delete_old_failures.sql"))
        .bind::<Timestamptz, _>(before)
        .execute(conn)
        .await?)
}
