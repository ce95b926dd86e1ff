//! Every refusal of the service, each with its stable code. docs/ERRORS.md explains the codes.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use strum::IntoStaticStr;

use crate::domain::ids::{CommentId, DecisionId};
use crate::domain::status::Status;

/// Why the service refuses a request that it understood. The `http` layer gives each refusal its
/// status and title.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// Readable but invalid: one entry for each field that must change.
    Invalid(Vec<Invalid>),
    /// A cursor that this list did not issue.
    InvalidCursor,
    /// The events after this cursor were removed, or the cursor is older than a restored database.
    EventsExpired,
    /// Nothing has this id, or the caller may not know that something has it.
    NotFound(Noun),
    /// No token, or one that is expired, revoked or forged.
    Unauthenticated,
    /// A wrong email or a wrong password. The answer does not tell which.
    InvalidCredentials,
    /// A valid token of an account whose password must be changed before anything else.
    PasswordChangeRequired,
    /// A valid token whose role does not allow this.
    Forbidden,
    /// Too many requests. `retry_after` is in whole seconds.
    RateLimited {
        retry_after: u64,
    },
    CommentsClosed,
    /// There is no article at the address, and a comment may not publish one.
    PageNotAllowed(PageFault),
    ChallengeRequired,
    ChallengeFailed,
    /// The author posted the same text in the same place shortly before.
    DuplicateComment {
        duplicate_of: CommentId,
    },
    ParentNotFound,
    TooDeep {
        max_depth: u32,
    },
    EditWindowClosed,
    /// The comment has as many revisions as it may have.
    EditedTooOften {
        edits: i32,
    },
    /// The thing has changed since the client read it. The present state comes with it.
    VersionConflict(Box<Current>),
    /// The present status does not allow the action, such as a decision about a withdrawn comment.
    InvalidTransition {
        status: Status,
    },
    /// The decision cannot be undone: a later decision followed it, or it was undone already.
    UndoConflict(Box<Current>),
    /// The group is settled by one decision and takes no second one.
    GroupSettled,
    HasComments {
        comments: i64,
    },
    /// A unique value is taken. `pointer` names the field.
    AlreadyExists {
        pointer: &'static str,
        detail: Cow<'static, str>,
    },
    LastAdmin,
    IdempotencyKeyReused,
    IdempotencyInProgress,
    /// What the request is about was there, and was withdrawn, erased or removed.
    Gone,
}

/// Why a page without an article may not have a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFault {
    /// No site lists the origin of the address.
    OriginNotListed,
    /// The site publishes its articles itself.
    RegistrationClosed,
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

/// The latest decision about a comment.
#[derive(Debug, Clone, PartialEq)]
pub struct LastDecision {
    pub decision_id: DecisionId,
    pub action: String,
    pub moderator: Option<String>,
    pub decided_at: DateTime<Utc>,
}

/// The things that a request may name and that may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum Noun {
    Article,
    Comment,
    Decision,
    #[strum(serialize = "duplicate group")]
    DuplicateGroup,
    Moderator,
    #[strum(serialize = "policy version")]
    PolicyVersion,
    Session,
    Site,
}

impl Refusal {
    /// A refusal about a single field.
    pub(crate) fn invalid(
        pointer: impl Into<String>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self::Invalid(vec![Invalid::new(pointer, code, detail)])
    }

    /// A conflict about a thing that has a version but no status, such as an article or a policy.
    /// `current` is its present version.
    pub(crate) fn version_conflict(current: i32) -> Self {
        Self::VersionConflict(Box::new(Current {
            status: None,
            version: current,
            last_decision: None,
        }))
    }
}

impl Invalid {
    pub(crate) fn new(
        pointer: impl Into<String>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            pointer: pointer.into(),
            code,
            detail: detail.into(),
        }
    }
}

impl Noun {
    /// The noun in a sentence: "There is no such article."
    pub(crate) const fn name(self) -> &'static str {
        self.into_str()
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only for logs and tests: the `http` layer words the answers to clients.
        write!(f, "{self:?}")
    }
}
