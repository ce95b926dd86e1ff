//! Inspector: holds a comment with a contact that other authors use, too, such as a telephone
//! number.

use serde_json::{Value, json};

use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{Facts, SharedContact};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::Match;

/// One finding for each contact that others use and nobody has let through, and a note if enough
/// authors use one for a campaign. Two people have no telephone number in common by chance, however
/// short or different their texts are.
pub(crate) fn inspect(_: &PreparedComment, facts: &Facts, _: &[Match]) -> Vec<Finding> {
    let shared: Vec<&SharedContact> = facts
        .contacts
        .iter()
        .filter(|contact| contact.is_suspicious())
        .collect();

    let holds = shared
        .iter()
        .map(|contact| finding("shared_contact", Severity::Hold, evidence(contact, facts)));

    let most_used = shared
        .iter()
        .rev()
        .max_by_key(|contact| contact.other_authors());
    let campaign = most_used
        .filter(|contact| is_campaign(contact, facts.policy.campaign_authors))
        .map(|contact| finding("campaign", Severity::Note, evidence(contact, facts)));

    holds.chain(campaign).collect()
}

/// Whether so many authors use the contact that the policy calls it a campaign.
fn is_campaign(contact: &SharedContact, enough: u32) -> bool {
    let authors = contact.other_authors() + 1;

    enough > 0 && usize::try_from(enough).is_ok_and(|enough| authors >= enough)
}

fn evidence(contact: &SharedContact, facts: &Facts) -> Value {
    let first = contact.uses.first();

    json!({
        "kind": contact.kind.as_str(),
        "value": contact.written,
        "comment_id": first.map(|first| first.comment_id),
        "authors": contact.other_authors() + 1,
        "comments": contact.uses.len() + 1,
        "age_seconds": first.map(|first| (facts.now - first.created_at).num_seconds()),
    })
}

const fn finding(code: &'static str, severity: Severity, evidence: Value) -> Finding {
    Finding {
        phase: "shared_contact",
        code,
        severity,
        evidence,
    }
}
