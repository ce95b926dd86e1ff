//! Removes old entries of the audit log, and records where its chain begins from then on.

use serde_json::json;

use crate::app::App;
use crate::db::audit::append::insert_audit;
use crate::db::audit::removal::{delete_sealed_to, find_old_end, insert_anchor};
use crate::db::connection::connect::Connection;
use crate::db::connection::lock::take_lock;
use crate::db::connection::pool::Pool;
use crate::db::connection::roles::find_rights;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::error::{Error, Result};
use crate::flows::audit::seal::SEALING_LOCK;

/// Removes the entries that are older than the settings say; 0 if they are kept for ever.
///
/// # Errors
/// As [`remove_old_audit`].
pub(crate) async fn remove_expired_audit(app: &App) -> Result<usize> {
    match &app.events.audit {
        Some(retention) => remove_old_audit(&retention.owner, retention.days).await,
        None => Ok(0),
    }
}

/// Removes the entries older than `days`, a thousand in a transaction, and returns their number.
/// `owner` connects as the role that owns the tables: the service's own may not remove any.
///
/// # Errors
/// `Setup` where the role is not the owner; `Unavailable` when the database does not answer.
pub async fn remove_old_audit(owner: &Pool, days: u32) -> Result<usize> {
    let days = i32::try_from(days).unwrap_or(i32::MAX);
    let rights = find_rights(&mut *owner.get().await?).await?;
    if !rights.may_rewrite {
        return Err(Error::setup(format!(
            "The role {} may not remove entries of the audit log: set MODERATO_MIGRATION_DATABASE_URL, or run \
             `moderato migrate` with it.",
            rights.role
        )));
    }

    let mut removed = 0;

    loop {
        let batch = owner
            .transaction(async |conn: &mut Connection| remove_batch(conn, days).await)
            .await?;
        if batch == 0 {
            return Ok(removed);
        }
        removed += batch;
    }
}

async fn remove_batch(conn: &mut Connection, days: i32) -> Result<usize> {
    take_lock(conn, SEALING_LOCK).await?;
    let Some(last) = find_old_end(conn, days).await? else {
        return Ok(0);
    };

    let removed = delete_sealed_to(conn, &last).await?;
    let count = i64::try_from(removed).unwrap_or(i64::MAX);
    insert_anchor(conn, &last, count).await?;

    let payload = json!({ "entries": count, "to_position": last.position, "days": days });
    let entry = AuditEntry::new(AuditKind::AuditRemoved).with(payload);
    insert_audit(conn, &entry).await?;

    Ok(removed)
}
