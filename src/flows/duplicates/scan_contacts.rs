//! Writes the contacts of one batch of a scan.

use std::sync::Arc;

use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::{ScannedContacts, replace_scanned_contacts};
use crate::error::Result;
use crate::flows::duplicates::scanned::{ScanContext, Scanned};

/// Writes the contacts of those comments that have no fingerprint of the current version, in a
/// transaction of its own, so that edits and decisions wait only for this.
pub(super) async fn write_contacts(
    context: &ScanContext<'_>,
    batch: &[Arc<Scanned>],
) -> Result<()> {
    let new = |scanned: &Arc<Scanned>| {
        Some(ScannedContacts {
            comment: scanned.row.comment_id,
            revision: scanned.row.revision,
            contacts: scanned.new_contacts.clone()?,
        })
    };
    let scanned: Vec<ScannedContacts> = batch.iter().filter_map(new).collect();
    if scanned.is_empty() {
        return Ok(());
    }

    context
        .app
        .database
        .primary
        .transaction(async |conn: &mut Connection| {
            replace_scanned_contacts(conn, context.site, &scanned).await
        })
        .await
}
