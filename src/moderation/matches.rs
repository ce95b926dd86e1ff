//! The earlier comments that a comment is like. Gates and inspectors share this list.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::policy::Policy;
use crate::domain::status::Status;
use crate::moderation::comparison::{DuplicateLimits, MatchKind, compare};
use crate::moderation::facts::{EarlierComment, EarlierGroup, Facts, Relation};
use crate::moderation::finding::{Finding, Severity};
use crate::text::links::may_name_contact;
use crate::text::skeleton::Skeleton;

/// An earlier comment that this one is like.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub kind: MatchKind,
    /// Whether the two texts belong to one campaign if their authors differ.
    pub is_campaign: bool,
    /// The Jaccard similarity of the two sets of n-grams, 0 to 1.
    pub similarity: f64,
    /// How much of the shorter text occurs in the other one, 0 to 1.
    pub containment: f64,
    pub relation: Relation,
    pub author_key: Vec<u8>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    pub group: Option<EarlierGroup>,
}

/// The candidates that the text is like, in their order: oldest first. `article` is that of the
/// text; `None` for a text without one.
pub fn find_matches(
    skeleton: &Skeleton,
    policy: &Policy,
    article: Option<ArticleId>,
    candidates: &[EarlierComment],
) -> Vec<Match> {
    let limits = DuplicateLimits::of(policy);
    let found = |earlier: &EarlierComment| {
        let matched = match_with(earlier, skeleton, &limits)?;
        let is_remark = Some(earlier.article_id) != article && is_own_remark(earlier, skeleton);

        Some(if is_remark {
            Match {
                kind: MatchKind::Short,
                is_campaign: false,
                ..matched
            }
        } else {
            matched
        })
    };

    candidates.iter().filter_map(found).collect()
}

fn match_with(
    earlier: &EarlierComment,
    later: &Skeleton,
    limits: &DuplicateLimits,
) -> Option<Match> {
    let found = compare(&earlier.skeleton, later, earlier.relation, limits);

    Some(Match {
        comment_id: earlier.comment_id,
        article_id: earlier.article_id,
        kind: found.kind?,
        is_campaign: found.is_campaign,
        similarity: found.similarity,
        containment: found.containment,
        relation: earlier.relation,
        author_key: earlier.author_key.clone(),
        status: earlier.status,
        created_at: earlier.created_at,
        group: earlier.group,
    })
}

/// Whether a text is a few words that its author says more than once, such as "Thanks!": worth a
/// note under another article. A text with a link or a contact is no such remark, and neither is
/// one that moderators decided against. The email is enough: two people say such words by chance,
/// too.
fn is_own_remark(earlier: &EarlierComment, later: &Skeleton) -> bool {
    let is_settled = earlier.group.is_some_and(|group| group.settled);
    let is_disapproved = matches!(earlier.status, Status::Rejected | Status::Spam);

    earlier.relation != Relation::OtherAuthor
        && later.is_short()
        && earlier.skeleton == *later
        && !is_settled
        && !is_disapproved
        && !may_name_contact(&earlier.body)
}

impl Match {
    /// Whether the new comment is held as a duplicate of this one and joins its group. A withdrawn
    /// comment has no duplicates, unless moderators have decided about its group.
    pub(crate) fn counts_as_duplicate(&self) -> bool {
        let is_settled = self.group.is_some_and(|group| group.settled);

        (!self.is_withdrawn() || is_settled)
            && matches!(self.kind, MatchKind::Exact | MatchKind::Near)
    }

    /// Whether the new comment and this one count as parts of one campaign: as duplicates, or because
    /// they share a message.
    pub(crate) fn counts_for_campaign(&self) -> bool {
        self.counts_as_duplicate() || self.is_campaign && !self.is_withdrawn()
    }

    /// Whether the author has withdrawn the earlier comment.
    fn is_withdrawn(&self) -> bool {
        self.status == Status::Withdrawn
    }

    /// The evidence that a moderator sees.
    pub(crate) fn evidence(&self, now: DateTime<Utc>) -> Value {
        json!({
            "comment_id": self.comment_id,
            "article_id": self.article_id,
            "kind": self.kind.as_str(),
            "similarity": rounded(self.similarity),
            "containment": rounded(self.containment),
            "same_author": self.relation == Relation::SameAuthor,
            "same_email": self.relation != Relation::OtherAuthor,
            "age_seconds": (now - self.created_at).num_seconds(),
        })
    }
}

/// A note about the closest of the matches of one kind. The phase is named like the kind.
pub(crate) fn note_closest(facts: &Facts, matches: &[Match], kind: MatchKind) -> Vec<Finding> {
    let of_kind: Vec<&Match> = matches
        .iter()
        .filter(|found| !found.is_withdrawn() && found.kind == kind)
        .collect();

    let note = closest(&of_kind).map(|closest| Finding {
        phase: kind.as_str(),
        code: kind.as_str(),
        severity: Severity::Note,
        evidence: closest.evidence(facts.now),
    });

    note.into_iter().collect()
}

/// The most similar match; among equals the oldest.
pub(crate) fn closest<'a>(matches: &[&'a Match]) -> Option<&'a Match> {
    matches
        .iter()
        .rev()
        .copied()
        .max_by(|a, b| a.similarity.total_cmp(&b.similarity))
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
