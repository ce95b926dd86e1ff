//! Sign-ins of the past, as the audit log has them.

use diesel::QueryableByName;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::statement::prepared;
use crate::domain::audit::AuditKind;
use crate::domain::ids::ModeratorId;
use crate::error::Result;

#[derive(QueryableByName)]
struct SignIns {
    #[diesel(sql_type = Bool)]
    has_signed_in: bool,
}

/// Whether the account has signed in from the address within thirty days, by the clock of the
/// database, and as far as the hashes of addresses are kept. The address is a keyed hash.
pub(crate) async fn has_signed_in(
    conn: &mut Connection,
    moderator: ModeratorId,
    address_hash: &[u8],
) -> Result<bool> {
    let row: SignIns = prepared(include_str!("has_signed_in.sql"))
        .bind(address_hash)
        .bind(AuditKind::SignedIn)
        .bind(moderator)
        .get_result(conn)
        .await?;

    Ok(row.has_signed_in)
}
