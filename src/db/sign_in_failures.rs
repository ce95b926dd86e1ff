//! Failed sign-ins in a row, by account and by address; both are keyed hashes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Timestamptz;
use diesel_async::RunQueryDsl;

use crate::db::connect::Connection;
use crate::db::schema::sign_in_failures;
use crate::domain::sign_in_throttle::SignInFailures;
use crate::error::Result;

/// One row of failures.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sign_in_failures)]
pub struct FailuresRow {
    pub subject: Vec<u8>,
    pub failures: i32,
    pub last_failure_at: DateTime<Utc>,
}

impl FailuresRow {
    pub fn new(subject: Vec<u8>, failures: SignInFailures) -> Self {
        let count = i32::try_from(failures.count).unwrap_or(i32::MAX);
        Self {
            subject,
            failures: count,
            last_failure_at: failures.last_at,
        }
    }

    pub fn failures(&self) -> SignInFailures {
        SignInFailures {
            count: u32::try_from(self.failures).unwrap_or_default(),
            last_at: self.last_failure_at,
        }
    }
}

/// What is known of these subjects, by the primary key.
pub async fn list_failures(
    conn: &mut Connection,
    subjects: &[Vec<u8>],
) -> Result<Vec<FailuresRow>> {
    Ok(sign_in_failures::table
        .filter(sign_in_failures::subject.eq_any(subjects))
        .select(FailuresRow::as_select())
        .load(conn)
        .await?)
}

/// Makes sure of these rows, in the order given, and holds them until the transaction ends. Answers
/// what is stored: `rows` themselves only where there was nothing.
pub async fn lock_failures(
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

pub async fn update_failures(conn: &mut Connection, row: &FailuresRow) -> Result<()> {
    diesel::update(sign_in_failures::table.find(&row.subject))
        .set((
            sign_in_failures::failures.eq(row.failures),
            sign_in_failures::last_failure_at.eq(row.last_failure_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets one subject's failures.
pub async fn delete_failures(conn: &mut Connection, subject: &[u8]) -> Result<()> {
    diesel::delete(sign_in_failures::table.find(subject))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes some rows whose last failure is older than `before`. The table holds an hour of
/// failures: it is small.
pub async fn delete_old_failures(conn: &mut Connection, before: DateTime<Utc>) -> Result<usize> {
    let statement = "DELETE FROM sign_in_failures WHERE subject IN (\
         SELECT subject FROM sign_in_failures WHERE last_failure_at < $1 ORDER BY subject LIMIT 1000)";
    Ok(sql_query(statement)
        .bind::<Timestamptz, _>(before)
        .execute(conn)
        .await?)
}
