//! Inspector: holds a reader's comment under a name that readers may take for the staff's.

use serde_json::json;

use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{AuthorRole, Facts};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::matches::Match;
use crate::text::name_form::NameForm;

/// A name like that of an active account, or that of a role, such as "Admin".
pub(crate) fn inspect(prepared: &PreparedComment, facts: &Facts, _: &[Match]) -> Vec<Finding> {
    if facts.author.role == AuthorRole::Staff {
        return Vec::new();
    }

    let name = NameForm::of(prepared.author.name.as_str());
    let account = facts
        .accounts
        .iter()
        .find(|account| name.resembles(&account.name));
    let evidence = match account {
        Some(account) => json!({ "moderator_id": account.moderator_id }),
        None if name.is_role() => json!({ "moderator_id": null }),
        None => return Vec::new(),
    };

    vec![Finding {
        phase: "similar_name",
        code: "similar_name",
        severity: Severity::Hold,
        evidence,
    }]
}
