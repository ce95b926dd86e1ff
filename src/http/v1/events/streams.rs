//! Live streams: what changes in one thread, for everybody, and in the queue, for moderators.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

use crate::app::live::Channel;
use crate::domain::ids::ArticleId;
use crate::domain::refusal::Refusal;
use crate::flows::events::catch_up::find_article_to_follow;
use crate::http::extract::actor::{After, ByModerator, bearer_token};
use crate::http::extract::client_ip::client_ip_of;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::state::HttpState;
use crate::http::stream_caps::Ticket;
use crate::http::v1::events::live::session::Session;
use crate::http::v1::events::live::{LiveStream, Resume};
use crate::http::v1::events::views::{
    QueueEvent, ThreadEvent, example_queue_event, example_thread_event,
};

/// From where.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StreamQuery {
    /// The `id` of an event, or a cursor of `GET /v1/admin/events`: what happened since is told
    /// first. Absent: from now on. `Last-Event-ID`, which browsers send when they come back, goes
    /// before it.
    pub after: Option<String>,
}

problems!(StreamArticleProblems = STORED, LIST, LIMITED, [NotFound]);
problems!(StreamQueueProblems = STORED, TOKEN, LIST, LIMITED);

/// Follow a thread live
///
/// Server-sent events: `approved`, `edited`, `withdrawn` and `removed` comments, and
/// `article_deleted`. `ready` comes first, after what was missed; `reset` in its place where that
/// is not known any more: then read the thread again. Each has an `id` to resume from. The schema
/// is that of an event's `data`. docs/LIVE.md tells how to use it.
#[utoipa::path(
    operation_id = "stream_article_events",
    tag = "events",
    params(
        ("article_id" = Uuid, Path, description = "The article."),
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was received."),
    ),
    responses(
        (status = 200, description = "A stream without end.", body = ThreadEvent, content_type = "text/event-stream",
            example = json!(example_thread_event())),
        StreamArticleProblems,
    ),
)]
#[get("/v1/articles/{article_id}/events")]
pub async fn stream_article_events(
    request: HttpRequest,
    state: Data<HttpState>,
    Path(article): Path<Uuid>,
    Query(query): Query<StreamQuery>,
) -> Result<HttpResponse, Problem> {
    let resume = Resume::of(&request, &state, query.after.as_deref())?;
    let ticket = admit(&request, &state)?;
    let article = ArticleId(article);
    find_article_to_follow(&state.app, article).await?;
    Ok(LiveStream::new(&state, Channel::Article(article), (resume, ticket)).respond(&request))
}

/// Follow the queue live
///
/// Server-sent events: comments that `arrived`, were `edited` while they wait, or `left` because
/// their author took them back; and whatever was `decided`, with by whom. `ready` and `reset` are
/// as for a thread, and have no members. The stream ends with the session.
#[utoipa::path(
    operation_id = "stream_queue_events",
    tag = "events",
    params(
        StreamQuery,
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was received."),
    ),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A stream without end.", body = QueueEvent, content_type = "text/event-stream",
            example = json!(example_queue_event())),
        StreamQueueProblems,
    ),
)]
#[get("/v1/admin/comments/events")]
pub async fn stream_queue_events(
    request: HttpRequest,
    state: Data<HttpState>,
    After(ByModerator(moderator), Query(query)): After<ByModerator, Query<StreamQuery>>,
) -> Result<HttpResponse, Problem> {
    let resume = Resume::of(&request, &state, query.after.as_deref())?;
    let session = Session::of(
        &moderator,
        bearer_token(&request).ok_or(Refusal::Unauthenticated)?,
    );
    let ticket = admit(&request, &state)?;
    Ok(LiveStream::new(&state, Channel::Queue, (resume, ticket))
        .within(session)
        .respond(&request))
}

fn admit(request: &HttpRequest, state: &HttpState) -> Result<Ticket, Problem> {
    let address = client_ip_of(request)?.bucket();
    state.streams.admit(address)
}
