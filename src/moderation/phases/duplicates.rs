//! Which earlier comments is this one like? The judgement that gates and inspectors share.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::policy::Policy;
use crate::domain::status::Status;
use crate::moderation::facts::{Earlier, EarlierGroup, Facts, Relation};
use crate::moderation::finding::{Finding, Severity};
use crate::moderation::repeat::{Kind, Limits, compare};
use crate::text::skeleton::Skeleton;

/// An earlier comment that this one is like.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub kind: Kind,
    /// Jaccard similarity of the gram sets, 0 to 1.
    pub similarity: f64,
    /// How much of the shorter text stands in the other one, 0 to 1.
    pub containment: f64,
    pub relation: Relation,
    pub author_key: Vec<u8>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    pub group: Option<EarlierGroup>,
}

/// What is like the text among the candidates, in their order: the oldest first.
pub fn matches(skeleton: &Skeleton, policy: &Policy, candidates: &[Earlier]) -> Vec<Match> {
    let limits = Limits::of(policy);
    candidates
        .iter()
        .filter_map(|earlier| {
            let found = compare(&earlier.skeleton, skeleton, earlier.relation, &limits);
            Some(Match {
                comment_id: earlier.comment_id,
                article_id: earlier.article_id,
                kind: found.kind?,
                similarity: found.similarity,
                containment: found.containment,
                relation: earlier.relation,
                author_key: earlier.author_key.clone(),
                status: earlier.status,
                created_at: earlier.created_at,
                group: earlier.group,
            })
        })
        .collect()
}

impl Match {
    /// Whether the comment says the same once more: that is held, and goes into a group. What its
    /// author has taken back is their own business, so to repeat it is no repeat, unless moderators
    /// have decided on that text.
    pub fn is_repeat(&self) -> bool {
        let is_settled = self.group.is_some_and(|group| group.settled);
        (self.stands() || is_settled) && matches!(self.kind, Kind::Exact | Kind::Near)
    }

    /// Whether the earlier comment was not taken back.
    pub fn stands(&self) -> bool {
        self.status != Status::Withdrawn
    }

    /// What a moderator is shown of it.
    pub fn evidence(&self, now: DateTime<Utc>) -> Value {
        json!({
            "comment_id": self.comment_id,
            "article_id": self.article_id,
            "kind": self.kind.as_str(),
            "similarity": rounded(self.similarity),
            "containment": rounded(self.containment),
            "same_author": self.relation == Relation::SameAuthor,
            "age_seconds": (now - self.created_at).num_seconds(),
        })
    }
}

/// A note about the closest of the earlier comments that are like this one in that way. Its phase
/// is called as the kind.
pub fn note_closest(facts: &Facts, matches: &[Match], kind: Kind) -> Vec<Finding> {
    let of_kind: Vec<&Match> = matches
        .iter()
        .filter(|found| found.stands() && found.kind == kind)
        .collect();
    closest(&of_kind)
        .map(|closest| Finding {
            phase: kind.as_str(),
            code: kind.as_str(),
            severity: Severity::Note,
            evidence: closest.evidence(facts.now),
        })
        .into_iter()
        .collect()
}

/// The most similar one; the oldest of equals.
pub fn closest<'a>(matches: &[&'a Match]) -> Option<&'a Match> {
    matches
        .iter()
        .rev()
        .copied()
        .max_by(|a, b| a.similarity.total_cmp(&b.similarity))
}

fn rounded(share: f64) -> f64 {
    (share * 1000.0).round() / 1000.0
}
