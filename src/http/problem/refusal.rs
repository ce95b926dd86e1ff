//! The problem for each refusal.

use crate::domain::refusal::{Current, Invalid, PageFault, Refusal};
use crate::http::problem::Problem;
use crate::http::problem::code::Code;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            // Any request.
            Refusal::Invalid(errors) => Self::invalid(errors),
            Refusal::NotFound(noun) => Self::new(
                Code::NotFound,
                format!("This {} does not exist.", noun.name()),
            ),
            Refusal::RateLimited { retry_after } => Self::rate_limited(retry_after),
            Refusal::VersionConflict(current) => Self::with_current(
                Code::VersionConflict,
                "The resource changed after you read it. Read `current`, and repeat the request with its \
                 version.",
                current,
            ),
            Refusal::AlreadyExists { pointer, detail } => {
                Self::about(Code::AlreadyExists, pointer, &detail)
            }

            // Tokens and accounts.
            Refusal::Unauthenticated => Self::new(
                Code::Unauthenticated,
                "Send a token that is valid now, as Authorization: Bearer.",
            ),
            Refusal::InvalidCredentials => Self::new(
                Code::InvalidCredentials,
                "Check the email address and the password.",
            ),
            Refusal::PasswordChangeRequired => Self::new(
                Code::PasswordChangeRequired,
                "Choose a password of your own first: POST /v1/auth/password with `current` and `new`.",
            ),
            Refusal::Forbidden => Self::new(
                Code::Forbidden,
                "Your token is valid, but its role does not allow this request.",
            ),
            Refusal::LastAdmin => Self::new(
                Code::LastAdmin,
                "Make another moderator admin first: one active admin must remain.",
            ),

            // Lists and the feed of events.
            Refusal::InvalidCursor => Self::about(
                Code::InvalidCursor,
                "cursor",
                "This cursor does not belong to this list. Start again without a cursor.",
            ),
            Refusal::EventsExpired => Self::new(
                Code::EventsExpired,
                "The events after this cursor were deleted. Read the resources that you follow again, then \
                 read events without a cursor.",
            ),

            // Comments.
            Refusal::CommentsClosed => Self::new(
                Code::CommentsClosed,
                "This article does not accept comments.",
            ),
            Refusal::PageNotAllowed(fault) => Self::new(
                Code::PageNotAllowed,
                match fault {
                    PageFault::OriginNotListed => {
                        "There is no article at this address, and no site lists the origin of the \
                         address. An admin adds the origin to the site's `origins`, or publishes \
                         an article with this `url`."
                    }
                    PageFault::RegistrationClosed => {
                        "There is no article at this address. An admin publishes one with this \
                         `url`, or sets `pages.registration` to listed_origins in the site's policy."
                    }
                },
            ),
            Refusal::ChallengeRequired => Self::about(
                Code::ChallengeRequired,
                "/challenge",
                "Fetch a challenge with POST /v1/challenges and send its token with the answer.",
            ),
            Refusal::ChallengeFailed => Self::about(
                Code::ChallengeFailed,
                "/challenge",
                "The answer is wrong, or the challenge was answered before, is for another article or has \
                 expired. Fetch a new one.",
            ),
            Refusal::DuplicateComment { duplicate_of } => Self {
                duplicate_of: Some(duplicate_of.into()),
                ..Self::new(
                    Code::DuplicateComment,
                    "You posted the same text in the same place shortly before: see duplicate_of. It is stored, \
                     whatever the moderators decided about it. To say something else, change the text or edit that \
                     comment. To post the same text again, wait or withdraw that comment.",
                )
            },
            Refusal::ParentNotFound => Self::about(
                Code::ParentNotFound,
                "/parent_id",
                "Reply to a published comment of the same article.",
            ),
            Refusal::TooDeep { max_depth } => Self::too_deep(max_depth),
            Refusal::EditWindowClosed => Self::new(
                Code::EditWindowClosed,
                "The time in which this comment could be edited has passed.",
            ),

            Refusal::EditedTooOften { edits } => Self::new(
                Code::EditedTooOften,
                format!(
                    "A comment can be edited {edits} times, and this one was. It can still be withdrawn and posted \
                     anew."
                ),
            ),

            // Decisions.
            Refusal::InvalidTransition { status } => Self::new(
                Code::InvalidTransition,
                format!(
                    "The comment is {}, and this action is not possible from that status.",
                    status.as_str()
                ),
            ),
            Refusal::UndoConflict(current) => Self::with_current(
                Code::UndoConflict,
                "A later decision exists, or this one was already undone. `current` holds the present \
                 state.",
                current,
            ),
            Refusal::GroupSettled => Self::new(
                Code::GroupSettled,
                "The group is already settled. Decide about single comments instead.",
            ),

            // Articles.
            Refusal::HasComments { comments } => Self::new(
                Code::HasComments,
                format!(
                    "The article has {comments} comments. Repeat with ?force=true to delete them too."
                ),
            ),

            Refusal::Gone => Self::new(
                Code::Gone,
                "What this request is about was there, and was withdrawn, erased or removed since, or has expired. \
                 To create it anew, send the request with another Idempotency-Key.",
            ),

            // Idempotency keys.
            Refusal::IdempotencyKeyReused => Self::new(
                Code::IdempotencyKeyReused,
                "This Idempotency-Key was already used with a different request. Use a new key.",
            ),
            Refusal::IdempotencyInProgress => Self {
                retry_after: Some(1),
                ..Self::new(
                    Code::IdempotencyInProgress,
                    "The first request with this Idempotency-Key is still being processed. Retry after the time \
                     in Retry-After.",
                )
            },
        }
    }
}

impl Problem {
    /// A problem of one field, whose entry repeats code and detail.
    fn about(code: Code, pointer: &'static str, detail: &str) -> Self {
        let errors = vec![Invalid::new(pointer, code.as_str(), detail)];

        Self {
            errors,
            ..Self::new(code, detail.to_owned())
        }
    }

    fn too_deep(max_depth: u32) -> Self {
        let detail = format!(
            "Replies may be nested {max_depth} levels deep. Reply to a comment further up."
        );
        let entry = Invalid::new("/parent_id", Code::TooDeep.as_str(), detail.clone());

        Self {
            errors: vec![entry],
            ..Self::new(Code::TooDeep, detail)
        }
    }

    fn with_current(code: Code, detail: &'static str, current: Box<Current>) -> Self {
        Self {
            current: Some(current),
            ..Self::new(code, detail)
        }
    }
}
