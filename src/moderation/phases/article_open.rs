//! Does the article still take comments?

use chrono::Duration;

use crate::domain::refusal::Refusal;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{Facts, Standing};
use crate::moderation::phases::duplicates::Match;

/// Closed by hand, or `close_after_days` after publication. Staff may still write.
pub fn gate(_: &Prepared, facts: &Facts, _: &[Match]) -> Result<(), Refusal> {
    let days = facts.policy.close_after_days;
    let expired =
        days > 0 && facts.now >= facts.article.published_at + Duration::days(i64::from(days));
    let open = facts.article.comments_open && !expired;
    if open || facts.author.standing == Standing::Staff {
        Ok(())
    } else {
        Err(Refusal::CommentsClosed)
    }
}
