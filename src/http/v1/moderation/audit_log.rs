//! The log of decisions.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

use crate::db::moderation::decisions::AuditFilter;
use crate::domain::page::PageRequest;
use crate::domain::rights::Moderator;
use crate::error::Result;
use crate::flows::moderation::audit::read_decisions;
use crate::http::extract::command::Authorised;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::moderation::views::{DecisionView, example_decision};

/// Which decisions of the audit log to read.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AuditQuery {
    /// Decisions of this moderator, by id.
    pub moderator: Option<Uuid>,
    /// Decisions about comments under this article, by id.
    pub article_id: Option<Uuid>,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `next_cursor` of the previous page.
    pub cursor: Option<String>,
}

problems!(ListDecisionsProblems = STORED, TOKEN, LIST);

/// Read the log of decisions
///
/// All decisions, newest first. Entries are never changed or removed. What else staff does is at
/// `GET /v1/admin/audit`.
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
pub(crate) async fn list_decisions(
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

    let filter = AuditFilter {
        moderator: query.moderator.map(Into::into),
        article: query.article_id.map(Into::into),
    };
    let page = PageRequest {
        after: list.open_id(query.cursor.as_deref())?,
        limit: query.limit.into(),
    };
    let page = read_decisions(&state.app, &moderator, filter, page).await?;

    let reply = Page {
        items: page.items.into_iter().map(DecisionView::from).collect(),
        next_cursor: page.next.map(|last| list.seal_id(last)),
    };
    reply.respond(&request)
}
