//! Gate: refuses the text that the same author posted in the same place shortly before.

use chrono::Duration;

use crate::domain::refusal::Refusal;
use crate::domain::status::Status;
use crate::moderation::draft::PreparedComment;
use crate::moderation::facts::{AuthorRole, EarlierComment, Facts, Relation};
use crate::moderation::matches::Match;
use crate::text::visible_form::visible_form;

/// Refuses the second of two texts that readers see as the same, under the same article and the
/// same parent: usually a double click. A text that differs in anything that can be seen, such as
/// case or punctuation, is held instead if its skeleton is equal, and so is any equal text after
/// the policy's `repeat_refusal_seconds`. An author may post a withdrawn text again, and staff may
/// repeat themselves.
///
/// Anybody can type the author's email. Whoever does without a proof is not refused, and so does not
/// learn that the author wrote the text, which may wait for a moderator: the comment is held.
pub(crate) fn gate(prepared: &PreparedComment, facts: &Facts, _: &[Match]) -> Result<(), Refusal> {
    if facts.author.role == AuthorRole::Staff {
        return Ok(());
    }

    // Equal skeletons are required, too: only they tell what a bidi override displays.
    let mut equal = facts
        .earlier_comments
        .iter()
        .filter(|earlier| is_recent_in_place(earlier, facts))
        .filter(|earlier| earlier.skeleton == prepared.skeleton)
        .peekable();
    if equal.peek().is_none() {
        return Ok(());
    }

    let text = visible_form(prepared.body.as_str());
    match equal.find(|earlier| visible_form(&earlier.body) == text) {
        Some(earlier) => Err(Refusal::DuplicateComment {
            duplicate_of: earlier.comment_id,
        }),
        None => Ok(()),
    }
}

/// Whether the author has posted the earlier comment shortly before under the same article and the
/// same parent, and has not withdrawn it.
fn is_recent_in_place(earlier: &EarlierComment, facts: &Facts) -> bool {
    let since = facts.now - Duration::seconds(i64::from(facts.policy.repeat_refusal_seconds));

    earlier.relation == Relation::SameAuthor
        && earlier.article_id == facts.article.article_id
        && earlier.parent_id == facts.parent_id
        && earlier.created_at > since
        && earlier.status != Status::Withdrawn
}
