//! Whether this instance can serve now.

use std::time::{Duration, Instant};

use crate::app::App;
use crate::db::connection::impairment::Impairment;
use crate::db::connection::readiness::count_missing_migrations;
use crate::db::connection::thread_pools::is_busy;
use crate::error::{Error, Result};

/// The time in which the database must answer a check.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why this instance cannot serve now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unready {
    #[error("the database does not answer")]
    Silent,
    #[error("the database lacks {0} migrations of this version")]
    Outdated(usize),
    #[error("the background loop {0} keeps failing")]
    FailingLoop(&'static str),
    #[error("the database has no room on its disk")]
    DiskFull,
    #[error("the database is out of memory")]
    OutOfMemory,
    #[error("the storage of the database fails")]
    StorageFault,
    #[error("the database lacks files or processes of its operating system")]
    InsufficientResources,
    #[error("the check failed")]
    Failed(#[from] Error),
}

/// Succeeds when the database answers, has all migrations and has refused no write for lack of
/// resources a moment ago, and no background loop keeps dying.
///
/// # Errors
/// The reason why this instance is not ready.
pub(crate) async fn check_readiness(app: &App) -> Result<(), Unready> {
    match tokio::time::timeout(PATIENCE + round_trips(app), count_missing(app)).await {
        Ok(Ok(0)) => {}
        Ok(Ok(missing)) => return Err(Unready::Outdated(missing)),
        // All connections are busy.
        Err(_) if answers(app) => {}
        Ok(Err(fault)) if is_busy(&fault) && answers(app) => {}
        Err(_) | Ok(Err(Error::Unavailable { .. })) => return Err(Unready::Silent),
        Ok(Err(fault)) => return Err(Unready::Failed(fault)),
    }

    let now = Instant::now();
    if let Some(impairment) = app.database.primary.impairments().present(now) {
        return Err(impairment.into());
    }

    match app.background.find_failing(now) {
        None => Ok(()),
        Some(name) => Err(Unready::FailingLoop(name)),
    }
}

async fn count_missing(app: &App) -> Result<usize> {
    count_missing_migrations(&mut *app.database.primary.get().await?).await
}

/// Whether the database answered the follower of the events a moment ago. If all connections of the
/// pool are busy, that is all that a check can learn.
fn answers(app: &App) -> bool {
    let age = app.database.freshness.age(Instant::now());

    age.is_some_and(|age| age <= PATIENCE + round_trips(app))
}

/// The time for the way to a distant database and back, which says nothing about its state.
fn round_trips(app: &App) -> Duration {
    2 * app.database.freshness.round_trip()
}

impl From<Impairment> for Unready {
    fn from(impairment: Impairment) -> Self {
        match impairment {
            Impairment::DiskFull => Self::DiskFull,
            Impairment::OutOfMemory => Self::OutOfMemory,
            Impairment::StorageFault => Self::StorageFault,
            Impairment::InsufficientResources => Self::InsufficientResources,
            Impairment::TooManySessions => Self::Silent,
        }
    }
}
