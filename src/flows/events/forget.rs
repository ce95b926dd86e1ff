//! Events are kept for a time: the oldest go, in the order of the feed, and where it begins now is
//! written down.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::events::feed::{delete_events_to, find_old_events, update_removed};
use crate::error::Result;

/// Events that go in one transaction.
const BATCH: usize = 5_000;

/// Whether there may be more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    More,
}

/// Removes some events that are older than [`App::event_days`]. Only whole beginnings of the feed
/// go, so one position tells which followers come too late.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn forget_events(app: &App) -> Result<Rest> {
    let days = i32::try_from(app.events.retention_days).unwrap_or(i32::MAX);
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, b"forget events").await? {
                return Ok(Rest::Nothing);
            }
            let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
            let Some((transaction, event, count)) = find_old_events(conn, days, limit).await?
            else {
                return Ok(Rest::Nothing);
            };
            delete_events_to(conn, (transaction, event)).await?;
            update_removed(conn, (transaction, event)).await?;
            Ok(if count < BATCH {
                Rest::Nothing
            } else {
                Rest::More
            })
        })
        .await
}
