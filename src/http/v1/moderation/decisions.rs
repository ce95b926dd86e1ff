//! Decisions about one comment: make one, undo one.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::domain::ids::{CommentId, DecisionId};
use crate::domain::rights::Moderator;
use crate::domain::status::Action;
use crate::error::Result;
use crate::flows::idempotency::{Idempotent, Reply};
use crate::flows::moderation::decide::{CommentVersion, Decided, Decision, Effect, decide};
use crate::flows::moderation::undo::undo;
use crate::http::contract::body_sizes::DECISION;
use crate::http::contract::parameters::{CommentInPath, DecisionInPath, IdempotencyKeyInHeader};
use crate::http::extract::command::{Authorised, Command};
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::length;
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::v1::moderation::views::{DecisionMade, example_decided};

/// What a moderator can do to a comment.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DecisionAction {
    Approve,
    Reject,
    Spam,
    Hold,
}

/// A decision about one comment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct NewDecision {
    pub action: DecisionAction,
    /// The version of the comment that you have read.
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// The reason, in words that may be told to others: up to 500 characters as readers count them.
    #[validate(custom(function = "length::reason"))]
    pub reason: Option<String>,
    /// A note for moderators only, up to 2,000 characters.
    #[validate(custom(function = "length::note"))]
    pub note: Option<String>,
}

problems!(
    CreateDecisionProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [NotFound, VersionConflict, InvalidTransition]
);
problems!(
    UndoDecisionProblems = STORED,
    TOKEN,
    LIMITED,
    IDEMPOTENT,
    [NotFound, UndoConflict, InvalidTransition]
);

/// Decide about a comment
///
/// If the comment changed since you read it, for example because another moderator decided first,
/// the answer is 409 and `current` holds the present state. The same decision sent again changes
/// nothing.
#[utoipa::path(
    operation_id = "create_decision",
    tag = "moderation",
    params(CommentInPath, IdempotencyKeyInHeader),
    security(("moderator_token" = [])),
    request_body(content = NewDecision, extensions(("x-max-bytes" = json!(DECISION))), example = json!({"action": "approve", "version": 1})),
    responses(
        (status = 201, description = "The decision, and the comment after it.", body = DecisionMade,
            example = json!(example_decided())),
        (status = 200, description = "The comment has this status already. Nothing was written.",
            body = DecisionMade, example = json!(example_decided())),
        CreateDecisionProblems,
    ),
)]
#[post("/v1/admin/comments/{comment_id}/decisions")]
pub(crate) async fn create_decision(
    state: Data<HttpState>,
    Path(comment): Path<CommentId>,
    command: Command<Metered<Moderator, Administration>, NewDecision, DECISION>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: Metered(moderator, _),
        key,
        body,
    } = command;
    let scope = format!("create_decision {} {comment}", moderator.id());
    let idempotent = Idempotent {
        key: request_key(key, scope, body.request_hash),
        encode: &encode_decided,
    };

    let decision = body.value.into_decision(comment);
    let reply = decide(&state.app, &moderator, decision, idempotent).await?;

    respond(reply)
}

/// Undo a decision
///
/// The comment gets the status that it had before the decision. The audit log keeps both decisions.
/// Only the last decision about a comment can be undone, and only once.
#[utoipa::path(
    operation_id = "undo_decision",
    tag = "moderation",
    params(DecisionInPath, IdempotencyKeyInHeader),
    security(("moderator_token" = [])),
    responses(
        (status = 201, description = "The new decision, which undoes the other one.", body = DecisionMade,
            example = json!(example_decided())),
        UndoDecisionProblems,
    ),
)]
#[post("/v1/admin/decisions/{decision_id}/undo")]
pub(crate) async fn undo_decision(
    state: Data<HttpState>,
    Path(decision): Path<DecisionId>,
    authorised: Authorised<Metered<Moderator, Administration>, IdempotencyKey>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(moderator, _),
        input: key,
    } = authorised;

    // The request has no body, so the path in the scope identifies it.
    let scope = format!("undo_decision {} {decision}", moderator.id());
    let idempotent = Idempotent {
        key: request_key(key, scope, [0; 32]),
        encode: &encode_decided,
    };

    let reply = undo(&state.app, &moderator, decision, idempotent).await?;

    respond(reply)
}

fn encode_decided(decided: &Decided) -> Result<Reply> {
    let status = match decided.effect {
        Effect::Applied => StatusCode::CREATED,
        Effect::Unchanged => StatusCode::OK,
    };

    encode(status, None, &DecisionMade::from(decided))
}

impl NewDecision {
    fn into_decision(self, comment: CommentId) -> Decision {
        Decision {
            seen: CommentVersion {
                comment,
                version: self.version,
            },
            action: self.action.into(),
            reason: self.reason,
            note: self.note,
        }
    }
}

impl From<DecisionAction> for Action {
    fn from(action: DecisionAction) -> Self {
        match action {
            DecisionAction::Approve => Self::Approve,
            DecisionAction::Reject => Self::Reject,
            DecisionAction::Spam => Self::Spam,
            DecisionAction::Hold => Self::Hold,
        }
    }
}
