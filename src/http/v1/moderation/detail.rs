//! One comment with everything that moderators may know about it.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::moderation::detail::{ReportRow, RevisionRow};
use crate::domain::ids::CommentId;
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::moderation::detail::{Duplicate, Moderated, read_moderated};
use crate::http::contract::parameters::CommentInPath;
use crate::http::extract::command::Authorised;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::state::HttpState;
use crate::http::time::milliseconds;
use crate::http::v1::moderation::views::{
    ContactView, DecisionView, DiffSpan, FindingView, ModeratedComment, diff, example_decision,
    example_finding, example_moderated_with,
};
use crate::http::v1::threads::views::CommentStatus;
use crate::moderation::comparison::MatchKind;

/// A comment with everything that moderators may know about it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ModeratedCommentDetail {
    #[serde(flatten)]
    pub comment: ModeratedComment,
    /// The findings about all its texts.
    pub findings: Vec<FindingView>,
    /// The contacts in the present text.
    pub contacts: Vec<ContactView>,
    /// Up to twenty comments that a finding names or that are in the same group of duplicates.
    /// Those that a finding names come first. `diff` is null where the answer would be too large.
    pub duplicates: Vec<DuplicateView>,
    /// The last hundred, oldest first.
    pub decisions: Vec<DecisionView>,
    /// The present text and those before it, or those before `revisions_before` of the request: the
    /// last twenty, oldest first.
    pub revisions: Vec<RevisionView>,
    /// The value of `revisions_before` for the revisions before these; null if there are none.
    #[schema(minimum = 1)]
    pub revisions_before: Option<i32>,
    /// The latest hundred, newest first. `report_count` counts all of them.
    pub reports: Vec<ReportView>,
    /// The lists of this answer that have less than they say, because the answer would be too large:
    /// findings, decisions, revisions, reports, and duplicates if a `diff` is left out. What is the
    /// latest is kept, and `revisions_before` leads to the other revisions.
    #[schema(inline, example = json!([]))]
    pub shortened: Vec<&'static str>,
}

/// Another comment that a finding names or that is in the same group of duplicates.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DuplicateView {
    pub comment_id: Uuid,
    pub article_id: Uuid,
    pub status: CommentStatus,
    /// exact, near, contains, frame or short; null if the texts themselves are unrelated.
    #[schema(example = "near")]
    pub kind: Option<&'static str>,
    /// Passages in both texts over passages in either text.
    #[schema(minimum = 0, maximum = 1)]
    pub similarity: f64,
    /// The share of the shorter text that the other one contains.
    #[schema(minimum = 0, maximum = 1)]
    pub containment: f64,
    pub same_author: bool,
    /// How much later this comment was written than the other one; negative if it was written
    /// earlier.
    pub age_seconds: i64,
    /// The differences from the other text to the text of this comment; null if they are left out.
    pub diff: Option<Vec<DiffSpan>>,
}

/// A present or earlier text of the comment.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RevisionView {
    #[schema(minimum = 1)]
    pub revision: i32,
    pub body: String,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

/// A reader's report about the comment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ModeratedReport)]
pub(crate) struct ReportView {
    pub id: Uuid,
    #[schema(example = "spam")]
    pub reason: String,
    pub detail: Option<String>,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

/// Which part of a comment's history to read.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DetailQuery {
    /// `revisions_before` of the previous answer. Absent: the last revisions.
    #[validate(range(min = 1))]
    #[param(minimum = 1)]
    pub revisions_before: Option<i32>,
}

problems!(
    GetModeratedProblems = STORED,
    TOKEN,
    [NotFound, MalformedRequest, ValidationFailed]
);

/// Read a comment as a moderator
///
/// The comment in any status, with its findings, contacts, duplicates, decisions, revisions and reports.
#[utoipa::path(
    operation_id = "get_moderated_comment",
    tag = "moderation",
    params(CommentInPath, DetailQuery),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "The comment.", body = ModeratedCommentDetail,
            example = json!(example_detail())),
        GetModeratedProblems,
    ),
)]
#[get("/v1/admin/comments/{comment_id}")]
pub(crate) async fn get_moderated_comment(
    state: Data<HttpState>,
    Path(comment): Path<CommentId>,
    authorised: Authorised<Moderator, Query<DetailQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Query(query),
    } = authorised;

    let before = query.revisions_before.unwrap_or(i32::MAX);
    let found = read_moderated(&state.app, &moderator, comment, before).await?;

    Ok(HttpResponse::Ok().json(ModeratedCommentDetail::from(found)))
}

impl From<Moderated> for ModeratedCommentDetail {
    fn from(found: Moderated) -> Self {
        let Moderated {
            comment,
            findings,
            contacts,
            duplicates,
            decisions,
            revisions,
            reports,
            shortened,
        } = found;

        Self {
            comment: comment.into(),
            findings: findings.into_iter().map(FindingView::from).collect(),
            contacts: contacts.into_iter().map(ContactView::from).collect(),
            duplicates: duplicates.into_iter().map(DuplicateView::from).collect(),
            decisions: decisions.into_iter().map(DecisionView::from).collect(),
            revisions_before: revisions
                .first()
                .map(|first| first.revision)
                .filter(|first| *first > 1),
            revisions: revisions.into_iter().map(RevisionView::from).collect(),
            reports: reports.into_iter().map(ReportView::from).collect(),
            shortened: shortened.names(),
        }
    }
}

impl From<Duplicate> for DuplicateView {
    fn from(duplicate: Duplicate) -> Self {
        let Duplicate {
            comment,
            comparison,
            age_seconds,
        } = duplicate;

        Self {
            comment_id: comment.comment_id.into(),
            article_id: comment.article_id.into(),
            status: CommentStatus::of(comment.status.as_str()),
            kind: comparison.likeness.kind.map(MatchKind::as_str),
            similarity: comparison.likeness.similarity,
            containment: comparison.likeness.containment,
            same_author: comparison.same_author,
            age_seconds,
            diff: comparison.diff.map(diff),
        }
    }
}

impl From<RevisionRow> for RevisionView {
    fn from(row: RevisionRow) -> Self {
        Self {
            revision: row.revision,
            body: row.body,
            created_at: row.created_at,
        }
    }
}

impl From<ReportRow> for ReportView {
    fn from(row: ReportRow) -> Self {
        Self {
            id: row.report_id.into(),
            reason: row.reason,
            detail: row.detail,
            created_at: row.created_at,
        }
    }
}

fn example_detail() -> Value {
    let revision = json!({"revision": 1, "body": "Thank you, this helped me a lot.",
        "created_at": "2026-11-23T09:30:00.000Z"});

    example_moderated_with(json!({
        "findings": [example_finding()], "contacts": [], "duplicates": [], "decisions": [example_decision()],
        "revisions": [revision], "revisions_before": null, "reports": [],
        "shortened": [],
    }))
}
