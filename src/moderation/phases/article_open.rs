//! Gate: refuses comments under a closed article.

use crate::domain::refusal::Refusal;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{AuthorRole, Facts};
use crate::moderation::matches::Match;

/// An article is closed by an admin, or `close_after_days` after its publication. Staff may still
/// comment.
pub(crate) fn gate(_: &PreparedComment, facts: &Facts, _: &[Match]) -> Result<(), Refusal> {
    let closes_at = facts.policy.closes_at(facts.article.published_at);
    let is_expired = closes_at.is_some_and(|closes_at| facts.now >= closes_at);
    let is_open = facts.article.comments_open && !is_expired;

    if is_open || facts.author.role == AuthorRole::Staff {
        Ok(())
    } else {
        Err(Refusal::CommentsClosed)
    }
}
