//! Gate: refuses the text that the same author posted under the article shortly before.

use chrono::Duration;

use crate::domain::refusal::Refusal;
use crate::moderation::comparison::MatchKind;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{AuthorRole, Facts, Relation};
use crate::moderation::matches::Match;

/// Refuses the second of two equal texts, ignoring case, spacing and punctuation: usually a double
/// click. After the policy's `repeat_refusal_seconds` such a text is held instead. An author may
/// post a withdrawn text again, and staff may repeat themselves.
pub(crate) fn gate(_: &PreparedComment, facts: &Facts, matches: &[Match]) -> Result<(), Refusal> {
    if facts.author.role == AuthorRole::Staff {
        return Ok(());
    }

    let since = facts.now - Duration::seconds(i64::from(facts.policy.repeat_refusal_seconds));
    let duplicate = matches.iter().find(|found| {
        found.kind == MatchKind::Exact
            && found.relation == Relation::SameAuthor
            && found.article_id == facts.article.article_id
            && found.created_at > since
            && !found.is_withdrawn()
    });

    match duplicate {
        Some(found) => Err(Refusal::DuplicateComment {
            duplicate_of: found.comment_id,
        }),
        None => Ok(()),
    }
}
