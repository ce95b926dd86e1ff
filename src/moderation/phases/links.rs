//! Inspector: holds a comment with more links than the policy allows.

use serde_json::json;

use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::Match;

/// The most hosts that the evidence lists.
const MAX_HOSTS: usize = 20;

pub(crate) fn inspect(prepared: &PreparedComment, facts: &Facts, _: &[Match]) -> Vec<Finding> {
    let limit = facts.policy.max_links;
    let links = prepared.body.link_hosts().len();
    if u32::try_from(links).is_ok_and(|links| links <= limit) {
        return Vec::new();
    }

    let mut hosts = prepared.body.link_hosts().to_vec();
    hosts.sort();
    hosts.dedup();
    hosts.truncate(MAX_HOSTS);

    vec![Finding {
        phase: "links",
        code: "too_many_links",
        severity: Severity::Hold,
        evidence: json!({ "links": links, "limit": limit, "hosts": hosts }),
    }]
}
