//! Inspector: holds a comment that duplicates an earlier one, under this or another article.

use serde_json::{Value, json};

use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::{Match, closest};

/// One finding for the closest duplicate, and one more if a duplicated comment belongs to a settled
/// group.
pub(crate) fn inspect(_: &PreparedComment, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    let duplicates: Vec<&Match> = matches
        .iter()
        .filter(|found| found.counts_as_duplicate())
        .collect();

    let of_closest = closest(&duplicates).map(|closest| {
        let mut evidence = closest.evidence(facts.now);
        if let Some(fields) = evidence.as_object_mut() {
            fields.insert("matches".to_owned(), json!(duplicates.len()));
        }
        finding("near_duplicate", evidence)
    });

    let settled = duplicates
        .iter()
        .find_map(|found| found.group.filter(|group| group.settled));
    let of_settled = settled.map(|group| {
        let evidence = json!({ "duplicate_group_id": group.duplicate_group_id });
        finding("repeats_settled_group", evidence)
    });

    of_closest.into_iter().chain(of_settled).collect()
}

fn finding(code: &'static str, evidence: Value) -> Finding {
    Finding {
        phase: "near_duplicate",
        code,
        severity: Severity::Hold,
        evidence,
    }
}
