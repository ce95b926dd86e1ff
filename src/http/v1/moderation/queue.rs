//! The queue of comments that wait for a moderator.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::moderation::queue::QueueFilter;
use crate::domain::page::PageRequest;
use crate::domain::rights::Moderator;
use crate::domain::status::Status;
use crate::error::Result;
use crate::flows::moderation::queue::{Queued, read_queue};
use crate::http::extract::command::Authorised;
use crate::http::extract::length;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::moderation::views::{
    FindingView, ModeratedComment, example_finding, example_moderated_with,
};
use crate::http::v1::threads::order::Order;

/// The status of the comments to read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QueueStatus {
    #[default]
    Pending,
    Approved,
    Rejected,
    Spam,
    Withdrawn,
    /// Comments in any status.
    All,
}

/// Which comments of the queue to read.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct QueueQuery {
    #[serde(default)]
    #[param(inline)]
    pub status: QueueStatus,
    /// The code of a finding about the present text, such as near_duplicate.
    pub finding: Option<String>,
    /// Comments under this article, by id.
    pub article_id: Option<Uuid>,
    /// The name of a site.
    pub site: Option<String>,
    /// The author's whole email address, or a part of the name, in upper or lower case; up to 320
    /// characters.
    #[validate(
        length(min = 1, message = "Give at least one character."),
        custom(function = "length::author_search")
    )]
    #[param(min_length = 1)]
    pub author: Option<String>,
    /// A part of the text, in upper or lower case; up to 200 characters.
    #[validate(
        length(min = 1, message = "Give at least one character."),
        custom(function = "length::search")
    )]
    #[param(min_length = 1)]
    pub q: Option<String>,
    #[serde(default)]
    #[param(inline)]
    pub sort: Order,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

/// A comment of the queue with the findings about its present text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct QueuedComment {
    #[serde(flatten)]
    pub comment: ModeratedComment,
    pub findings: Vec<FindingView>,
}

problems!(ListQueueProblems = STORED, TOKEN, LIST);

/// Read the queue
///
/// By default, the comments that wait for a moderator, oldest first.
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
pub(crate) async fn list_moderated_comments(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Query<QueueQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Query(query),
    } = authorised;
    let (filter, sort) = (query.filter(), query.sort.into());
    let filters = format!("{filter:?} {sort:?}");
    let list = CursorSeal::new(&state.app.secrets, "moderated_comments", &filters);

    let page = PageRequest {
        after: list.open_id(query.cursor.as_deref())?,
        limit: query.limit.into(),
    };
    let page = read_queue(&state.app, &moderator, &filter, sort, page).await?;

    let reply = Page {
        items: page.items.into_iter().map(QueuedComment::from).collect(),
        next_cursor: page.next.map(|last| list.seal_id(last)),
    };
    reply.respond(&request)
}

impl QueueQuery {
    fn filter(&self) -> QueueFilter {
        QueueFilter {
            status: self.status.one(),
            finding: self.finding.clone(),
            article: self.article_id.map(Into::into),
            site: self.site.clone(),
            author: self.author.clone(),
            text: self.q.clone(),
        }
    }
}

impl QueueStatus {
    /// The single status, or `None` for all.
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

fn example_queue() -> Value {
    let comment = example_moderated_with(json!({"findings": [example_finding()]}));

    json!({"items": [comment], "next_cursor": null})
}
