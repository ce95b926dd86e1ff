//! The hashes of network addresses in the audit log, which stand apart from its entries and go when
//! they are old.

use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::error::Result;

/// Deletes the hashes that are older than `days` by the clock of the database, up to 1,000. Returns
/// their number.
pub(crate) async fn delete_old_addresses(conn: &mut Connection, days: i32) -> Result<usize> {
    Ok(prepared(include_str!("delete_old_addresses.sql"))
        .bind(days)
        .execute(conn)
        .await?)
}
