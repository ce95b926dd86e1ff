//! What fields does a problem document have? The JSON of RFC 9457 with our extension members.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::refusal::{Current, Invalid};
use crate::http::time::milliseconds;

/// A problem document (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// The address of the code's explanation.
    #[serde(rename = "type")]
    #[schema(
        rename = "type",
        format = "uri-reference",
        example = "/docs/errors#not_found"
    )]
    pub type_url: String,
    /// A summary, the same for every occurrence of the code.
    #[schema(example = "Not found")]
    pub title: &'a str,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599, example = 404)]
    pub status: u16,
    /// What went wrong here, and what to do about it.
    #[schema(example = "There is no such comment.")]
    pub detail: &'a str,
    /// This occurrence: a URN with the request's id.
    #[schema(
        format = "uri",
        example = "urn:request:0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11"
    )]
    pub instance: String,
    /// The stable name of the problem.
    #[schema(example = "not_found")]
    pub code: &'a str,
    /// The request's id, also in the header X-Request-Id and in the service's log.
    #[schema(example = "0197a3f5-7c1e-7a34-9d7c-3f7f6f3f5d11")]
    pub request_id: &'a str,
    /// The fields that must change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldError<'a>>,
    /// With `version_conflict` and `undo_conflict`: the present state.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub current: Option<CurrentState<'a>>,
    /// With `duplicate_comment`: the comment that is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub duplicate_of: Option<Uuid>,
}

/// One field that must change.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldError)]
pub struct FieldError<'a> {
    /// A JSON pointer (RFC 6901) into the body, or the name of a query parameter or header.
    #[schema(example = "/author/email")]
    pub pointer: &'a str,
    #[schema(example = "invalid_format")]
    pub code: &'a str,
    #[schema(example = "It must be an email address.")]
    pub detail: &'a str,
}

/// What somebody else left.
#[derive(Serialize, ToSchema)]
#[schema(as = CurrentState)]
pub struct CurrentState<'a> {
    #[schema(example = "approved")]
    pub status: Option<&'a str>,
    #[schema(minimum = 1, example = 3)]
    pub version: i32,
    pub last_decision: Option<LastDecisionState<'a>>,
}

/// The decision that stands.
#[derive(Serialize, ToSchema)]
#[schema(as = LastDecisionState)]
pub struct LastDecisionState<'a> {
    pub decision_id: Uuid,
    #[schema(example = "approve")]
    pub action: &'a str,
    /// The moderator's name; null for a decision of the service.
    pub moderator: Option<&'a str>,
    #[serde(serialize_with = "milliseconds")]
    pub decided_at: DateTime<Utc>,
}

impl ProblemBody<'_> {
    pub fn to_json(&self) -> String {
        // Only a map with keys that are no strings, or a failing `Serialize`, could fail; there is
        // neither.
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
        Self {
            status: current.status.map(|status| status.as_str()),
            version: current.version,
            last_decision: current
                .last_decision
                .as_ref()
                .map(|decision| LastDecisionState {
                    decision_id: decision.decision_id,
                    action: &decision.action,
                    moderator: decision.moderator.as_deref(),
                    decided_at: decision.decided_at,
                }),
        }
    }
}
