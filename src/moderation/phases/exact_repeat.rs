//! Has the same person said exactly this under this article before?

use crate::domain::refusal::Refusal;
use crate::domain::status::Status;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{Facts, Relation, Standing};
use crate::moderation::phases::duplicates::Match;
use crate::moderation::repeat::Kind;

/// Refuses the second of two equal texts, whatever their case, spacing or punctuation. A text that its author
/// withdrew may be said again; staff may repeat themselves.
pub fn gate(_: &Prepared, facts: &Facts, matches: &[Match]) -> Result<(), Refusal> {
    if facts.author.standing == Standing::Staff {
        return Ok(());
    }
    let repeated = matches.iter().find(|found| {
        found.kind == Kind::Exact
            && found.relation == Relation::SameAuthor
            && found.article_id == facts.article.article_id
            && found.status != Status::Withdrawn
    });
    match repeated {
        Some(found) => Err(Refusal::DuplicateComment { duplicate_of: found.comment_id.0 }),
        None => Ok(()),
    }
}
