//! `moderato migrate`: brings the schema up to date, or checks that it is.

use clap::Args;

use crate::cli::database::Database;
use crate::cli::options::DatabaseOptions;
use crate::cli::outcome::Outcome;
use crate::cli::say;
use crate::db::connection::migrate::pending_migrations;
use crate::error::Error;

#[derive(Debug, Clone, Args)]
pub(crate) struct MigrateOptions {
    #[command(flatten)]
    pub database: DatabaseOptions,
    /// Change nothing; exit with 1 if a migration is missing.
    #[arg(long)]
    pub check: bool,
}

/// Applies the missing migrations and removes old entries of the audit log, or with `--check` names
/// the migrations.
///
/// # Errors
/// `Setup` when `--check` finds a migration missing; those of the database.
pub async fn migrate(options: MigrateOptions) -> Outcome {
    let DatabaseOptions { data_dir, .. } = &options.database;
    let database = Database::join_or_open(options.database.config()?, data_dir).await?;

    let outcome = if options.check {
        check(database.url()).await
    } else {
        apply(&database).await
    };
    let outcome = outcome.map_err(|error| database.advise(error));
    let closed = database.close().await;

    outcome.and(closed)
}

async fn check(url: &str) -> Outcome {
    let pending = pending_migrations(url).await?;
    if pending.is_empty() {
        return say::answer("The schema is up to date.");
    }
    Err(Error::setup(format!(
        "Missing: {}. Run: moderato migrate",
        pending.join(", ")
    )))
}

async fn apply(database: &Database) -> Outcome {
    let applied = database.migrate().await?;
    match applied.len() {
        0 => say::answer("The schema is up to date.")?,
        count => say::answer(&format!("Applied {count}: {}", applied.join(", ")))?,
    }

    match database.remove_old_audit().await? {
        0 => Ok(()),
        count => say::answer(&format!("Removed {count} old entries of the audit log.")),
    }
}
