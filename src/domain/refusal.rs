//! Every business "no", each with its stable code. The contract names these codes; docs/ERRORS.md
//! explains them.

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::status::Status;

/// Why a request that we understood is not carried out. `http/problem.rs` gives each its status and
/// title.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Readable but invalid: one entry for each field that must change.
    Invalid(Vec<Invalid>),
    /// A cursor that this list did not hand out.
    InvalidCursor,
    /// Events after this cursor were removed, or it is of a database that was restored since.
    EventsExpired,
    /// Nothing here under that id, or nothing that the caller may know of.
    NotFound(Noun),
    /// No token, or one that does not hold (expired, revoked, forged).
    Unauthenticated,
    /// Wrong email or wrong password; which of them is not told.
    InvalidCredentials,
    /// A valid token whose role does not allow this.
    Forbidden,
    /// Too often. `retry_after` is in whole seconds.
    RateLimited {
        retry_after: u64,
    },
    CommentsClosed,
    ChallengeRequired,
    ChallengeFailed,
    /// The same person repeats the same text under the article.
    DuplicateComment {
        duplicate_of: Uuid,
    },
    ParentNotFound,
    TooDeep {
        max_depth: u32,
    },
    EditWindowClosed,
    /// The thing has changed since the client read it. The present state comes with it.
    VersionConflict(Box<Current>),
    /// The action makes no sense in the present state, such as a decision about a withdrawn
    /// comment.
    InvalidTransition {
        status: Status,
    },
    /// The decision cannot be undone: a later one stands upon it, or it was undone already.
    UndoConflict(Box<Current>),
    /// A group that one decision has settled takes no second one.
    GroupSettled,
    HasComments {
        comments: i64,
    },
    /// A unique value that is taken; `pointer` names the field.
    AlreadyExists {
        pointer: &'static str,
        detail: &'static str,
    },
    LastAdmin,
    IdempotencyKeyReused,
    IdempotencyInProgress,
}

/// One field of a request that must change. `pointer` is a JSON pointer (RFC 6901) into the body,
/// or the name of a query parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    pub pointer: String,
    pub code: &'static str,
    pub detail: String,
}

/// The present state of a comment, article, policy or group that changed since the client read it.
#[derive(Debug, Clone, PartialEq)]
pub struct Current {
    pub status: Option<Status>,
    pub version: i32,
    pub last_decision: Option<LastDecision>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LastDecision {
    pub decision_id: Uuid,
    pub action: String,
    pub moderator: Option<String>,
    pub decided_at: DateTime<Utc>,
}

/// The things that can be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    Article,
    Comment,
    Decision,
    DuplicateGroup,
    Moderator,
    Site,
}

impl Refusal {
    /// A refusal about a single field.
    pub fn invalid(
        pointer: impl Into<String>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self::Invalid(vec![Invalid::new(pointer, code, detail)])
    }

    /// A conflict about a thing that has a version but no status, such as an article or a policy.
    /// `current` is its present version.
    pub fn version_conflict(current: i32) -> Self {
        Self::VersionConflict(Box::new(Current {
            status: None,
            version: current,
            last_decision: None,
        }))
    }
}

impl Invalid {
    pub fn new(pointer: impl Into<String>, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
        }
    }
}

impl Noun {
    /// The noun in a sentence: "There is no such article."
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Comment => "comment",
            Self::Decision => "decision",
            Self::DuplicateGroup => "duplicate group",
            Self::Moderator => "moderator",
            Self::Site => "site",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only for logs and tests; the client's wording is in `http/problem.rs`.
        write!(f, "{self:?}")
    }
}
