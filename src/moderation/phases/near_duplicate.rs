//! Does the comment repeat what somebody said before, here or under another article?

use serde_json::json;

use crate::moderation::draft::Prepared;
use crate::moderation::facts::Facts;
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::phases::duplicates::{Match, closest};

/// One finding for the closest repeat of all, and one more when the repeated group was settled
/// already.
pub fn inspect(_: &Prepared, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    let repeats: Vec<&Match> = matches.iter().filter(|found| found.is_repeat()).collect();
    let settled = repeats
        .iter()
        .find_map(|found| found.group.filter(|group| group.settled));
    let repeat = closest(&repeats).map(|closest| {
        let mut evidence = closest.evidence(facts.now);
        if let Some(fields) = evidence.as_object_mut() {
            fields.insert("matches".to_owned(), json!(repeats.len()));
        }
        finding("near_duplicate", evidence)
    });
    let repeats_settled = settled.map(|group| {
        finding(
            "repeats_settled_group",
            json!({ "duplicate_group_id": group.duplicate_group_id }),
        )
    });
    repeat.into_iter().chain(repeats_settled).collect()
}

fn finding(code: &'static str, evidence: serde_json::Value) -> Finding {
    Finding {
        phase: "near_duplicate",
        code,
        severity: Severity::Hold,
        evidence,
    }
}
