//! Inspector: notes that several authors post the same text.

use std::collections::HashSet;

use serde_json::json;

use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{Facts, Relation};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::Match;

/// A note beside the finding about the duplicate itself: the number of authors tells a moderator
/// more than the similarity of the copies. Short texts duplicate nothing, so they never count.
pub(crate) fn inspect(_: &PreparedComment, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    let duplicates: Vec<&Match> = matches
        .iter()
        .filter(|found| found.counts_as_duplicate())
        .collect();
    let other_authors: HashSet<&[u8]> = duplicates
        .iter()
        .filter(|found| found.relation == Relation::OtherAuthor)
        .map(|found| found.author_key.as_slice())
        .collect();

    let authors = other_authors.len() + 1;
    let enough = facts.policy.campaign_authors;
    let is_campaign =
        enough > 0 && usize::try_from(enough).is_ok_and(|enough| authors >= enough.max(2));
    let Some(first) = duplicates.first().filter(|_| is_campaign) else {
        return Vec::new();
    };

    vec![Finding {
        phase: "campaign",
        code: "campaign",
        severity: Severity::Note,
        evidence: json!({
            "comment_id": first.comment_id,
            "authors": authors,
            "comments": duplicates.len() + 1,
            "age_seconds": (facts.now - first.created_at).num_seconds(),
        }),
    }]
}
