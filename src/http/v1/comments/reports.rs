//! The endpoint with which readers report comments to the moderators.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::domain::ids::CommentId;
use crate::domain::refusal::Refusal;
use crate::domain::report::{Reason, ReportDetail};
use crate::error::Result;
use crate::flows::comments::report::{Complaint, Reported, report};
use crate::flows::idempotency::{Idempotent, Reply};
use crate::http::contract::body_sizes::NEW_REPORT;
use crate::http::contract::parameters::{CommentInPath, IdempotencyKeyInHeader};
use crate::http::extract::client_ip::ClientIp;
use crate::http::extract::command::Command;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::quotas::Reports;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;

/// A new report.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewReport {
    reason: ReportReason,
    /// 1 to 1,000 characters as readers count them. Only moderators see it.
    #[schema(min_length = 1, example = "The link leads to a shop.")]
    detail: Option<String>,
}

/// What is wrong with the comment.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReportReason {
    Spam,
    Abuse,
    OffTopic,
    Illegal,
    Other,
}

/// A report as it is stored, without the reader.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportView {
    report_id: Uuid,
    comment_id: Uuid,
    #[schema(example = "spam")]
    reason: String,
    #[serde(serialize_with = "milliseconds")]
    created_at: DateTime<Utc>,
}

problems!(
    CreateReportProblems = STORED,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [NotFound]
);

/// Report a comment
///
/// Moderators see how many readers have reported a comment, and why. Each reader counts once: a
/// second report of the same comment is answered with the first. Only published comments can be
/// reported.
#[utoipa::path(
    operation_id = "create_report",
    tag = "comments",
    params(CommentInPath, IdempotencyKeyInHeader),
    request_body(
        content = NewReport,
        extensions(("x-max-bytes" = json!(NEW_REPORT))),
        example = json!({"reason": "spam", "detail": "The link leads to a shop."}),
    ),
    responses(
        (status = 201, description = "The stored report.", body = ReportView, example = json!({
            "report_id": sample_id(), "comment_id": sample_id(), "reason": "spam",
            "created_at": "2026-11-23T09:30:00.000Z"
        })),
        CreateReportProblems,
    ),
)]
#[post("/v1/comments/{comment_id}/reports")]
pub async fn create_report(
    state: Data<HttpState>,
    Path(comment): Path<CommentId>,
    _quota: Limited<Reports>,
    command: Command<ClientIp, NewReport, NEW_REPORT>,
) -> Result<HttpResponse, Problem> {
    let client_ip = command.actor;
    let caller = state.app.secrets.caller(client_ip.bucket());
    let scope = format!("create_report {comment} {caller}");
    let key = request_key(command.key, scope, command.body.request_hash);
    let complaint = command.body.value.into_complaint(comment, client_ip)?;

    let idempotent = Idempotent {
        key,
        encode: &encode_report,
    };
    respond(report(&state.app, complaint, idempotent).await?)
}

fn encode_report(reported: &Reported) -> Result<Reply> {
    let view = ReportView {
        report_id: reported.report_id.into(),
        comment_id: reported.comment_id.into(),
        reason: reported.reason.clone(),
        created_at: reported.created_at,
    };

    encode(StatusCode::CREATED, None, &view)
}

impl NewReport {
    fn into_complaint(self, comment: CommentId, client_ip: ClientIp) -> Result<Complaint, Refusal> {
        let detail = self
            .detail
            .map(|detail| ReportDetail::parse(&detail, "/detail"))
            .transpose()
            .map_err(|fault| Refusal::Invalid(vec![fault]))?;

        Ok(Complaint {
            comment,
            reason: self.reason.into(),
            detail,
            client_ip: client_ip.ip(),
        })
    }
}

impl From<ReportReason> for Reason {
    fn from(reason: ReportReason) -> Self {
        match reason {
            ReportReason::Spam => Self::Spam,
            ReportReason::Abuse => Self::Abuse,
            ReportReason::OffTopic => Self::OffTopic,
            ReportReason::Illegal => Self::Illegal,
            ReportReason::Other => Self::Other,
        }
    }
}
