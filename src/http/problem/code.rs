//! Which error codes are there, and with which status and title does each reach the client?

use actix_web::http::StatusCode;

/// The stable name of an error. `docs/ERRORS.md` explains every one; a test compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    MalformedRequest,
    Unauthenticated,
    InvalidCredentials,
    Forbidden,
    CommentsClosed,
    EditWindowClosed,
    NotFound,
    MethodNotAllowed,
    RequestTimeout,
    DuplicateComment,
    VersionConflict,
    InvalidTransition,
    UndoConflict,
    GroupSettled,
    HasComments,
    AlreadyExists,
    LastAdmin,
    IdempotencyInProgress,
    EventsExpired,
    PayloadTooLarge,
    UriTooLong,
    UnsupportedMediaType,
    ValidationFailed,
    InvalidCursor,
    ChallengeRequired,
    ChallengeFailed,
    ParentNotFound,
    TooDeep,
    IdempotencyKeyReused,
    RateLimited,
    InternalError,
    Unavailable,
    Overloaded,
}

/// Every code, in the order of `docs/ERRORS.md`: by status.
pub const CODES: [Code; 33] = [
    Code::MalformedRequest,
    Code::Unauthenticated,
    Code::InvalidCredentials,
    Code::Forbidden,
    Code::CommentsClosed,
    Code::EditWindowClosed,
    Code::NotFound,
    Code::MethodNotAllowed,
    Code::RequestTimeout,
    Code::DuplicateComment,
    Code::VersionConflict,
    Code::InvalidTransition,
    Code::UndoConflict,
    Code::GroupSettled,
    Code::HasComments,
    Code::AlreadyExists,
    Code::LastAdmin,
    Code::IdempotencyInProgress,
    Code::EventsExpired,
    Code::PayloadTooLarge,
    Code::UriTooLong,
    Code::UnsupportedMediaType,
    Code::ValidationFailed,
    Code::InvalidCursor,
    Code::ChallengeRequired,
    Code::ChallengeFailed,
    Code::ParentNotFound,
    Code::TooDeep,
    Code::IdempotencyKeyReused,
    Code::RateLimited,
    Code::InternalError,
    Code::Unavailable,
    Code::Overloaded,
];

impl Code {
    /// The name in problem documents: stable, never translated.
    pub const fn as_str(self) -> &'static str {
        self.entry().0
    }

    pub const fn status(self) -> StatusCode {
        self.entry().1
    }

    /// The summary in problem documents: the same for every occurrence (RFC 9457, 3.1.3).
    pub const fn title(self) -> &'static str {
        self.entry().2
    }

    const fn entry(self) -> (&'static str, StatusCode, &'static str) {
        use StatusCode as S;
        match self {
            Self::MalformedRequest => (
                "malformed_request",
                S::BAD_REQUEST,
                "The request is not readable",
            ),
            Self::Unauthenticated => (
                "unauthenticated",
                S::UNAUTHORIZED,
                "A valid token is needed",
            ),
            Self::InvalidCredentials => (
                "invalid_credentials",
                S::UNAUTHORIZED,
                "Email and password do not match",
            ),
            Self::Forbidden => ("forbidden", S::FORBIDDEN, "Not allowed"),
            Self::CommentsClosed => ("comments_closed", S::FORBIDDEN, "Comments are closed"),
            Self::EditWindowClosed => (
                "edit_window_closed",
                S::FORBIDDEN,
                "The time to edit has passed",
            ),
            Self::NotFound => ("not_found", S::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => (
                "method_not_allowed",
                S::METHOD_NOT_ALLOWED,
                "The path does not know this method",
            ),
            Self::RequestTimeout => (
                "request_timeout",
                S::REQUEST_TIMEOUT,
                "The request came too slowly",
            ),
            Self::DuplicateComment => (
                "duplicate_comment",
                S::CONFLICT,
                "This comment was posted before",
            ),
            Self::VersionConflict => ("version_conflict", S::CONFLICT, "Somebody else was first"),
            Self::InvalidTransition => (
                "invalid_transition",
                S::CONFLICT,
                "The comment's status does not allow this",
            ),
            Self::UndoConflict => (
                "undo_conflict",
                S::CONFLICT,
                "The decision cannot be undone",
            ),
            Self::GroupSettled => ("group_settled", S::CONFLICT, "The group is settled already"),
            Self::HasComments => ("has_comments", S::CONFLICT, "The article has comments"),
            Self::AlreadyExists => ("already_exists", S::CONFLICT, "The value is taken"),
            Self::LastAdmin => ("last_admin", S::CONFLICT, "The last admin must stay"),
            Self::IdempotencyInProgress => (
                "idempotency_in_progress",
                S::CONFLICT,
                "The first request is still running",
            ),
            Self::EventsExpired => (
                "events_expired",
                S::GONE,
                "The events after this cursor are gone",
            ),
            Self::PayloadTooLarge => (
                "payload_too_large",
                S::PAYLOAD_TOO_LARGE,
                "The body is too large",
            ),
            Self::UriTooLong => ("uri_too_long", S::URI_TOO_LONG, "The address is too long"),
            Self::UnsupportedMediaType => (
                "unsupported_media_type",
                S::UNSUPPORTED_MEDIA_TYPE,
                "The body must be JSON",
            ),
            Self::ValidationFailed => (
                "validation_failed",
                S::UNPROCESSABLE_ENTITY,
                "Some fields must change",
            ),
            Self::InvalidCursor => (
                "invalid_cursor",
                S::UNPROCESSABLE_ENTITY,
                "The cursor does not belong to this list",
            ),
            Self::ChallengeRequired => (
                "challenge_required",
                S::UNPROCESSABLE_ENTITY,
                "The challenge must be answered",
            ),
            Self::ChallengeFailed => (
                "challenge_failed",
                S::UNPROCESSABLE_ENTITY,
                "The answer to the challenge does not hold",
            ),
            Self::ParentNotFound => (
                "parent_not_found",
                S::UNPROCESSABLE_ENTITY,
                "The comment to reply to is not here",
            ),
            Self::TooDeep => (
                "too_deep",
                S::UNPROCESSABLE_ENTITY,
                "The thread is too deep here",
            ),
            Self::IdempotencyKeyReused => (
                "idempotency_key_reused",
                S::UNPROCESSABLE_ENTITY,
                "The key belongs to another request",
            ),
            Self::RateLimited => ("rate_limited", S::TOO_MANY_REQUESTS, "Too many requests"),
            Self::InternalError => (
                "internal_error",
                S::INTERNAL_SERVER_ERROR,
                "Something broke here",
            ),
            Self::Unavailable => (
                "unavailable",
                S::SERVICE_UNAVAILABLE,
                "The service is not available",
            ),
            Self::Overloaded => ("overloaded", S::SERVICE_UNAVAILABLE, "The service is busy"),
        }
    }
}
