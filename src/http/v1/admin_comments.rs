//! The moderators' queue: its pages, and one comment with everything that is known about it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::moderated_comment::{ReportRow, RevisionRow};
use crate::db::queue::{QueueFilter, QueueWindow};
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::status::Status;
use crate::flows::read_queue::{Moderated, Queued, Repeat, read_moderated, read_queue};
use crate::http::cursor::CursorSeal;
use crate::http::edge::Edge;
use crate::http::extract::actor::{After, ByModerator};
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::page::{Limit, Page};
use crate::http::problem::Problem;
use crate::http::problem_docs::problems;
use crate::http::time::milliseconds;
use crate::http::v1::moderation_views::{
    DecisionView, DiffSpan, FindingView, ModeratedComment, diff, example_decision, example_finding,
    example_moderated_with,
};
use crate::http::v1::threads::Order;
use crate::http::v1::views::CommentStatus;
use crate::moderation::comparison::MatchKind;

/// Which comments: one status, or all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QueueStatus {
    #[default]
    Pending,
    Approved,
    Rejected,
    Spam,
    Withdrawn,
    All,
}

/// Which part of the queue.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QueueQuery {
    #[serde(default)]
    #[param(inline)]
    pub status: QueueStatus,
    /// The code of a finding about the present text, such as near_duplicate.
    pub finding: Option<String>,
    pub article_id: Option<Uuid>,
    /// The name of a site.
    pub site: Option<String>,
    /// The whole email address, or a part of the name; upper and lower case alike.
    #[validate(length(min = 1, max = 320, message = "Give 1 to 320 characters."))]
    #[param(min_length = 1, max_length = 320)]
    pub author: Option<String>,
    /// A part of the text; upper and lower case alike.
    #[validate(length(min = 1, max = 200, message = "Give 1 to 200 characters."))]
    #[param(min_length = 1, max_length = 200)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(inline)]
    pub sort: Order,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A comment of the queue with the findings about its present text.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueuedComment {
    #[serde(flatten)]
    pub comment: ModeratedComment,
    pub findings: Vec<FindingView>,
}

/// A comment with everything that is known about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ModeratedCommentDetail {
    #[serde(flatten)]
    pub comment: ModeratedComment,
    /// Of all its texts.
    pub findings: Vec<FindingView>,
    /// Up to twenty comments of the same group of repeats; the one that it was matched with first.
    pub duplicates: Vec<DuplicateView>,
    /// Oldest first.
    pub decisions: Vec<DecisionView>,
    /// Oldest first; the present text is the last.
    pub revisions: Vec<RevisionView>,
    /// The latest hundred, newest first; `report_count` tells how many there are.
    pub reports: Vec<ReportView>,
}

/// Another comment that this one is like: of its group of repeats, or named by a finding.
#[derive(Debug, Serialize, ToSchema)]
pub struct DuplicateView {
    pub comment_id: Uuid,
    pub article_id: Uuid,
    pub status: CommentStatus,
    /// exact, near, contains, frame or short; null where only other members of the group connect
    /// the two.
    #[schema(example = "near")]
    pub kind: Option<&'static str>,
    /// Shared passages over all passages of both texts.
    #[schema(minimum = 0, maximum = 1)]
    pub similarity: f64,
    /// How much of the shorter text stands in the other one.
    #[schema(minimum = 0, maximum = 1)]
    pub containment: f64,
    pub same_author: bool,
    /// How much later than that comment this one was written; negative where it was earlier.
    pub age_seconds: i64,
    /// From that text to this comment's.
    pub diff: Vec<DiffSpan>,
}

/// A text that the comment had, or has.
#[derive(Debug, Serialize, ToSchema)]
pub struct RevisionView {
    #[schema(minimum = 1)]
    pub revision: i32,
    pub body: String,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

/// What a reader says about the comment.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ModeratedReport)]
pub struct ReportView {
    pub id: Uuid,
    #[schema(example = "spam")]
    pub reason: String,
    pub detail: Option<String>,
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

problems!(ListQueueProblems = STORED, TOKEN, LIST);
problems!(GetModeratedProblems = STORED, TOKEN, [NotFound]);

/// Read the queue
///
/// The comments that wait for a moderator, oldest first, unless asked otherwise.
#[utoipa::path(
    operation_id = "list_moderated_comments",
    tag = "moderation",
    params(QueueQuery),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A page of the queue.", body = Page<QueuedComment>,
            example = json!(example_queue())),
        ListQueueProblems,
    ),
)]
#[get("/v1/admin/comments")]
pub async fn list_moderated_comments(
    request: HttpRequest,
    edge: Data<Edge>,
    After(ByModerator(moderator), Query(query)): After<ByModerator, Query<QueueQuery>>,
) -> Result<HttpResponse, Problem> {
    let (filter, sort) = (query.filter(), query.sort.into());
    let list = CursorSeal::new(
        &edge.app.secrets,
        "moderated_comments",
        &format!("{filter:?} {sort:?}"),
    );
    let after = list.open_id(query.cursor.as_deref())?;
    let window = QueueWindow {
        sort,
        after,
        limit: query.limit.into(),
    };
    let page = read_queue(&edge.app, &moderator, &filter, window).await?;
    let items = page.items.into_iter().map(QueuedComment::from).collect();
    Page {
        items,
        next_cursor: page.next.map(|last| list.seal_id(last)),
    }
    .respond(&request)
}

/// Read a comment as a moderator
///
/// In any status, with what was found, reported, decided and edited, and with what it repeats.
#[utoipa::path(
    operation_id = "get_moderated_comment",
    tag = "moderation",
    params(("comment_id" = Uuid, Path, description = "The comment.")),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "The comment.", body = ModeratedCommentDetail,
            example = json!(example_detail())),
        GetModeratedProblems,
    ),
)]
#[get("/v1/admin/comments/{comment_id}")]
pub async fn get_moderated_comment(
    edge: Data<Edge>,
    After(ByModerator(moderator), Path(comment)): After<ByModerator, Path<Uuid>>,
) -> Result<HttpResponse, Problem> {
    let found = read_moderated(&edge.app, &moderator, CommentId(comment)).await?;
    Ok(HttpResponse::Ok().json(ModeratedCommentDetail::from(found)))
}

impl QueueQuery {
    fn filter(&self) -> QueueFilter {
        QueueFilter {
            status: self.status.one(),
            finding: self.finding.clone(),
            article: self.article_id.map(ArticleId),
            site: self.site.clone(),
            author: self.author.clone(),
            text: self.q.clone(),
        }
    }
}

impl QueueStatus {
    const fn one(self) -> Option<Status> {
        match self {
            Self::Pending => Some(Status::Pending),
            Self::Approved => Some(Status::Approved),
            Self::Rejected => Some(Status::Rejected),
            Self::Spam => Some(Status::Spam),
            Self::Withdrawn => Some(Status::Withdrawn),
            Self::All => None,
        }
    }
}

impl From<Queued> for QueuedComment {
    fn from(queued: Queued) -> Self {
        let findings = queued.findings.into_iter().map(FindingView::from).collect();
        Self {
            comment: queued.comment.into(),
            findings,
        }
    }
}

impl From<Moderated> for ModeratedCommentDetail {
    fn from(found: Moderated) -> Self {
        Self {
            comment: found.comment.into(),
            findings: found.findings.into_iter().map(FindingView::from).collect(),
            duplicates: found.repeats.into_iter().map(DuplicateView::from).collect(),
            decisions: found
                .decisions
                .into_iter()
                .map(DecisionView::from)
                .collect(),
            revisions: found
                .revisions
                .into_iter()
                .map(RevisionView::from)
                .collect(),
            reports: found.reports.into_iter().map(ReportView::from).collect(),
        }
    }
}

impl From<Repeat> for DuplicateView {
    fn from(repeat: Repeat) -> Self {
        Self {
            comment_id: repeat.comment_id,
            article_id: repeat.article_id,
            status: CommentStatus::of(&repeat.status),
            kind: repeat.kind.map(MatchKind::as_str),
            similarity: repeat.similarity,
            containment: repeat.containment,
            same_author: repeat.same_author,
            age_seconds: repeat.age_seconds,
            diff: diff(repeat.diff),
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
            id: row.report_id,
            reason: row.reason,
            detail: row.detail,
            created_at: row.created_at,
        }
    }
}

fn example_queue() -> Value {
    json!({"items": [example_moderated_with(json!({"findings": [example_finding()]}))], "next_cursor": null})
}

fn example_detail() -> Value {
    let revision = json!({"revision": 1, "body": "Thank you, this helped me a lot.",
        "created_at": "2026-11-23T09:30:00.000Z"});
    example_moderated_with(json!({
        "findings": [example_finding()], "duplicates": [], "decisions": [example_decision()],
        "revisions": [revision], "reports": [],
    }))
}
