//! Gate: refuses replies to comments that are not approved, and replies that are too deep.

use crate::domain::refusal::Refusal;
use crate::domain::status::Status;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::Facts;
use crate::moderation::matches::Match;

/// Only an approved comment takes replies, and only down to the policy's `max_depth`.
pub(crate) fn gate(_: &PreparedComment, facts: &Facts, _: &[Match]) -> Result<(), Refusal> {
    let Some(parent) = facts.parent else {
        return Ok(());
    };

    if parent.status != Status::Approved {
        return Err(Refusal::ParentNotFound);
    }

    let max_depth = facts.policy.max_depth;
    if parent.depth >= max_depth {
        return Err(Refusal::TooDeep { max_depth });
    }

    Ok(())
}
