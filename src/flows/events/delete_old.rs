//! Removes old events, the oldest first, and records where the feed begins now.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::events::removal::{delete_events_to, find_old_events, update_removed};
use crate::error::Result;

/// How many events one transaction removes.
const BATCH: usize = 5_000;

/// Whether another batch may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    More,
}

/// Removes some events that are older than the app's [`retention_days`]. Only the beginning of the
/// feed is removed, so one position tells which readers come too late.
///
/// [`retention_days`]: crate::app::Events::retention_days
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn delete_old_events(app: &App) -> Result<Rest> {
    let days = i32::try_from(app.events.retention_days).unwrap_or(i32::MAX);
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, b"forget events").await? {
                return Ok(Rest::Nothing);
            }

            let Some(old) = find_old_events(conn, days, limit).await? else {
                return Ok(Rest::Nothing);
            };
            delete_events_to(conn, old.last).await?;
            update_removed(conn, old.last).await?;

            Ok(if old.count < BATCH {
                Rest::Nothing
            } else {
                Rest::More
            })
        })
        .await
}
