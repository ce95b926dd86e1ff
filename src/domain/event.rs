//! What can happen, under which name is it kept, and which public pages does it change?

use crate::domain::ids::ArticleId;
use crate::domain::status::Status;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    CommentSubmitted,
    CommentDecided,
    CommentEdited,
    CommentWithdrawn,
    CommentReported,
    ArticleCreated,
    ArticleChanged,
    ArticleDeleted,
    PolicyChanged,
    DuplicateGroupsMerged,
    DuplicateGroupSplit,
    ModeratorCreated,
    ModeratorChanged,
    RefreshTokenReused,
}

impl EventKind {
    pub const ALL: &[Self] = &[
        Self::CommentSubmitted,
        Self::CommentDecided,
        Self::CommentEdited,
        Self::CommentWithdrawn,
        Self::CommentReported,
        Self::ArticleCreated,
        Self::ArticleChanged,
        Self::ArticleDeleted,
        Self::PolicyChanged,
        Self::DuplicateGroupsMerged,
        Self::DuplicateGroupSplit,
        Self::ModeratorCreated,
        Self::ModeratorChanged,
        Self::RefreshTokenReused,
    ];

    /// The name under which it is kept; it never changes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CommentSubmitted => "comment_submitted",
            Self::CommentDecided => "comment_decided",
            Self::CommentEdited => "comment_edited",
            Self::CommentWithdrawn => "comment_withdrawn",
            Self::CommentReported => "comment_reported",
            Self::ArticleCreated => "article_created",
            Self::ArticleChanged => "article_changed",
            Self::ArticleDeleted => "article_deleted",
            Self::PolicyChanged => "policy_changed",
            Self::DuplicateGroupsMerged => "duplicate_groups_merged",
            Self::DuplicateGroupSplit => "duplicate_group_split",
            Self::ModeratorCreated => "moderator_created",
            Self::ModeratorChanged => "moderator_changed",
            Self::RefreshTokenReused => "refresh_token_reused",
        }
    }

    /// The kind of that name, or `None` for one that this version does not know.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// Which public pages show something else after an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Nothing,
    /// The pages of one article, and every list over several.
    Article(ArticleId),
    Everything,
    /// No public page, but which other pages may read them: the origins that policies allow.
    Origins,
}

impl Reach {
    /// The reach of an event of that kind about that article. `status` is the comment's, where the
    /// event tells it. What this version does not know may have changed anything.
    pub fn of(kind: &str, article: Option<ArticleId>, status: Option<&str>) -> Self {
        let Some(kind) = EventKind::parse(kind) else {
            return Self::Everything;
        };
        let pages = article.map_or(Self::Everything, Self::Article);
        match kind {
            // Nobody sees a comment that waits. Whatever happens to it later may change a place
            // that is kept.
            EventKind::CommentSubmitted if status != Some(Status::Approved.as_str()) => {
                Self::Nothing
            }
            EventKind::CommentSubmitted
            | EventKind::CommentDecided
            | EventKind::CommentEdited
            | EventKind::CommentWithdrawn
            | EventKind::ArticleCreated
            | EventKind::ArticleChanged
            | EventKind::ArticleDeleted => pages,
            // Pages show nothing of it: a policy judges what comes later.
            EventKind::PolicyChanged => Self::Origins,
            EventKind::CommentReported
            | EventKind::DuplicateGroupsMerged
            | EventKind::DuplicateGroupSplit
            | EventKind::ModeratorCreated
            | EventKind::ModeratorChanged
            | EventKind::RefreshTokenReused => Self::Nothing,
        }
    }

    /// Whether policies may allow other origins since.
    pub const fn is_of_origins(self) -> bool {
        matches!(self, Self::Origins | Self::Everything)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_kind_is_listed_and_found_by_its_name() {
        for kind in EventKind::ALL {
            assert_eq!(EventKind::parse(kind.as_str()), Some(*kind));
        }
        assert_eq!(EventKind::parse("comment_exalted"), None);
    }

    #[test]
    fn what_is_not_understood_may_have_changed_anything() {
        let article = ArticleId(Uuid::from_u128(7));
        assert_eq!(
            Reach::of("comment_exalted", Some(article), None),
            Reach::Everything
        );
        assert_eq!(Reach::of("comment_decided", None, None), Reach::Everything);
        assert_eq!(
            Reach::of("comment_submitted", Some(article), Some("pending")),
            Reach::Nothing
        );
        assert_eq!(
            Reach::of("comment_submitted", Some(article), Some("approved")),
            Reach::Article(article)
        );
    }
}
