//! Live streams: changes of a thread, for everybody, and changes of the queue, for moderators.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use serde::Deserialize;
use utoipa::IntoParams;
use validator::Validate;

use crate::app::live::Channel;
use crate::domain::ids::ArticleId;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Moderator;
use crate::flows::events::catch_up::check_article;
use crate::http::contract::parameters::{ArticleInPath, LastEventIdInHeader};
use crate::http::extract::actor::bearer_token;
use crate::http::extract::client_ip::client_ip_of;
use crate::http::extract::command::Authorised;
use crate::http::extract::limited::Limited;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Streams;
use crate::http::state::HttpState;
use crate::http::stream_caps::Ticket;
use crate::http::v1::events::live::session::Session;
use crate::http::v1::events::live::{LiveStream, Resume};
use crate::http::v1::events::views::{
    QueueEvent, ThreadEvent, example_queue_event, example_thread_event,
};

/// Where a stream begins.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct StreamQuery {
    /// The `id` of an event, or a cursor of `GET /v1/admin/events`: the stream begins with the events
    /// after it. Absent: it begins now. `Last-Event-ID`, which browsers send when they reconnect,
    /// takes precedence.
    pub after: Option<String>,
}

problems!(StreamArticleProblems = STORED, LIST, LIMITED, [NotFound]);
problems!(StreamQueueProblems = STORED, TOKEN, LIST, LIMITED);

/// Follow a thread live
///
/// Server-sent events: `approved`, `edited`, `withdrawn` and `removed` for comments, and
/// `article_deleted`. A stream begins with the missed events and then `ready`. If they are not
/// stored any more, `reset` comes in place of `ready`: then read the thread again. Each event has an
/// `id` to resume from. The schema describes the `data` of an event. docs/LIVE.md explains the use.
#[utoipa::path(
    operation_id = "stream_article_events",
    tag = "events",
    params(ArticleInPath, StreamQuery, LastEventIdInHeader),
    responses(
        (status = 200, description = "A stream that stays open.", body = ThreadEvent, content_type = "text/event-stream",
            example = json!(example_thread_event())),
        StreamArticleProblems,
    ),
)]
#[get("/v1/articles/{article_id}/events")]
pub(crate) async fn stream_article_events(
    request: HttpRequest,
    state: Data<HttpState>,
    _quota: Limited<Streams>,
    Path(article): Path<ArticleId>,
    Query(query): Query<StreamQuery>,
) -> Result<HttpResponse, Problem> {
    let resume = Resume::of(&request, &state, query.after.as_deref())?;
    let ticket = admit(&request, &state)?;
    check_article(&state.app, article).await?;

    let stream = LiveStream::new(&state, Channel::Article(article), resume, ticket);

    Ok(stream.respond(&request))
}

/// Follow the queue live
///
/// Server-sent events: `arrived` for a comment that waits for a decision, `edited` for a new text of
/// a waiting comment, `left` for a waiting comment that its author withdrew, and `decided` for every
/// decision, with its moderator. `ready` and `reset` are as for a thread, with empty `data`. The
/// stream ends with the session.
#[utoipa::path(
    operation_id = "stream_queue_events",
    tag = "events",
    params(StreamQuery, LastEventIdInHeader),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A stream that stays open.", body = QueueEvent, content_type = "text/event-stream",
            example = json!(example_queue_event())),
        StreamQueueProblems,
    ),
)]
#[get("/v1/admin/comments/events")]
pub(crate) async fn stream_queue_events(
    request: HttpRequest,
    state: Data<HttpState>,
    _quota: Limited<Streams>,
    authorised: Authorised<Moderator, Query<StreamQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: moderator,
        input: Query(query),
    } = authorised;

    let resume = Resume::of(&request, &state, query.after.as_deref())?;
    let token = bearer_token(&request).ok_or(Refusal::Unauthenticated)?;
    let session = Session::of(&moderator, token);
    let ticket = admit(&request, &state)?;

    let stream = LiveStream::new(&state, Channel::Queue, resume, ticket).within(session);

    Ok(stream.respond(&request))
}

/// Counts the stream against the limits of its network address and of the process.
fn admit(request: &HttpRequest, state: &HttpState) -> Result<Ticket, Problem> {
    let address = client_ip_of(request)?.bucket();

    state.streams.admit(address)
}
