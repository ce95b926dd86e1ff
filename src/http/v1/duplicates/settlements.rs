//! A moderator's decision about a whole group of duplicates.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::ids::{CommentId, DuplicateGroupId};
use crate::domain::rights::Moderator;
use crate::domain::status::Action;
use crate::error::Result;
use crate::flows::duplicates::preconditions::GroupVersion;
use crate::flows::duplicates::settle::{Settled, Settlement, settle};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::contract::body_sizes::GROUP_DECISION;
use crate::http::contract::parameters::{GroupInPath, IdempotencyKeyInHeader};
use crate::http::extract::command::Command;
use crate::http::extract::length;
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Administration;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::v1::duplicates::views::{GroupSummary, example_settlement};

/// The action for the members that are not kept.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GroupAction {
    Reject,
    Spam,
}

/// One decision about a whole group.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(crate) struct NewGroupDecision {
    /// The members that stay as they are. The list may be empty.
    #[validate(length(max = 1000, message = "Keep at most 1000 comments."))]
    #[schema(max_items = 1000)]
    pub keep: Vec<Uuid>,
    /// The action for all other members.
    pub action: GroupAction,
    /// The version of the group that you have read. It changes with every new member.
    #[schema(minimum = 1, example = 3)]
    pub version: i32,
    /// The reason, in words that may be told to others: up to 500 characters as readers count them.
    #[validate(custom(function = "length::reason"))]
    pub reason: Option<String>,
}

/// The result of settling a group.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GroupSettlement {
    pub group: GroupSummary,
    /// The number of comments whose status changed. Kept members, and members that had the status
    /// already, do not count.
    #[schema(minimum = 0)]
    pub decided: usize,
}

problems!(
    SettleGroupProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [NotFound, VersionConflict, GroupSettled]
);

/// Settle a group of duplicates
///
/// Members to keep stay as they are. All others are rejected or marked as spam, in one transaction.
/// A later duplicate of a settled group is held with the finding `repeats_settled_group`.
#[utoipa::path(
    operation_id = "settle_duplicate_group",
    tag = "duplicates",
    params(GroupInPath, IdempotencyKeyInHeader),
    security(("moderator_token" = [])),
    request_body(content = NewGroupDecision, extensions(("x-max-bytes" = json!(GROUP_DECISION))), example = json!({
        "keep": [sample_id()], "action": "reject", "version": 3, "reason": "The same text many times"
    })),
    responses(
        (status = 201, description = "The settled group.", body = GroupSettlement,
            example = json!(example_settlement())),
        SettleGroupProblems,
    ),
)]
#[post("/v1/admin/duplicates/{group_id}/decisions")]
pub(crate) async fn settle_duplicate_group(
    state: Data<HttpState>,
    Path(group): Path<DuplicateGroupId>,
    command: Command<Metered<Moderator, Administration>, NewGroupDecision, GROUP_DECISION>,
) -> Result<HttpResponse, Problem> {
    let Command {
        actor: Metered(moderator, _),
        key,
        body,
    } = command;
    let scope = format!("settle_duplicate_group {} {group}", moderator.id());
    let idempotent = Idempotent {
        key: request_key(key, scope, body.request_hash),
        encode: &encode_settled,
    };

    let settlement = body.value.into_settlement(group);
    let reply = settle(&state.app, &moderator, &settlement, idempotent).await?;

    respond(reply)
}

fn encode_settled(settled: &Settled) -> Result<Reply> {
    encode(StatusCode::CREATED, None, &GroupSettlement::from(settled))
}

impl NewGroupDecision {
    fn into_settlement(self, group: DuplicateGroupId) -> Settlement {
        Settlement {
            seen: GroupVersion {
                group,
                version: self.version,
            },
            keep: self.keep.into_iter().map(CommentId).collect(),
            action: self.action.into(),
            reason: self.reason,
        }
    }
}

impl From<GroupAction> for Action {
    fn from(action: GroupAction) -> Self {
        match action {
            GroupAction::Reject => Self::Reject,
            GroupAction::Spam => Self::Spam,
        }
    }
}

impl From<&Settled> for GroupSettlement {
    fn from(settled: &Settled) -> Self {
        Self {
            group: (&settled.group).into(),
            decided: settled.decided,
        }
    }
}
