//! Removes the hashes of network addresses that are older than the settings allow.

use chrono::Duration;

use crate::app::App;
use crate::db::audit::addresses::delete_old_addresses;
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::db::people::addresses::{
    find_end_of_batch, find_removed_to, remove_author_addresses, remove_reporter_addresses,
    update_removed_to,
};
use crate::domain::id_span::first_id;
use crate::error::Result;

/// The comments of one transaction.
const BATCH: i64 = 1_000;

/// Whether old hashes may be left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    More,
    None,
}

/// Removes the old hashes of a batch of comments, of reports and of the audit log. Call it until nothing is left;
/// while another instance does this, nothing is.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn forget_addresses(app: &App) -> Result<Rest> {
    let before = app.clock.now() - Duration::days(i64::from(app.address_days));

    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if !try_lock(conn, b"forget addresses").await? {
                return Ok(Rest::None);
            }

            let days = i32::try_from(app.address_days).unwrap_or(i32::MAX);
            let entries = delete_old_addresses(conn, days).await?;
            let reports = remove_reporter_addresses(conn, before).await?;
            let after = find_removed_to(conn).await?;
            let last = find_end_of_batch(conn, after, first_id(before).into(), BATCH).await?;
            if let Some(last) = last {
                remove_author_addresses(conn, after, last).await?;
                update_removed_to(conn, last).await?;
            }

            Ok(if entries > 0 || reports > 0 || last.is_some() {
                Rest::More
            } else {
                Rest::None
            })
        })
        .await
}
