//! Whether this instance can serve now.

use std::time::Instant;

use crate::app::App;
use crate::db::connection::readiness::count_missing_migrations;
use crate::error::{Error, Result};

/// Succeeds when the database answers and has all migrations, and no background loop keeps dying.
///
/// # Errors
/// `Unavailable` when the database does not answer, its schema is older than this binary, or a
/// background loop keeps dying.
pub(crate) async fn check_readiness(app: &App) -> Result<()> {
    let missing = count_missing_migrations(&mut *app.database.primary.get().await?).await?;
    if missing > 0 {
        return Err(Error::unavailable(
            "the schema",
            format!("{missing} migrations are not applied"),
        ));
    }

    match app.background.find_failing(Instant::now()) {
        None => Ok(()),
        Some(name) => Err(Error::unavailable(
            "a background loop",
            format!("{name} keeps dying"),
        )),
    }
}
