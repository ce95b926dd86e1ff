//! How are a text and the verdict on it written down? Alike for a new comment and for a new revision.

use chrono::{DateTime, Utc};

use crate::db::connect::Connection;
use crate::db::findings::FindingRow;
use crate::db::fingerprints::{FingerprintRow, upsert_fingerprint};
use crate::domain::ids::{CommentId, SiteId};
use crate::error::Result;
use crate::flows::gather::Signed;
use crate::moderation::verdict::Verdict;

/// Writes down what the comment's text is known by: the keys that tell it from others, without the crowded ones.
pub async fn write_fingerprint(
    conn: &Connection,
    signed: &Signed,
    (comment, created_at): (CommentId, DateTime<Utc>),
    crowded: &[i32],
) -> Result<()> {
    let row = FingerprintRow::new((signed.site(), comment), created_at, &signed.fingerprint, crowded);
    upsert_fingerprint(conn, &row).await
}

/// Every finding of the verdict on one revision, in the order of the phases.
pub fn finding_rows(
    site: SiteId,
    (comment, revision): (CommentId, i32),
    verdict: &Verdict,
) -> Vec<FindingRow> {
    verdict
        .findings
        .iter()
        .zip(0..)
        .map(|(finding, position)| FindingRow {
            site_id: site.0,
            comment_id: comment.0,
            revision,
            position,
            phase: finding.phase.to_owned(),
            code: finding.code.to_owned(),
            severity: finding.severity.as_str().to_owned(),
            evidence: finding.evidence.clone(),
        })
        .collect()
}
