//! One newtype for each kind of id, so that an article's id is never taken for a comment's.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id of all zeros. It sorts before every id that is in use.
            pub const NIL: Self = Self(Uuid::nil());

            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The 16 bytes in the order in which Postgres sorts them.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

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
    /// An article of a site.
    ArticleId,
    /// A UUIDv7 of the comment's creation: sorting by it is sorting by age.
    CommentId,
    /// A moderator's or admin's account.
    ModeratorId,
    /// A sign-in of a moderator: the family of its refresh tokens.
    SessionId,
    /// One decision of a moderator about one comment.
    DecisionId,
    /// A group of comments that duplicate each other.
    DuplicateGroupId,
    /// A reader's report about a comment.
    ReportId,
}

impl SiteId {
    /// In the place of a site, for what belongs to the whole installation.
    pub const NONE: Self = Self(Uuid::nil());
}
