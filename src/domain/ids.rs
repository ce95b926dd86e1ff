//! Which kind of thing does an id name? One newtype each, so that an article's id is never taken
//! for a comment's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

id! {
    /// A publication with its own policy, salt and origins. First column of every key.
    SiteId,
    ArticleId,
    /// A UUIDv7 of the comment's creation: sorting by it is sorting by age.
    CommentId,
    ModeratorId,
    DecisionId,
    DuplicateGroupId,
    ReportId,
}

impl SiteId {
    /// In the place of a site, for what belongs to the whole installation.
    pub const NONE: Self = Self(Uuid::nil());
}
