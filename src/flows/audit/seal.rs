//! Seals the new entries of the audit log: gives each its place in a chain of hashes.

use crate::app::App;
use crate::db::audit::seals::{
    ChainHead, NewSeal, Unsealed, find_foreign_floor, find_head, insert_seals, list_unsealed,
};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::try_lock;
use crate::domain::audit::ChainHash;
use crate::error::Result;

/// The number of entries that one transaction seals.
const BATCH: usize = 1_000;

/// Held by the one instance that changes the chain.
pub(super) const SEALING_LOCK: &[u8] = b"seal audit";

/// Before every transaction.
const BEGINNING: &str = "0";

/// Whether another batch may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    Nothing,
    More,
}

/// Seals some entries, in the order in which they became visible. Writers do not wait for it: they
/// append entries without a seal, and one instance at a time seals them.
///
/// # Errors
/// `Unavailable` when the database does not answer.
pub async fn seal_audit(app: &App) -> Result<Rest> {
    app.database
        .primary
        .transaction(async |conn: &mut Connection| {
            if try_lock(conn, SEALING_LOCK).await? {
                seal_batch(conn).await
            } else {
                Ok(Rest::Nothing)
            }
        })
        .await
}

async fn seal_batch(conn: &mut Connection) -> Result<Rest> {
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let head = find_head(conn).await?;

    // After a restored backup the horizon means nothing: all entries are looked through once.
    let horizon = if head.is_foreign {
        BEGINNING
    } else {
        &head.horizon
    };
    let unsealed = list_unsealed(conn, horizon, head.floor, limit).await?;
    let Some(last) = unsealed.last() else {
        return Ok(Rest::Nothing);
    };

    let seals = chain(&head, &unsealed);
    if unsealed.len() == BATCH {
        // More may wait behind the same horizon.
        insert_seals(conn, &seals, horizon, head.floor).await?;
        return Ok(Rest::More);
    }

    // The entries of a backup are sealed by now. Their transactions will never be before the
    // horizon, but their sequences are before all new ones.
    let floor = if horizon == BEGINNING {
        find_foreign_floor(conn).await?.max(head.floor)
    } else {
        head.floor
    };
    insert_seals(conn, &seals, &last.safe_end, floor).await?;

    Ok(Rest::Nothing)
}

/// The seals of these entries, after the head of the chain.
fn chain(head: &ChainHead, unsealed: &[Unsealed]) -> Vec<NewSeal> {
    let mut position = head.position;
    let mut hash: ChainHash = head.hash;

    unsealed
        .iter()
        .map(|it| {
            position += 1;
            hash = it.record.chain(&hash);

            NewSeal {
                position,
                sequence: it.record.sequence,
                hash,
            }
        })
        .collect()
}
