//! How are a text and the verdict on it written down? Alike for a new comment and for a new revision.

use chrono::{DateTime, Utc};

use crate::db::findings::FindingRow;
use crate::db::fingerprints::FingerprintRow;
use crate::domain::ids::{CommentId, SiteId};
use crate::flows::gather::Signed;
use crate::moderation::verdict::Verdict;

/// What the comment's text is known by.
pub fn fingerprint_row(signed: &Signed, comment: CommentId, created_at: DateTime<Utc>) -> FingerprintRow {
    let fingerprint = &signed.fingerprint;
    FingerprintRow {
        site_id: signed.destination.site_id,
        comment_id: comment.0,
        article_id: signed.destination.article_id,
        author_key: signed.author_key.clone(),
        fingerprint_version: fingerprint.version,
        letters: fingerprint.letters,
        exact_hash: fingerprint.exact_hash,
        keys: fingerprint.keys.clone(),
        created_at,
    }
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
