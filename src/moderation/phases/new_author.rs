//! Inspector: holds the comments of authors who have no approved comment yet, or do not show that it
//! is theirs.

use serde_json::json;

use crate::domain::policy::Mode;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::Match;

/// Only under the mode `new_authors`: elsewhere the finding would appear on every first comment
/// without consequences.
pub(crate) fn inspect(_: &PreparedComment, facts: &Facts, _: &[Match]) -> Vec<Finding> {
    if facts.policy.mode != Mode::NewAuthors || facts.author.is_known {
        return Vec::new();
    }

    vec![Finding {
        phase: "new_author",
        code: "new_author",
        severity: Severity::Hold,
        evidence: json!({ "approved_comments": 0 }),
    }]
}
