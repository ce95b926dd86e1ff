//! What may the phases look at? Everything, gathered by `flows/gather.rs` in one transaction.

use chrono::{DateTime, Utc};

use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId};
use crate::domain::policy::Policy;
use crate::domain::status::Status;
use crate::text::skeleton::Skeleton;

#[derive(Debug, Clone)]
pub struct Facts {
    pub now: DateTime<Utc>,
    pub policy: Policy,
    pub policy_version: i32,
    pub article: ArticleFacts,
    pub author: AuthorFacts,
    /// `None` for a top-level comment.
    pub parent: Option<ParentFacts>,
    /// Earlier comments of the site that may be like this one, oldest first.
    pub earlier: Vec<Earlier>,
}

#[derive(Debug, Clone)]
pub struct ArticleFacts {
    pub article_id: ArticleId,
    pub comments_open: bool,
    pub published_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy)]
pub struct AuthorFacts {
    pub standing: Standing,
    /// A comment under the same email was approved on this site.
    pub is_known: bool,
}

/// Staff are never held or refused for what they write; what is noticed is still noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Reader,
    Staff,
}

#[derive(Debug, Clone, Copy)]
pub struct ParentFacts {
    pub status: Status,
    pub depth: u32,
}

/// A comment that was there before, with what judging a repeat takes.
#[derive(Debug, Clone)]
pub struct Earlier {
    pub comment_id: CommentId,
    pub article_id: ArticleId,
    pub relation: Relation,
    /// Equal for the same person, and for nobody else.
    pub author_key: Vec<u8>,
    pub status: Status,
    pub created_at: DateTime<Utc>,
    pub skeleton: Skeleton,
    /// The group of repeats that it is in already.
    pub group: Option<EarlierGroup>,
}

/// Whose the earlier comment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    SameAuthor,
    OtherAuthor,
}

impl Relation {
    pub const fn of(same_author: bool) -> Self {
        if same_author {
            Self::SameAuthor
        } else {
            Self::OtherAuthor
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierGroup {
    pub duplicate_group_id: DuplicateGroupId,
    pub settled: bool,
}
