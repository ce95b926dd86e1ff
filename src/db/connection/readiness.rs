//! The readiness of the database: whether it answers and has the schema that this binary expects,
//! by one statement.

use std::collections::HashSet;

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::connection::connect::Connection;
use crate::db::connection::migrate::MIGRATIONS;
use crate::error::{Error, Result};

diesel::table! {
    /// Diesel's list of applied migrations.
    __diesel_schema_migrations (version) {
        version -> Text,
        run_on -> Timestamp,
    }
}

/// How many of this binary's migrations the database lacks.
///
/// # Errors
/// `Unavailable` when the database does not answer; `Internal` when it was never migrated.
pub(crate) async fn count_missing_migrations(conn: &mut Connection) -> Result<usize> {
    let applied: HashSet<String> = __diesel_schema_migrations::table
        .select(__diesel_schema_migrations::version)
        .load(conn)
        .await?
        .into_iter()
        .collect();

    let known: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS
        .migrations()
        .map_err(|fault| Error::internal("reading this binary's migrations", fault))?;

    Ok(known
        .iter()
        .filter(|migration| !applied.contains(&migration.name().version().to_string()))
        .count())
}
