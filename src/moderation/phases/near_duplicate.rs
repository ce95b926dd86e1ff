//! Does the comment repeat what somebody said before, here or under another article?

use serde_json::json;

use crate::domain::status::Status;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{Facts, Relation};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::phases::duplicates::Match;

/// One finding for the best match of all, and one more when the repeated group was settled already.
/// Withdrawn texts are the author's own business: repeating one is no repeat.
pub fn inspect(_: &Prepared, _: &Facts, matches: &[Match]) -> Vec<Finding> {
    let standing: Vec<&Match> = matches.iter().filter(|found| found.status != Status::Withdrawn).collect();
    let best = standing.iter().max_by(|a, b| a.similarity.total_cmp(&b.similarity));
    let settled = standing.iter().find_map(|found| found.group.filter(|group| group.settled));
    let repeat = best.map(|best| Finding {
        phase: "near_duplicate",
        code: "near_duplicate",
        severity: Severity::Hold,
        evidence: json!({
            "comment_id": best.comment_id,
            "article_id": best.article_id,
            "kind": best.kind.as_str(),
            "similarity": (best.similarity * 1000.0).round() / 1000.0,
            "same_author": best.relation == Relation::SameAuthor,
            "matches": standing.len(),
        }),
    });
    let repeats_settled = settled.map(|group| Finding {
        phase: "near_duplicate",
        code: "repeats_settled_group",
        severity: Severity::Hold,
        evidence: json!({ "duplicate_group_id": group.duplicate_group_id }),
    });
    repeat.into_iter().chain(repeats_settled).collect()
}
