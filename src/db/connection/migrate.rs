//! Is the schema what this binary expects, and how does it get there?

use diesel::migration::Migration;
use diesel::pg::Pg;
use diesel_async::{AsyncMigrationHarness, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tokio::runtime::Handle;

use crate::db::connection::connect::{Connection, Target, connect};
use crate::error::{Error, Result};

/// The migrations that are compiled into this binary, in order.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Applies what is missing, under a lock: of several instances that start at once, one migrates and
/// the others wait. Returns the names of the migrations that it applied.
///
/// # Errors
/// `Setup` when the address cannot be used; `Unavailable` when the database cannot be reached;
/// `Internal` when a migration fails, which leaves the ones before it in place.
pub async fn run_migrations(url: &str) -> Result<Vec<String>> {
    let mut connection = open(url).await?;
    // A migration may take longer than a request, and so may waiting for another instance's.
    connection
        .batch_execute(
            "SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock(6072733)",
        )
        .await?;
    let mut harness = AsyncMigrationHarness::new(connection);
    let applied = harness
        .run_pending_migrations(MIGRATIONS)
        .map(|versions| versions.iter().map(ToString::to_string).collect())
        .map_err(|fault| Error::internal("a migration", fault));
    // The session ends here, and its lock with it.
    drop(harness);
    applied
}

/// The names of the migrations that this binary has and the database lacks; empty when it is
/// current.
///
/// # Errors
/// `Setup` when the address cannot be used; `Unavailable` when the database cannot be reached.
pub async fn pending_migrations(url: &str) -> Result<Vec<String>> {
    let mut harness = AsyncMigrationHarness::new(open(url).await?);
    let pending: Vec<Box<dyn Migration<Pg>>> = harness
        .pending_migrations(MIGRATIONS)
        .map_err(|fault| Error::internal("reading the applied migrations", fault))?;
    Ok(pending
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}

/// Takes back the newest migration. For tests of the migrations.
///
/// # Errors
/// As [`run_migrations`].
pub async fn revert_migrations(url: &str) -> Result<()> {
    let mut harness = AsyncMigrationHarness::new(open(url).await?);
    harness
        .revert_all_migrations(MIGRATIONS)
        .map(drop)
        .map_err(|fault| Error::internal("reverting the migrations", fault))
}

async fn open(url: &str) -> Result<Connection> {
    connect(Target::parse(url)?, Handle::current())
        .await
        .map_err(|fault| Error::unavailable("the database", fault))
}
