//! Migrations: the schema that this binary expects, and how the database gets it.

use std::time::{Duration, Instant};

use diesel::migration::{Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
use diesel::{QueryableByName, sql_query};
use diesel_async::{AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::db::connection::connect::{Connection, connect_once};
use crate::db::connection::roles::{SERVICE_ROLE, find_rights, grant_to_service};
use crate::db::connection::statement::prepared;
use crate::error::{Error, Result};

/// The migrations that are compiled into this binary, in order.
pub(crate) const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// How often an instance asks whether another one has finished migrating.
const TURN_POLL: Duration = Duration::from_millis(100);

/// Applies the missing migrations under a lock: of several instances that start at once, one
/// migrates and the others wait. Returns the names of the migrations that it applied.
///
/// # Errors
/// `Setup` when the address cannot be used; `Unavailable` when the database cannot be reached;
/// `Internal` when a migration fails, which leaves the ones before it in place.
pub async fn run_migrations(url: &str) -> Result<Vec<String>> {
    run_migrations_for(url, SERVICE_ROLE).await
}

/// As [`run_migrations`], and afterwards grants `service_role` what the service needs, unless it is
/// the role that migrates. A role that may not create tables applies nothing: it needs all
/// migrations to be there.
///
/// # Errors
/// As [`run_migrations`]; `Setup` when migrations are missing and the role may not create tables.
pub async fn run_migrations_for(url: &str, service_role: &str) -> Result<Vec<String>> {
    let mut connection = connect_once(url).await?;
    let rights = find_rights(&mut connection).await?;
    if !rights.may_create {
        return refuse_missing(&mut connection, &rights.role).await;
    }

    // A migration may take longer than a request.
    connection
        .batch_execute("SET statement_timeout = 0; SET lock_timeout = 0")
        .await?;
    wait_for_turn(&mut connection).await?;

    let mut harness = AsyncMigrationHarness::new(connection);
    let applied = harness
        .run_pending_migrations(MIGRATIONS)
        .map(|versions| versions.iter().map(ToString::to_string).collect())
        .map_err(|fault| Error::internal("a migration", fault))?;

    // The session of the harness holds the lock until it ends here.
    grant_to_service(&mut connect_once(url).await?, service_role).await?;
    drop(harness);

    Ok(applied)
}

/// Nothing was applied; an error where something is missing.
async fn refuse_missing(connection: &mut Connection, role: &str) -> Result<Vec<String>> {
    let missing = list_pending(connection).await?;
    if missing.is_empty() {
        return Ok(Vec::new());
    }

    Err(Error::setup(format!(
        "The schema lacks {} migrations, and the role {role} may not create tables. Run `moderato migrate` with \
         MODERATO_MIGRATION_DATABASE_URL, the URL of the role that owns them.",
        missing.len()
    )))
}

/// The names of the migrations that this binary has and the database lacks; empty when it is
/// current.
///
/// # Errors
/// `Setup` when the address cannot be used; `Unavailable` when the database cannot be reached.
pub async fn pending_migrations(url: &str) -> Result<Vec<String>> {
    list_pending(&mut connect_once(url).await?).await
}

/// Reads them by a plain statement: Diesel's own would create the table of migrations, which the
/// service's role may not.
async fn list_pending(connection: &mut Connection) -> Result<Vec<String>> {
    let table: TableRow =
        prepared("SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS is_there")
            .get_result(connection)
            .await?;
    let applied: Vec<VersionRow> = if table.is_there {
        prepared("SELECT version::text AS version FROM __diesel_schema_migrations")
            .load(connection)
            .await?
    } else {
        Vec::new()
    };

    let known: Vec<Box<dyn Migration<Pg>>> = MIGRATIONS
        .migrations()
        .map_err(|fault| Error::internal("reading the compiled migrations", fault))?;
    let mut missing: Vec<String> = known
        .iter()
        .filter(|migration| {
            let version = migration.name().version().to_string();
            applied.iter().all(|row| row.version != version)
        })
        .map(|migration| migration.name().to_string())
        .collect();
    missing.sort();

    Ok(missing)
}

#[derive(QueryableByName)]
struct TableRow {
    #[diesel(sql_type = Bool)]
    is_there: bool,
}

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = Text)]
    version: String,
}

/// How long the database takes for an answer that needs no work.
///
/// # Errors
/// As [`pending_migrations`].
pub(crate) async fn measure_round_trip(url: &str) -> Result<Duration> {
    let mut connection = connect_once(url).await?;

    let asked = Instant::now();
    connection.batch_execute("").await?;

    Ok(asked.elapsed())
}

/// Reverts all migrations. For tests of the migrations.
///
/// # Errors
/// As [`run_migrations`].
pub async fn revert_migrations(url: &str) -> Result<()> {
    let mut harness = AsyncMigrationHarness::new(connect_once(url).await?);
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
