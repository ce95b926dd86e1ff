//! Ids that travel together with their site: every lookup is within one site.

use crate::domain::ids::{ArticleId, CommentId, DuplicateGroupId, SiteId};

/// One article of one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ArticleKey {
    pub site: SiteId,
    pub article: ArticleId,
}

/// One comment of one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CommentKey {
    pub site: SiteId,
    pub comment: CommentId,
}

/// One group of duplicates of one site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct GroupKey {
    pub site: SiteId,
    pub group: DuplicateGroupId,
}
