//! One example of every problem for the OpenAPI document, built as the service builds problems.

use chrono::DateTime;
use uuid::Uuid;

use crate::domain::budgets::EDITS_OF_A_COMMENT;
use crate::domain::refusal::{Current, Invalid, LastDecision, Noun, PageFault, Refusal};
use crate::domain::status::Status;
use crate::http::problem::Problem;
use crate::http::problem::code::Code;

/// An example of the problem with this code.
pub(super) fn example(code: Code) -> Problem {
    match code {
        Code::MalformedRequest => Problem::new(code, "The JSON document is incomplete."),
        Code::MethodNotAllowed => Problem::method_not_allowed("GET, HEAD, OPTIONS".to_owned()),
        Code::RequestTimeout => Problem::new(code, "The whole body must arrive within 10 s."),
        Code::PayloadTooLarge => Problem::new(code, "A body may have 65536 bytes."),
        Code::UriTooLong => Problem::new(code, "Send a path and query of at most 49152 bytes."),
        Code::UnsupportedMediaType => Problem::new(code, "Send Content-Type: application/json."),
        Code::InternalError => Problem::internal(),
        Code::Unavailable => Problem::unavailable(),
        Code::Overloaded => Problem::overloaded(),
        Code::Unauthenticated => Refusal::Unauthenticated.into(),
        Code::InvalidCredentials => Refusal::InvalidCredentials.into(),
        Code::Forbidden => Refusal::Forbidden.into(),
        Code::PasswordChangeRequired => Refusal::PasswordChangeRequired.into(),
        Code::CommentsClosed => Refusal::CommentsClosed.into(),
        Code::EditWindowClosed => Refusal::EditWindowClosed.into(),
        Code::EditedTooOften => Refusal::EditedTooOften {
            edits: EDITS_OF_A_COMMENT,
        }
        .into(),
        Code::PageNotAllowed => Refusal::PageNotAllowed(PageFault::OriginNotListed).into(),
        Code::EventsExpired => Refusal::EventsExpired.into(),
        Code::NotFound => Refusal::NotFound(Noun::Article).into(),
        Code::DuplicateComment => Refusal::DuplicateComment {
            duplicate_of: sample_id().into(),
        }
        .into(),
        Code::VersionConflict => Refusal::VersionConflict(Box::new(current())).into(),
        Code::InvalidTransition => Refusal::InvalidTransition {
            status: Status::Withdrawn,
        }
        .into(),
        Code::UndoConflict => Refusal::UndoConflict(Box::new(current())).into(),
        Code::GroupSettled => Refusal::GroupSettled.into(),
        Code::HasComments => Refusal::HasComments { comments: 27 }.into(),
        Code::AlreadyExists => Refusal::AlreadyExists {
            pointer: "/slug",
            detail: "Another article of the site has this slug.".into(),
        }
        .into(),
        Code::LastAdmin => Refusal::LastAdmin.into(),
        Code::IdempotencyInProgress => Refusal::IdempotencyInProgress.into(),
        Code::ValidationFailed => {
            let errors = vec![
                Invalid::new("/author/email", "missing_field", "This field is required."),
                Invalid::new(
                    "/body",
                    "invalid_length",
                    "It must have 1 to 10000 characters.",
                ),
            ];
            Refusal::Invalid(errors).into()
        }
        Code::InvalidCursor => Refusal::InvalidCursor.into(),
        Code::ChallengeRequired => Refusal::ChallengeRequired.into(),
        Code::ChallengeFailed => Refusal::ChallengeFailed.into(),
        Code::ParentNotFound => Refusal::ParentNotFound.into(),
        Code::TooDeep => Refusal::TooDeep { max_depth: 8 }.into(),
        Code::IdempotencyKeyReused => Refusal::IdempotencyKeyReused.into(),
        Code::Gone => Refusal::Gone.into(),
        Code::RateLimited => Refusal::RateLimited { retry_after: 6 }.into(),
    }
}

/// The id in all examples.
pub(crate) const fn sample_id() -> Uuid {
    Uuid::from_u128(0x0197_a3f5_7c1e_7a34_9d7c_3f7f_6f3f_5d11)
}

fn current() -> Current {
    let decision = DateTime::from_timestamp(1_769_850_600, 0).map(|decided_at| LastDecision {
        decision_id: sample_id().into(),
        action: "approve".to_owned(),
        moderator: Some("Ada".to_owned()),
        decided_at,
    });

    Current {
        status: Some(Status::Approved),
        version: 3,
        last_decision: decision,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::problem::code::CODES;

    #[test]
    fn every_code_has_an_example_of_its_own() {
        for code in CODES {
            assert_eq!(example(code).code, code);
        }
    }
}
