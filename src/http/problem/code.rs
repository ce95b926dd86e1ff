//! The error codes, each with its status and title.

use actix_web::http::StatusCode;

/// The stable name of an error. `docs/ERRORS.md` explains every one; a test compares the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    MalformedRequest,
    Unauthenticated,
    InvalidCredentials,
    Forbidden,
    PasswordChangeRequired,
    CommentsClosed,
    EditWindowClosed,
    EditedTooOften,
    PageNotAllowed,
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
    Gone,
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
pub const CODES: [Code; 37] = [
    Code::MalformedRequest,
    Code::Unauthenticated,
    Code::InvalidCredentials,
    Code::Forbidden,
    Code::PasswordChangeRequired,
    Code::CommentsClosed,
    Code::EditWindowClosed,
    Code::EditedTooOften,
    Code::PageNotAllowed,
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
    Code::Gone,
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
        self.entry().name
    }

    pub const fn status(self) -> StatusCode {
        self.entry().status
    }

    /// The summary in problem documents: the same for every occurrence (RFC 9457, 3.1.3).
    pub(crate) const fn title(self) -> &'static str {
        self.entry().title
    }

    const fn entry(self) -> Entry {
        use StatusCode as S;

        match self {
            Self::MalformedRequest => entry(
                "malformed_request",
                S::BAD_REQUEST,
                "The request cannot be read",
            ),
            Self::Unauthenticated => entry(
                "unauthenticated",
                S::UNAUTHORIZED,
                "A valid token is required",
            ),
            Self::InvalidCredentials => entry(
                "invalid_credentials",
                S::UNAUTHORIZED,
                "Email and password do not match",
            ),
            Self::Forbidden => entry("forbidden", S::FORBIDDEN, "Not allowed"),
            Self::PasswordChangeRequired => entry(
                "password_change_required",
                S::FORBIDDEN,
                "The password must be changed first",
            ),
            Self::CommentsClosed => entry("comments_closed", S::FORBIDDEN, "Comments are closed"),
            Self::EditWindowClosed => entry(
                "edit_window_closed",
                S::FORBIDDEN,
                "The time to edit has passed",
            ),
            Self::EditedTooOften => entry(
                "edited_too_often",
                S::FORBIDDEN,
                "The comment was edited too often",
            ),
            Self::PageNotAllowed => {
                entry("page_not_allowed", S::FORBIDDEN, "The page has no thread")
            }
            Self::NotFound => entry("not_found", S::NOT_FOUND, "Not found"),
            Self::MethodNotAllowed => entry(
                "method_not_allowed",
                S::METHOD_NOT_ALLOWED,
                "The path does not support this method",
            ),
            Self::RequestTimeout => entry(
                "request_timeout",
                S::REQUEST_TIMEOUT,
                "The request arrived too slowly",
            ),
            Self::DuplicateComment => entry(
                "duplicate_comment",
                S::CONFLICT,
                "The comment was already posted",
            ),
            Self::VersionConflict => {
                entry("version_conflict", S::CONFLICT, "The resource has changed")
            }
            Self::InvalidTransition => entry(
                "invalid_transition",
                S::CONFLICT,
                "The comment's status does not allow this",
            ),
            Self::UndoConflict => entry(
                "undo_conflict",
                S::CONFLICT,
                "The decision cannot be undone",
            ),
            Self::GroupSettled => {
                entry("group_settled", S::CONFLICT, "The group is already settled")
            }
            Self::HasComments => entry("has_comments", S::CONFLICT, "The article has comments"),
            Self::AlreadyExists => {
                entry("already_exists", S::CONFLICT, "The value is already taken")
            }
            Self::LastAdmin => entry(
                "last_admin",
                S::CONFLICT,
                "The last admin cannot be removed",
            ),
            Self::IdempotencyInProgress => entry(
                "idempotency_in_progress",
                S::CONFLICT,
                "The first request is still being processed",
            ),
            Self::EventsExpired => entry(
                "events_expired",
                S::GONE,
                "The events after this cursor were deleted",
            ),
            Self::Gone => entry("gone", S::GONE, "It is gone"),
            Self::PayloadTooLarge => entry(
                "payload_too_large",
                S::PAYLOAD_TOO_LARGE,
                "The body is too large",
            ),
            Self::UriTooLong => entry("uri_too_long", S::URI_TOO_LONG, "The address is too long"),
            Self::UnsupportedMediaType => entry(
                "unsupported_media_type",
                S::UNSUPPORTED_MEDIA_TYPE,
                "The body must be JSON",
            ),
            Self::ValidationFailed => entry(
                "validation_failed",
                S::UNPROCESSABLE_ENTITY,
                "Some values are invalid",
            ),
            Self::InvalidCursor => entry(
                "invalid_cursor",
                S::UNPROCESSABLE_ENTITY,
                "The cursor does not belong to this list",
            ),
            Self::ChallengeRequired => entry(
                "challenge_required",
                S::UNPROCESSABLE_ENTITY,
                "A challenge must be answered",
            ),
            Self::ChallengeFailed => entry(
                "challenge_failed",
                S::UNPROCESSABLE_ENTITY,
                "The challenge was not passed",
            ),
            Self::ParentNotFound => entry(
                "parent_not_found",
                S::UNPROCESSABLE_ENTITY,
                "The comment to reply to does not exist",
            ),
            Self::TooDeep => entry(
                "too_deep",
                S::UNPROCESSABLE_ENTITY,
                "The reply would be nested too deeply",
            ),
            Self::IdempotencyKeyReused => entry(
                "idempotency_key_reused",
                S::UNPROCESSABLE_ENTITY,
                "The key was used for another request",
            ),
            Self::RateLimited => entry("rate_limited", S::TOO_MANY_REQUESTS, "Too many requests"),
            Self::InternalError => {
                entry("internal_error", S::INTERNAL_SERVER_ERROR, "Internal error")
            }
            Self::Unavailable => entry(
                "unavailable",
                S::SERVICE_UNAVAILABLE,
                "The service is not available",
            ),
            Self::Overloaded => entry(
                "overloaded",
                S::SERVICE_UNAVAILABLE,
                "The service is overloaded",
            ),
        }
    }
}

/// The members of a problem document that depend on the code alone.
struct Entry {
    name: &'static str,
    status: StatusCode,
    title: &'static str,
}

const fn entry(name: &'static str, status: StatusCode, title: &'static str) -> Entry {
    Entry {
        name,
        status,
        title,
    }
}
