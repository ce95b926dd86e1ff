//! Gate: refuses comments under a closed article.

use chrono::Duration;

use crate::domain::refusal::Refusal;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{AuthorRole, Facts};
use crate::moderation::matches::Match;

/// An article is closed by an admin, or `close_after_days` after its publication. Staff may still
/// comment.
pub(crate) fn gate(_: &PreparedComment, facts: &Facts, _: &[Match]) -> Result<(), Refusal> {
    let days = facts.policy.close_after_days;
    let expires_at = facts.article.published_at + Duration::days(i64::from(days));
    let is_expired = days > 0 && facts.now >= expires_at;
    let is_open = facts.article.comments_open && !is_expired;

    if is_open || facts.author.role == AuthorRole::Staff {
        Ok(())
    } else {
        Err(Refusal::CommentsClosed)
    }
}
