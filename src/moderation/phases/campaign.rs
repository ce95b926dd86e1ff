//! Inspector: notes that several authors post the same message.

use std::collections::HashSet;

use serde_json::json;

use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{Facts, Relation};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::Match;

/// A note beside the finding about the closest text: the number of authors tells a moderator more
/// than the similarity of the copies. Duplicates count, and texts that share a message: one
/// advertisement with other words around it, or with another filling of its slot.
pub(crate) fn inspect(_: &PreparedComment, facts: &Facts, matches: &[Match]) -> Vec<Finding> {
    let members: Vec<&Match> = matches
        .iter()
        .filter(|found| found.counts_for_campaign())
        .collect();
    let other_authors: HashSet<&[u8]> = members
        .iter()
        .filter(|found| found.relation == Relation::OtherAuthor)
        .map(|found| found.author_key.as_slice())
        .collect();

    let authors = other_authors.len() + 1;
    let enough = facts.policy.campaign_authors;
    let is_campaign =
        enough > 0 && usize::try_from(enough).is_ok_and(|enough| authors >= enough.max(2));
    let Some(first) = members.first().filter(|_| is_campaign) else {
        return Vec::new();
    };

    vec![Finding {
        phase: "campaign",
        code: "campaign",
        severity: Severity::Note,
        evidence: json!({
            "comment_id": first.comment_id,
            "authors": authors,
            "comments": members.len() + 1,
            "age_seconds": (facts.now - first.created_at).num_seconds(),
        }),
    }]
}
