//! How is a verdict written down? Alike for a new comment and for a new revision.

use crate::db::comments::findings::FindingRow;
use crate::domain::ids::{CommentId, SiteId};
use crate::moderation::verdict::Verdict;

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
