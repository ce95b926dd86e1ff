//! Migrations: the schema that this binary expects, and how the database gets it.

use std::time::{Duration, Instant};

use diesel::migration::Migration;
use diesel::pg::Pg;
use diesel::sql_types::Bool;
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tokio::runtime::Handle;

use crate::db::connection::connect::{Connection, Target, connect};
use crate::error::{Error, Result};

/// The migrations that are compiled into this binary, in order.
pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// How long opening a connection may take. A server that accepts it and says nothing would otherwise
/// keep the start waiting for ever.
const OPENING: Duration = Duration::from_secs(10);
/// How often an instance asks whether another one has finished migrating.
const TURN_POLL: Duration = Duration::from_millis(100);

/// Applies the missing migrations under a lock: of several instances that start at once, one
/// migrates and the others wait. Returns the names of the migrations that it applied.
///
/// # Errors
/// `Setup` when the address cannot be used; `Unavailable` when the database cannot be reached;
/// `Internal` when a migration fails, which leaves the ones before it in place.
pub async fn run_migrations(url: &str) -> Result<Vec<String>> {
    let mut connection = open(url).await?;
    // A migration may take longer than a request.
    connection
        .batch_execute("SET statement_timeout = 0; SET lock_timeout = 0")
        .await?;
    wait_for_turn(&mut connection).await?;

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

/// How long the database takes for an answer that needs no work.
///
/// # Errors
/// As [`pending_migrations`].
pub(crate) async fn measure_round_trip(url: &str) -> Result<Duration> {
    let mut connection = open(url).await?;

    let asked = Instant::now();
    connection.batch_execute("").await?;

    Ok(asked.elapsed())
}

/// Reverts all migrations. For tests of the migrations.
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

/// Takes the session lock of migrations, once no other instance holds it. It is asked for again and
/// again in place of a waiting statement: that would hold a snapshot, for whose end a
/// `CREATE INDEX CONCURRENTLY` of the other instance waits.
async fn wait_for_turn(connection: &mut Connection) -> Result<()> {
    loop {
        let turn: Turn = sql_query("SELECT pg_try_advisory_lock(6072733) AS is_ours")
            .get_result(connection)
            .await?;
        if turn.is_ours {
            return Ok(());
        }

        tokio::time::sleep(TURN_POLL).await;
    }
}

#[derive(QueryableByName)]
struct Turn {
    #[diesel(sql_type = Bool)]
    is_ours: bool,
}

async fn open(url: &str) -> Result<Connection> {
    let opening = connect(Target::parse(url)?, Handle::current());

    tokio::time::timeout(OPENING, opening)
        .await
        .map_err(|_| Error::unavailable("the database", "it did not answer within 10 s"))?
        .map_err(|fault| Error::unavailable("the database", fault))
}
