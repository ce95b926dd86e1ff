//! Who goes first? Advisory locks that end with the transaction.

use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use xxhash_rust::xxh3::xxh3_64;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::error::Result;

/// Waits until no other transaction holds `name`, then holds it to the end of this one.
pub async fn take_lock(conn: &mut Connection, name: &[u8]) -> Result<()> {
    prepared("SELECT pg_advisory_xact_lock($1)")
        .bind(number(name))
        .execute(conn)
        .await?;
    Ok(())
}

/// Takes several at once, always in one order, so that two who want some of the same wait instead
/// of deadlocking.
///
/// It is on its way once it has been polled, as no statement is that may have to be prepared first:
/// so what is joined after it sees what those did whom it waited for. The session begins with it,
/// in `connect.rs`.
pub async fn take_locks(mut conn: &Connection, names: &[Vec<u8>]) -> Result<()> {
    let mut numbers: Vec<i64> = names.iter().map(|name| number(name)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let numbers: Vec<String> = numbers.iter().map(i64::to_string).collect();
    Ok(conn
        .batch_execute(&format!("EXECUTE take_locks ('{{{}}}')", numbers.join(",")))
        .await?)
}

/// Holds `name` to the end of this transaction, unless another one does: then `false`, at once.
pub async fn try_lock(conn: &mut Connection, name: &[u8]) -> Result<bool> {
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

/// Locks are named by 64 bits. Two names that share a number only wait for each other needlessly.
fn number(name: &[u8]) -> i64 {
    xxh3_64(name).cast_signed()
}
