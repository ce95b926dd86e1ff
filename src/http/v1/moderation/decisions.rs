//! Deciding about comments: one, many, back again; and the audit log.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, post};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::moderation::decisions::AuditWindow;
use crate::domain::ids::{ArticleId, CommentId, DecisionId, ModeratorId};
use crate::domain::rights::Moderator;
use crate::domain::status::Action;
use crate::error::Result;
use crate::flows::idempotency::{Idempotent, Reply};
use crate::flows::moderation::audit::read_decisions;
use crate::flows::moderation::decide::{CommentVersion, Decided, Decision, Effect, decide};
use crate::flows::moderation::decide_many::{BulkResult, DecidedMany, Outcome, decide_many};
use crate::flows::moderation::undo::undo;
use crate::http::extract::command::{Authorised, Command};
use crate::http::extract::idempotency::IdempotencyKey;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Administration;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::moderation::views::{
    DecisionMade, DecisionView, example_decided, example_decision,
};

/// What a moderator can do to a comment.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DecisionAction {
    Approve,
    Reject,
    Spam,
    Hold,
}

/// A decision about one comment.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewDecision {
    pub action: DecisionAction,
    /// The comment's version as you read it.
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
    /// Why, in words that may be told to others.
    #[validate(length(max = 500, message = "Write at most 500 characters."))]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    /// For moderators only.
    #[validate(length(max = 2000, message = "Write at most 2000 characters."))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
}

/// The same decision about many comments.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewBulkDecision {
    pub action: DecisionAction,
    #[validate(length(max = 500, message = "Write at most 500 characters."))]
    #[schema(max_length = 500)]
    pub reason: Option<String>,
    #[validate(length(max = 2000, message = "Write at most 2000 characters."))]
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    #[validate(
        length(min = 1, max = 1000, message = "Name 1 to 1000 comments."),
        nested
    )]
    #[schema(min_items = 1, max_items = 1000)]
    pub comments: Vec<SeenComment>,
}

/// A comment as it was read.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
pub struct SeenComment {
    pub id: Uuid,
    #[schema(minimum = 1, example = 1)]
    pub version: i32,
}

/// What came of a bulk decision, in the order of the request.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkDecisionMade {
    pub results: Vec<BulkOutcome>,
}

/// What came of it for one comment.
#[derive(Debug, Serialize, ToSchema)]
pub struct BulkOutcome {
    pub id: Uuid,
    /// applied; unchanged: it stood there already; conflict: somebody else was first, or its author
    /// withdrew it; not_found.
    #[schema(example = "applied")]
    pub outcome: &'static str,
    /// The present version; null where there is no such comment.
    #[schema(minimum = 1)]
    pub version: Option<i32>,
}

/// Which part of the audit log.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The id of a moderator.
    pub moderator: Option<Uuid>,
    pub article_id: Option<Uuid>,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// Bytes for a bulk decision: enough for 1,000 comments, however they are indented.
const BULK_LIMIT: usize = 256 * 1024;

problems!(
    CreateDecisionProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [NotFound, VersionConflict, InvalidTransition]
);
problems!(
    CreateBulkDecisionProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT
);
problems!(
    UndoDecisionProblems = STORED,
    TOKEN,
    LIMITED,
    IDEMPOTENT,
    [NotFound, UndoConflict, InvalidTransition]
);
problems!(ListDecisionsProblems = STORED, TOKEN, LIST);

/// Decide about a comment
///
/// Who comes second learns what the first one left: 409 with `current`. The same decision again
/// writes nothing.
#[utoipa::path(
    operation_id = "create_decision",
    tag = "moderation",
    params(
        ("comment_id" = Uuid, Path, description = "The comment."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send the request again within 24 hours."),
    ),
    security(("moderator_token" = [])),
    request_body(content = NewDecision, example = json!({"action": "approve", "version": 1})),
    responses(
        (status = 201, description = "Decided.", body = DecisionMade, example = json!(example_decided())),
        (status = 200, description = "The comment stood there already; nothing was written.", body = DecisionMade,
            example = json!(example_decided())),
        CreateDecisionProblems,
    ),
)]
#[post("/v1/admin/comments/{comment_id}/decisions")]
pub async fn create_decision(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    Path(comment): Path<Uuid>,
    command: Command<Moderator, NewDecision>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: moderator,
        key,
        body,
    } = command;
    let scope = format!("create_decision {} {comment}", moderator.id());
    let key = request_key(key, scope, body.request_hash);
    let NewDecision {
        action,
        version,
        reason,
        note,
    } = body.value;
    let seen = CommentVersion {
        comment: CommentId(comment),
        version,
    };
    let decision = Decision {
        action: action.into(),
        reason,
        note,
    };
    respond(
        decide(
            &state.app,
            &moderator,
            (seen, decision),
            Idempotent {
                key,
                encode: &decided,
            },
        )
        .await?,
    )
}

/// Decide about many comments
///
/// Each is applied or told why not, all in one transaction; the answer keeps the order. The body
/// may have 256 KiB.
#[utoipa::path(
    operation_id = "create_bulk_decision",
    tag = "moderation",
    params(
        ("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send the request again within 24 hours."),
    ),
    security(("moderator_token" = [])),
    request_body(content = NewBulkDecision, example = json!({
        "action": "spam", "comments": [{"id": sample_id(), "version": 1}]
    })),
    responses(
        (status = 200, description = "What came of it for each comment.", body = BulkDecisionMade,
            example = json!({"results": [{"id": sample_id(), "outcome": "applied", "version": 2}]})),
        CreateBulkDecisionProblems,
    ),
)]
#[post("/v1/admin/decisions")]
pub async fn create_bulk_decision(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    command: Command<Moderator, NewBulkDecision, BULK_LIMIT>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: moderator,
        key,
        body,
    } = command;
    let key = request_key(
        key,
        format!("create_bulk_decision {}", moderator.id()),
        body.request_hash,
    );
    let NewBulkDecision {
        action,
        reason,
        note,
        comments,
    } = body.value;
    let seen: Vec<CommentVersion> = comments.iter().map(CommentVersion::from).collect();
    let decision = Decision {
        action: action.into(),
        reason,
        note,
    };
    let idempotent = Idempotent {
        key,
        encode: &decided_many,
    };
    respond(decide_many(&state.app, &moderator, (&seen, decision), idempotent).await?)
}

/// Undo a decision
///
/// The comment stands where it stood before, and the audit log tells both. Only the last decision
/// about a comment can be undone, and only once.
#[utoipa::path(
    operation_id = "undo_decision",
    tag = "moderation",
    params(
        ("decision_id" = Uuid, Path, description = "The decision."),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes it safe to send the request again within 24 hours."),
    ),
    security(("moderator_token" = [])),
    responses(
        (status = 201, description = "Undone, by a new decision.", body = DecisionMade,
            example = json!(example_decided())),
        UndoDecisionProblems,
    ),
)]
#[post("/v1/admin/decisions/{decision_id}/undo")]
pub async fn undo_decision(
    state: Data<HttpState>,
    _quota: Limited<Administration>,
    Path(decision): Path<Uuid>,
    authorised: Authorised<Moderator, IdempotencyKey>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: key,
    } = authorised;
    // The path is the whole request: there is no body to tell two apart by.
    let key = request_key(
        key,
        format!("undo_decision {} {decision}", moderator.id()),
        [0; 32],
    );
    let idempotent = Idempotent {
        key,
        encode: &decided,
    };
    respond(undo(&state.app, &moderator, DecisionId(decision), idempotent).await?)
}

/// Read the audit log
///
/// Every decision that was ever made, newest first. Nothing in it is changed or removed.
#[utoipa::path(
    operation_id = "list_decisions",
    tag = "moderation",
    params(AuditQuery),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A page of decisions.", body = Page<DecisionView>,
            example = json!({"items": [example_decision()], "next_cursor": null})),
        ListDecisionsProblems,
    ),
)]
#[get("/v1/admin/decisions")]
pub async fn list_decisions(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Query<AuditQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Query(query),
    } = authorised;
    let filters = format!("{:?} {:?}", query.moderator, query.article_id);
    let list = CursorSeal::new(&state.app.secrets, "decisions", &filters);
    let window = AuditWindow {
        moderator: query.moderator.map(ModeratorId),
        article: query.article_id.map(ArticleId),
        before: list.open_id(query.cursor.as_deref())?,
        limit: query.limit.into(),
    };
    let page = read_decisions(&state.app, &moderator, window).await?;
    let items = page.items.into_iter().map(DecisionView::from).collect();
    let next_cursor = page.next.map(|last| list.seal_id(last));
    Page { items, next_cursor }.respond(&request)
}

fn decided(decided: &Decided) -> Result<Reply> {
    let status = match decided.effect {
        Effect::Applied => StatusCode::CREATED,
        Effect::Unchanged => StatusCode::OK,
    };
    encode(status, None, &DecisionMade::from(decided))
}

fn decided_many(decided: &DecidedMany) -> Result<Reply> {
    let results = decided.0.iter().map(BulkOutcome::from).collect();
    encode(StatusCode::OK, None, &BulkDecisionMade { results })
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

impl From<&SeenComment> for CommentVersion {
    fn from(seen: &SeenComment) -> Self {
        Self {
            comment: CommentId(seen.id),
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
            id: result.comment.0,
            outcome,
            version: result.version,
        }
    }
}
