//! One decision about many comments.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::idempotency::{Idempotent, Reply};
use crate::flows::moderation::decide::CommentVersion;
use crate::flows::moderation::decide_many::{
    BulkDecision, BulkResult, DecidedMany, Outcome, decide_many,
};
use crate::http::contract::body_sizes::BULK_DECISION;
use crate::http::contract::parameters::IdempotencyKeyInHeader;
use crate::http::extract::command::Command;
use crate::http::extract::length;
use crate::http::extract::limited::Metered;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Administration;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::v1::moderation::decisions::DecisionAction;

/// The same decision about many comments.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct NewBulkDecision {
    pub action: DecisionAction,
    /// The reason, in words that may be told to others: up to 500 characters as readers count them.
    #[validate(custom(function = "length::reason"))]
    pub reason: Option<String>,
    /// A note for moderators only, up to 2,000 characters.
    #[validate(custom(function = "length::note"))]
    pub note: Option<String>,
    #[validate(
        length(min = 1, max = 1000, message = "Name 1 to 1000 comments."),
        nested
    )]
    #[schema(min_items = 1, max_items = 1000)]
    pub comments: Vec<SeenComment>,
}

/// A comment in the version that you have read.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
pub(crate) struct SeenComment {
    pub id: Uuid,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
}

/// The results of a bulk decision, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkDecisionMade {
    pub results: Vec<BulkOutcome>,
}

/// The result for one comment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BulkOutcome {
    pub id: Uuid,
    /// applied; unchanged: the comment has this status already; conflict: the comment changed since
    /// you read it, or its author withdrew it; not_found.
    #[schema(example = "applied")]
    pub outcome: &'static str,
    /// The present version; null if there is no such comment.
    #[schema(minimum = 1)]
    pub version: Option<i32>,
}

problems!(
    CreateBulkDecisionProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT
);

/// Decide about many comments
///
/// Each comment gets its own result, in the order of the request. All changes are made in one
/// transaction.
#[utoipa::path(
    operation_id = "create_bulk_decision",
    tag = "moderation",
    params(IdempotencyKeyInHeader),
    security(("moderator_token" = [])),
    request_body(content = NewBulkDecision, extensions(("x-max-bytes" = json!(BULK_DECISION))), example = json!({
        "action": "spam", "comments": [{"id": sample_id(), "version": 1}]
    })),
    responses(
        (status = 200, description = "The result for each comment.", body = BulkDecisionMade,
            example = json!({"results": [{"id": sample_id(), "outcome": "applied", "version": 2}]})),
        CreateBulkDecisionProblems,
    ),
)]
#[post("/v1/admin/decisions")]
pub(crate) async fn create_bulk_decision(
    state: Data<HttpState>,
    command: Command<Metered<Moderator, Administration>, NewBulkDecision, BULK_DECISION>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: Metered(moderator, _),
        key,
        body,
    } = command;
    let scope = format!("create_bulk_decision {}", moderator.id());
    let idempotent = Idempotent {
        key: request_key(key, scope, body.request_hash),
        encode: &encode_decided,
    };

    let reply = decide_many(&state.app, &moderator, body.value.into(), idempotent).await?;

    respond(reply)
}

fn encode_decided(decided: &DecidedMany) -> Result<Reply> {
    let results = decided.results.iter().map(BulkOutcome::from).collect();

    encode(StatusCode::OK, None, &BulkDecisionMade { results })
}

impl From<NewBulkDecision> for BulkDecision {
    fn from(new: NewBulkDecision) -> Self {
        Self {
            seen: new.comments.iter().map(CommentVersion::from).collect(),
            action: new.action.into(),
            reason: new.reason,
            note: new.note,
        }
    }
}

impl From<&SeenComment> for CommentVersion {
    fn from(seen: &SeenComment) -> Self {
        Self {
            comment: seen.id.into(),
            version: seen.version,
        }
    }
}

impl From<&BulkResult> for BulkOutcome {
    fn from(result: &BulkResult) -> Self {
        let outcome = match result.outcome {
            Outcome::Applied => "applied",
            Outcome::Unchanged => "unchanged",
            Outcome::Conflict => "conflict",
            Outcome::NotFound => "not_found",
        };

        Self {
            id: result.comment.into(),
            outcome,
            version: result.version,
        }
    }
}
