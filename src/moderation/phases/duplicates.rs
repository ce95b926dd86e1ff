//! Which earlier comments does this one repeat? The judgement that gates and inspectors share.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::status::Status;
use crate::moderation::draft::Prepared;
use crate::moderation::facts::{EarlierGroup, Facts, Relation};
use crate::text::similarity::{Similarity, same_frame};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The same after case, spacing, punctuation and invisible characters.
    Exact,
    /// Most of it the same.
    Near,
}

/// All repeats among the candidates, in their order: the oldest first.
pub fn matches(prepared: &Prepared, facts: &Facts) -> Vec<Match> {
    facts
        .earlier
        .iter()
        .filter_map(|earlier| {
            let similarity = Similarity::between(&prepared.skeleton, &earlier.skeleton);
            let equal = prepared.skeleton == earlier.skeleton;
            let near = similarity.jaccard >= facts.policy.near_duplicate_threshold;
            // Short texts of different people say the same by chance ("Great article!").
            let short = prepared.skeleton.is_short() && earlier.relation == Relation::OtherAuthor;
            let kind = match (equal, near) {
                _ if short => return None,
                (true, _) => Kind::Exact,
                (false, true)
                    if !prepared.skeleton.is_short()
                        && !same_frame(&prepared.skeleton, &earlier.skeleton) =>
                {
                    Kind::Near
                }
                _ => return None,
            };
            Some(Match {
                comment_id: earlier.comment_id,
                article_id: earlier.article_id,
                kind,
                similarity: if equal { 1.0 } else { similarity.jaccard },
                relation: earlier.relation,
                status: earlier.status,
                created_at: earlier.created_at,
                group: earlier.group,
            })
        })
        .collect()
}

impl Kind {
    /// The name in SQL, JSON and docs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Near => "near",
        }
    }
}
