//! The secret that all instances on this database share.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::schema::installation;
use crate::error::Result;

/// Stores `secret` unless the installation has one already.
pub(crate) async fn insert_installation(conn: &mut Connection, secret: &[u8]) -> Result<()> {
    diesel::insert_into(installation::table)
        .values(installation::secret.eq(secret))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;

    Ok(())
}

/// The installation's 32 secret bytes.
pub(crate) async fn find_secret(conn: &mut Connection) -> Result<Vec<u8>> {
    Ok(installation::table
        .select(installation::secret)
        .first(conn)
        .await?)
}
