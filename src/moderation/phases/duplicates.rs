//! Which earlier comments does this one repeat? The judgement that gates and inspectors share.

use chrono::{DateTime, Utc};

use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::policy::Policy;
use crate::domain::status::Status;
use crate::moderation::facts::{Earlier, EarlierGroup, Relation};
use crate::moderation::repeat::{Kind, Limits, compare};
use crate::text::skeleton::Skeleton;

/// An earlier comment that says nearly the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub kind: Kind,
    /// Jaccard similarity of the gram sets, 0 to 1.
    pub similarity: f64,
    pub relation: Relation,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    pub group: Option<EarlierGroup>,
}

/// All repeats among the candidates, in their order: the oldest first.
pub fn matches(skeleton: &Skeleton, policy: &Policy, candidates: &[Earlier]) -> Vec<Match> {
    let limits = Limits::of(policy);
    candidates
        .iter()
        .filter_map(|earlier| {
            let found = compare(&earlier.skeleton, skeleton, earlier.relation, &limits);
            let kind = found.kind.filter(|kind| kind.is_repeat())?;
            Some(Match {
                comment_id: earlier.comment_id,
                article_id: earlier.article_id,
                kind,
                similarity: found.similarity,
                relation: earlier.relation,
                status: earlier.status,
                created_at: earlier.created_at,
                group: earlier.group,
            })
        })
        .collect()
}
