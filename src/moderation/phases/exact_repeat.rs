//! Has the same person said exactly this under this article a moment ago?

use chrono::Duration;

use crate::domain::refusal::Refusal;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{Facts, Relation, Standing};
use crate::moderation::phases::duplicates::Match;
use crate::moderation::repeat::Kind;

/// Refuses the second of two equal texts, whatever their case, spacing or punctuation: a double
/// click, or impatience. After the policy's while it is held instead. A text that its author
/// withdrew may be said again; staff may repeat themselves.
pub fn gate(_: &Prepared, facts: &Facts, matches: &[Match]) -> Result<(), Refusal> {
    if facts.author.standing == Standing::Staff {
        return Ok(());
    }
    let since = facts.now - Duration::seconds(i64::from(facts.policy.repeat_refusal_seconds));
    let repeated = matches.iter().find(|found| {
        found.kind == Kind::Exact
            && found.relation == Relation::SameAuthor
            && found.article_id == facts.article.article_id
            && found.created_at > since
            && found.stands()
    });
    match repeated {
        Some(found) => Err(Refusal::DuplicateComment {
            duplicate_of: found.comment_id.0,
        }),
        None => Ok(()),
    }
}
