//! Can this instance serve now?

use crate::app::App;
use crate::db::connection::readiness::count_missing_migrations;
use crate::error::{Error, Result};

/// Succeeds when the database answers and has all migrations.
///
/// # Errors
/// `Unavailable` when it does not answer or its schema is older than this binary.
pub async fn check_readiness(app: &App) -> Result<()> {
    match count_missing_migrations(&mut *app.writes.get().await?).await? {
        0 => Ok(()),
        missing => Err(Error::unavailable(
            "the schema",
            format!("{missing} migrations are not applied"),
        )),
    }
}
