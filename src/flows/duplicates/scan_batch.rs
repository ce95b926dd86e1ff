//! Scans one batch of comments: fingerprints each, looks it up among the comments before it, and
//! puts it into its group.

use std::sync::Arc;

use crate::db::connection::connect::Connection;
use crate::db::duplicates::scans::{ScannedRow, list_unplaced};
use crate::domain::ids::CommentId;
use crate::error::Result;
use crate::flows::blocking::compute;
use crate::flows::duplicates::join::{NewMember, join_group, lock_site_groups};
use crate::flows::duplicates::scan_contacts::write_contacts;
use crate::flows::duplicates::scan_fingerprints::write_fingerprints;
use crate::flows::duplicates::scan_matches::{ScannedMatches, find_batch_matches};
use crate::flows::duplicates::scanned::{ScanContext, Scanned};

/// The texts that are reduced together.
const PIECE: usize = 50;

/// Scans a batch and returns the number of comments that came into a group. Contacts and then
/// fingerprints are committed before the rest, by other connections: a comment with a fingerprint of
/// the current version has its contacts, too.
pub(super) async fn scan_comments(
    conn: &mut Connection,
    context: &ScanContext<'_>,
    batch: Vec<ScannedRow>,
) -> Result<i64> {
    let scanned = reduce_texts(context, batch).await?;
    write_contacts(context, &scanned).await?;
    write_fingerprints(conn, context, &scanned).await?;

    let mut unplaced = scanned;
    unplaced.retain(|scanned| !scanned.row.is_placed);
    let found = find_batch_matches(context, &unplaced).await?;
    if found.is_empty() {
        return Ok(0);
    }

    group_matches(conn, context, &found).await
}

/// Reduces the texts on a thread of its own, a piece after the other, so that the requests between
/// two pieces wait for none of them.
async fn reduce_texts(
    context: &ScanContext<'_>,
    batch: Vec<ScannedRow>,
) -> Result<Vec<Arc<Scanned>>> {
    let mut rest = batch.into_iter();
    let mut scanned = Vec::new();

    while !rest.as_slice().is_empty() {
        let piece: Vec<ScannedRow> = rest.by_ref().take(PIECE).collect();
        let salt = context.salt.clone();
        let reduce = move || -> Vec<Scanned> {
            let rows = piece.into_iter();
            rows.map(|row| Scanned::new(row, &salt)).collect()
        };

        scanned.extend(compute(reduce).await?.into_iter().map(Arc::new));
    }

    Ok(scanned)
}

/// Puts comments into the groups of the comments that they match; returns how many.
async fn group_matches(
    conn: &mut Connection,
    context: &ScanContext<'_>,
    found: &[ScannedMatches],
) -> Result<i64> {
    lock_site_groups(conn, context.site).await?;

    // Another transaction may have grouped, edited or withdrawn a comment before the lock.
    let ids: Vec<CommentId> = found
        .iter()
        .map(|found| found.scanned.row.comment_id)
        .collect();
    let unplaced = list_unplaced(conn, context.site, &ids).await?;

    let mut grouped = 0;
    for ScannedMatches { scanned, matches } in found {
        if !unplaced.contains(&scanned.revision()) {
            continue;
        }

        let member = NewMember {
            site: context.site,
            article_id: scanned.row.article_id,
            comment_id: scanned.row.comment_id,
            created_at: scanned.row.created_at,
            matches,
        };
        grouped += i64::from(join_group(conn, &context.app.clock, &member).await?);
    }

    Ok(grouped)
}
