//! The step by which a flow records what it does.

use crate::db::audit::append::{insert_audit, insert_once_a_minute};
use crate::db::connection::connect::Connection;
use crate::domain::audit::AuditEntry;
use crate::error::Result;

/// Appends an entry to the audit log. Call it in the transaction that does what the entry reports,
/// so that there is no deed without an entry and no entry without a deed.
pub(in crate::flows) async fn append_audit(conn: &mut Connection, entry: AuditEntry) -> Result<()> {
    insert_audit(conn, &entry).await
}

/// Appends an entry about a throttled sign-in, unless one from the same address was appended in the
/// last minute: a stranger can send any number of them.
pub(in crate::flows) async fn append_throttled(
    conn: &mut Connection,
    entry: &AuditEntry,
) -> Result<()> {
    insert_once_a_minute(conn, entry).await
}
