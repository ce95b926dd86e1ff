//! Checks whether this instance can serve requests.

use crate::app::App;
use crate::db::connection::readiness::count_missing_migrations;
use crate::error::{Error, Result};

/// Succeeds when the database answers and has all migrations.
///
/// # Errors
/// `Unavailable` when it does not answer, or when its schema is older than this binary.
pub(crate) async fn check_readiness(app: &App) -> Result<()> {
    match count_missing_migrations(&mut *app.writes.get().await?).await? {
        0 => Ok(()),
        missing => Err(Error::unavailable(
            "the schema",
            format!("{missing} migrations are not applied"),
        )),
    }
}
