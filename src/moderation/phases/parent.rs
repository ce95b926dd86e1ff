//! May a reply hang where it wants to?

use crate::domain::refusal::Refusal;
use crate::domain::status::Status;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::Facts;
use crate::moderation::phases::duplicates::Match;

/// Only an approved comment takes replies, and only down to the policy's depth.
pub fn gate(_: &Prepared, facts: &Facts, _: &[Match]) -> Result<(), Refusal> {
    let Some(parent) = facts.parent else {
        return Ok(());
    };
    let max_depth = facts.policy.max_depth;
    if parent.status != Status::Approved {
        return Err(Refusal::ParentNotFound);
    }
    if parent.depth >= max_depth {
        Err(Refusal::TooDeep { max_depth })
    } else {
        Ok(())
    }
}
