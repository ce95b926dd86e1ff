//! Advisory locks that end with the transaction.

use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use xxhash_rust::xxh3::xxh3_64;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::error::Result;

/// Waits until no other transaction holds `name`, then holds it to the end of this transaction.
pub(crate) async fn take_lock(conn: &mut Connection, name: &[u8]) -> Result<()> {
    prepared("SELECT pg_advisory_xact_lock($1)")
        .bind(number(name))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes several locks, always in the same order, so that two transactions that want some of the
/// same locks wait instead of deadlocking.
///
/// The session prepares the statement when it begins (`connect.rs`), so it is sent at the first
/// poll. Statements that are joined after it therefore see what the earlier holders of the locks
/// wrote.
pub(crate) async fn take_locks(mut conn: &Connection, names: &[Vec<u8>]) -> Result<()> {
    let mut numbers: Vec<i64> = names.iter().map(|name| number(name)).collect();
    numbers.sort_unstable();
    numbers.dedup();

    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Ok(conn
        .batch_execute(&format!("EXECUTE take_locks ('{{{}}}')", numbers.join(",")))
        .await?)
}

/// Takes the lock to the end of this transaction. `false` at once where another transaction holds
/// it.
pub(crate) async fn try_lock(conn: &mut Connection, name: &[u8]) -> Result<bool> {
    let row: Held = prepared("SELECT pg_try_advisory_xact_lock($1) AS held")
        .bind(number(name))
        .get_result(conn)
        .await?;
    Ok(row.held)
}

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Bool)]
    held: bool,
}

/// Advisory locks have 64-bit names. Two names with the same number wait for each other needlessly,
/// nothing worse.
fn number(name: &[u8]) -> i64 {
    xxh3_64(name).cast_signed()
}
