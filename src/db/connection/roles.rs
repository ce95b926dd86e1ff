//! The two roles of an installation: one owns the tables and migrates them, the other serves. Where
//! there is only one, it does both.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::db::connection::connect::{Connection, connect_once};
use crate::db::connection::statement::prepared;
use crate::error::Result;

/// The service's role in the embedded server and in the containers.
pub const SERVICE_ROLE: &str = "moderato";

/// The rights of a session's role over the audit log.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub(crate) struct RoleRights {
    #[diesel(sql_type = Text)]
    pub role: String,
    /// Whether the role can change or remove entries of the audit log, or decisions.
    #[diesel(sql_type = Bool)]
    pub may_rewrite: bool,
    /// Whether the role can create tables, and so migrate.
    #[diesel(sql_type = Bool)]
    pub may_create: bool,
    #[diesel(sql_type = Bool)]
    pub is_superuser: bool,
}

/// Grants the service's role what it needs, and takes the rest away. It is for the owner of the
/// tables, under the lock of migrations, in one transaction, so that a running service never misses
/// a right.
pub(super) async fn grant_to_service(owner: &mut Connection, service_role: &str) -> Result<()> {
    owner.batch_execute("BEGIN").await?;
    prepared("SELECT set_config('moderato.service_role', $1, true)")
        .bind(service_role)
        .execute(owner)
        .await?;
    owner
        .batch_execute(include_str!("grant_to_service.sql"))
        .await?;
    owner.batch_execute("COMMIT").await?;

    Ok(())
}

/// The rights of the role that a URL connects as.
///
/// # Errors
/// `Setup` when the URL cannot be used; `Unavailable` when the database cannot be reached.
pub(crate) async fn read_rights(url: &str) -> Result<RoleRights> {
    let mut connection = connect_once(url).await?;

    find_rights(&mut connection).await
}

/// The rights of the role of a session.
pub(crate) async fn find_rights(connection: &mut Connection) -> Result<RoleRights> {
    Ok(prepared(include_str!("find_rights.sql"))
        .get_result(connection)
        .await?)
}
