//! The findings of a verdict as rows, for a new comment and for a new revision.

use crate::db::comments::findings::FindingRow;
use crate::domain::keys::CommentKey;
use crate::moderation::verdict::Verdict;

/// All findings of the verdict on one revision, in the order of the phases.
pub(super) fn finding_rows(
    comment: CommentKey,
    revision: i32,
    verdict: &Verdict,
) -> Vec<FindingRow> {
    verdict
        .findings
        .iter()
        .zip(0..)
        .map(|(finding, position)| FindingRow {
            site_id: comment.site,
            comment_id: comment.comment,
            revision,
            position,
            phase: finding.phase.to_owned(),
            code: finding.code.to_owned(),
            severity: finding.severity.as_str().to_owned(),
            evidence: finding.evidence.clone(),
        })
        .collect()
}
