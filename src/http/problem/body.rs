//! The JSON of a problem document: the members of RFC 9457 and our own.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::refusal::{Current, Invalid, LastDecision};
use crate::http::time::milliseconds;

/// A problem document (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemBody<'a> {
    /// The URL of the page that explains the code.
    #[serde(rename = "type")]
    #[schema(
        rename = "type",
        format = "uri-reference",
        example = "/docs/errors#not_found"
    )]
    pub type_url: String,
    /// A summary, the same every time that the code occurs.
    #[schema(example = "Not found")]
    pub title: &'a str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What went wrong in this request, and what to do about it.
    #[schema(example = "This comment does not exist.")]
    pub detail: &'a str,
    /// A URN with the request's id, which names this occurrence.
    #[schema(
        format = "uri",
        example = "urn:request:0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11"
    )]
    pub instance: String,
    /// The stable name of the problem.
    #[schema(example = "not_found")]
    pub code: &'a str,
    /// The request's id, also in the header `X-Request-Id` and in the service's log.
    #[schema(example = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11")]
    pub request_id: &'a str,
    /// The fields, parameters or headers that must change: the first twenty. `detail` says how many
    /// there are if it is more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldError<'a>>,
    /// The present state of the resource. Only with `version_conflict` and `undo_conflict`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current: Option<CurrentState<'a>>,
    /// The id of the comment that was posted before. Only with `duplicate_comment`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub duplicate_of: Option<Uuid>,
}

/// A field, parameter or header that must change.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldError)]
pub(crate) struct FieldError<'a> {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter or header. Its
    /// first 200 characters and an ellipsis if it is longer.
    #[schema(example = "/author/email")]
    pub pointer: &'a str,
    #[schema(example = "invalid_format")]
    pub code: &'a str,
    #[schema(example = "It must be an email address.")]
    pub detail: &'a str,
}

/// The present state of a resource that changed since the client read it.
#[derive(Serialize, ToSchema)]
#[schema(as = CurrentState)]
pub(crate) struct CurrentState<'a> {
    #[schema(example = "approved")]
    pub status: Option<&'a str>,
    #[schema(minimum = 1, example = 3)]
    pub version: i32,
    pub last_decision: Option<LastDecisionState<'a>>,
}

/// The last decision about a comment.
#[derive(Serialize, ToSchema)]
#[schema(as = LastDecisionState)]
pub(crate) struct LastDecisionState<'a> {
    pub decision_id: Uuid,
    #[schema(example = "approve")]
    pub action: &'a str,
    /// The moderator's name. Null if the service decided.
    pub moderator: Option<&'a str>,
    #[serde(serialize_with = "milliseconds")]
    pub decided_at: DateTime<Utc>,
}

impl ProblemBody<'_> {
    pub(super) fn to_json(&self) -> String {
        // Serialising fails for a map whose keys are no strings and for a `Serialize` that fails.
        // This document has neither.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl<'a> From<&'a Invalid> for FieldError<'a> {
    fn from(invalid: &'a Invalid) -> Self {
        Self {
            pointer: &invalid.pointer,
            code: invalid.code,
            detail: &invalid.detail,
        }
    }
}

impl<'a> From<&'a Current> for CurrentState<'a> {
    fn from(current: &'a Current) -> Self {
        let last_decision = current.last_decision.as_ref();

        Self {
            status: current.status.map(|status| status.as_str()),
            version: current.version,
            last_decision: last_decision.map(LastDecisionState::from),
        }
    }
}

impl<'a> From<&'a LastDecision> for LastDecisionState<'a> {
    fn from(decision: &'a LastDecision) -> Self {
        Self {
            decision_id: decision.decision_id.into(),
            action: &decision.action,
            moderator: decision.moderator.as_deref(),
            decided_at: decision.decided_at,
        }
    }
}
