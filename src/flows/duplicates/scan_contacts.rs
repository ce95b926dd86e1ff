//! Writes the contacts of one batch of a scan.

use crate::db::connection::connect::Connection;
use crate::db::duplicates::contacts::{ScannedContacts, replace_scanned_contacts};
use crate::domain::contact::keyed_contacts;
use crate::error::Result;
use crate::flows::duplicates::scanned::{ScanContext, Scanned};
use crate::text::skeleton::FINGERPRINT_VERSION;

/// Writes the contacts of those comments that have no fingerprint of the current version, in a
/// transaction of its own, so that edits and decisions wait only for this.
pub(super) async fn write_contacts(context: &ScanContext<'_>, batch: &[Scanned<'_>]) -> Result<()> {
    let scanned: Vec<ScannedContacts> = batch
        .iter()
        .map(|scanned| scanned.row)
        .filter(|row| row.fingerprint_version != Some(FINGERPRINT_VERSION))
        .map(|row| ScannedContacts {
            comment: row.comment_id,
            revision: row.revision,
            contacts: keyed_contacts(&row.body, &context.salt),
        })
        .collect();
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
