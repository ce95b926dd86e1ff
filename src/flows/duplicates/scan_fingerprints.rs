//! Writes the fingerprints of one batch of a scan, without keys that are crowded on the site.

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::future::try_join_all;

use crate::db::connection::connect::Connection;
use crate::db::duplicates::fingerprints::{
    CROWD, FingerprintRow, delete_withdrawn_fingerprints, list_crowded_keys, upsert_fingerprints,
};
use crate::domain::ids::CommentId;
use crate::error::Result;
use crate::flows::duplicates::scanned::{ScanContext, Scanned};
use crate::flows::moderation::contact_uses::others_since;
use crate::text::skeleton::FINGERPRINT_VERSION;

/// The number of comments in one batch from which a key may be crowded on the site.
const SUSPICIOUS: usize = CROWD / 6;

/// Writes the fingerprints of those comments that have none of the current version. Each lane
/// commits its own. If the scan fails later, the next one writes the same fingerprints again.
pub(super) async fn write_fingerprints(
    conn: &Connection,
    context: &ScanContext<'_>,
    batch: &[Arc<Scanned>],
) -> Result<()> {
    let missing: Vec<&Scanned> = batch
        .iter()
        .map(AsRef::as_ref)
        .filter(|scanned| scanned.row.fingerprint_version != Some(FINGERPRINT_VERSION))
        .collect();
    let Some(oldest) = missing.iter().map(|scanned| scanned.row.created_at).min() else {
        return Ok(());
    };

    let since = others_since(&context.policy, oldest);
    let suspicious = suspicious_keys(&missing);
    let crowded = match suspicious.as_slice() {
        [] => Vec::new(),
        suspicious => list_crowded_keys(conn, context.site, since, suspicious).await?,
    };

    let rows: Vec<FingerprintRow> = missing
        .iter()
        .map(|scanned| {
            let (key, created_at) = (scanned.key(context), scanned.row.created_at);
            FingerprintRow::new(key, created_at, &scanned.fingerprint, &crowded)
        })
        .collect();

    let lanes = context.divide(&rows).map(async |lane| {
        upsert_fingerprints(&*context.app.database.primary.get().await?, lane).await
    });
    try_join_all(lanes).await?;

    // What was withdrawn or erased after the batch was read must not come back.
    let ids: Vec<CommentId> = rows.iter().map(|row| row.comment_id).collect();
    delete_withdrawn_fingerprints(conn, context.site, &ids).await
}

/// The keys that so many comments of the batch have that they may be crowded. Looking up all keys
/// would take longer than the few rows that a crowd grows by are worth.
fn suspicious_keys(batch: &[&Scanned]) -> Vec<i32> {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for key in batch.iter().flat_map(|scanned| &scanned.fingerprint.keys) {
        *counts.entry(*key).or_default() += 1;
    }

    counts
        .into_iter()
        .filter(|(_, count)| *count >= SUSPICIOUS)
        .map(|(key, _)| key)
        .collect()
}
