//! The kinds of events and which public pages each kind changes.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::domain::enum_names::enum_names;
use crate::domain::ids::ArticleId;
use crate::domain::status::Status;

/// What happened. The names are stored with the events and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum EventKind {
    CommentSubmitted,
    CommentDecided,
    CommentEdited,
    CommentWithdrawn,
    CommentErased,
    CommentReported,
    ArticleCreated,
    ArticleChanged,
    ArticleMoved,
    ArticleDeleted,
    AddressesRenewed,
    PolicyChanged,
    DuplicateGroupsMerged,
    DuplicateGroupSplit,
    ModeratorCreated,
    ModeratorChanged,
    RefreshTokenReused,
}

enum_names!(EventKind);

/// The public pages that an event may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Nothing,
    /// The pages of one article, and every list over several.
    Article(ArticleId),
    /// The same, and which article is at which address.
    ArticleAndAddresses(ArticleId),
    Everything,
    /// Every list over several articles, and which article is at which address.
    Lists,
    /// The same, and the origins whose pages may call the API.
    Policies,
}

impl Reach {
    /// The reach of an event of that kind about that article. `status` is the comment's, if the
    /// event names it. An event that this version does not know may have changed everything.
    pub(crate) fn of(kind: &str, article: Option<ArticleId>, status: Option<&str>) -> Self {
        let Some(kind) = EventKind::parse(kind) else {
            return Self::Everything;
        };
        let pages = article.map_or(Self::Everything, Self::Article);
        let addresses = article.map_or(Self::Everything, Self::ArticleAndAddresses);
        match kind {
            // A held comment is on no page yet. Later events about it report their own reach.
            EventKind::CommentSubmitted if status != Some(Status::Approved.as_str()) => {
                Self::Nothing
            }
            EventKind::CommentSubmitted
            | EventKind::CommentDecided
            | EventKind::CommentEdited
            | EventKind::CommentWithdrawn
            | EventKind::CommentErased => pages,
            EventKind::ArticleCreated
            | EventKind::ArticleChanged
            | EventKind::ArticleMoved
            | EventKind::ArticleDeleted => addresses,
            // Another article may answer for an address.
            EventKind::AddressesRenewed => Self::Lists,
            // A policy applies to later comments only, but at once to all addresses.
            EventKind::PolicyChanged => Self::Policies,
            EventKind::CommentReported
            | EventKind::DuplicateGroupsMerged
            | EventKind::DuplicateGroupSplit
            | EventKind::ModeratorCreated
            | EventKind::ModeratorChanged
            | EventKind::RefreshTokenReused => Self::Nothing,
        }
    }

    /// Whether the allowed origins may have changed.
    pub(crate) const fn is_of_origins(self) -> bool {
        matches!(self, Self::Policies | Self::Everything)
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
    fn an_unknown_event_may_have_changed_everything() {
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
