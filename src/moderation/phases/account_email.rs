//! Inspector: holds a reader's comment under the email of an active account.

use serde_json::json;

use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::Match;

/// Anybody can type the email. Its owner signs in.
pub(crate) fn inspect(prepared: &PreparedComment, facts: &Facts, _: &[Match]) -> Vec<Finding> {
    if facts.accounts.is_empty() {
        return Vec::new();
    }

    let keys = prepared.author.email.account_keys();
    let account = facts
        .accounts
        .iter()
        .find(|account| keys.contains(&account.email));
    let finding = account.map(|account| Finding {
        phase: "account_email",
        code: "account_email",
        severity: Severity::Hold,
        evidence: json!({ "moderator_id": account.moderator_id }),
    });

    finding.into_iter().collect()
}
