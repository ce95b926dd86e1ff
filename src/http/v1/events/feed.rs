//! The feed of events for integrators: all changes in one order, read page by page.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::events::feed::Event;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::page::PageRequest;
use crate::domain::rights::Admin;
use crate::flows::events::read::{EventQuery, read_events};
use crate::http::extract::command::Authorised;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::problem::examples::sample_id;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::page::{Limit, reply};
use crate::http::state::HttpState;
use crate::http::time::milliseconds;

/// Which events to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EventsQuery {
    /// `next_cursor` of the page before, or the `cursor` of an event. Absent: from the oldest stored
    /// event. Other parameters may change from page to page.
    pub after: Option<String>,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// The kind of the events, such as comment_decided.
    #[validate(length(min = 1, max = 100, message = "Give 1 to 100 characters."))]
    #[param(min_length = 1, max_length = 100)]
    pub kind: Option<String>,
    /// The name of the site of the events.
    pub site: Option<String>,
    /// The article of the events.
    #[param(value_type = Option<Uuid>)]
    pub article_id: Option<ArticleId>,
}

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct EventsPage {
    /// The events in order. No later page contains an event that belongs before one of these.
    pub items: Vec<EventView>,
    /// The value of `after` for the next page; present on every page, also on an empty one.
    pub next_cursor: String,
    /// Whether there are no more events for now. If false, request the next page at once, also after
    /// an empty page.
    pub at_end: bool,
}

/// An event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub(super) struct EventView {
    /// The value of `after` to continue after this event.
    pub cursor: String,
    /// The kind of the event; docs/LIVE.md lists the kinds. Later versions may add more.
    #[schema(example = "comment_decided")]
    pub kind: String,
    /// The name of the site; null for events that belong to no site, such as those of accounts.
    pub site: Option<String>,
    #[schema(value_type = Option<Uuid>)]
    pub article_id: Option<ArticleId>,
    #[schema(value_type = Option<Uuid>)]
    pub comment_id: Option<CommentId>,
    /// Details of the kind: ids, statuses, versions. It never contains a text, a name of a person or
    /// an email address.
    #[schema(value_type = Object)]
    pub payload: Value,
    /// When the transaction of the change began, by the database's clock. Times may descend; only the
    /// order of the feed counts.
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

problems!(
    ListEventsProblems = STORED,
    TOKEN,
    LIST,
    [NotFound, EventsExpired]
);

/// Read the event feed
///
/// The changes on all sites in one order, the oldest first, each exactly once. Events after a change
/// that is still in progress appear when it ends. Poll with `next_cursor`. Events are stored for
/// some days (30 by default); for an older cursor the answer is 410 `events_expired`.
#[utoipa::path(
    operation_id = "list_events",
    tag = "events",
    params(EventsQuery),
    security(("moderator_token" = [])),
    responses(
        (status = 200, description = "A page of the feed.", body = EventsPage, example = json!(example_events())),
        ListEventsProblems,
    ),
)]
#[get("/v1/admin/events")]
pub(crate) async fn list_events(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Admin, Query<EventsQuery>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: admin,
        input: Query(query),
    } = authorised;

    let feed = CursorSeal::of_events(&state.app.secrets);
    let after = query
        .after
        .as_deref()
        .map(|cursor| feed.open_position(cursor))
        .transpose()?;
    let wanted = PageRequest {
        after,
        limit: query.limit.into(),
    };
    let filter = EventQuery {
        kind: query.kind,
        site: query.site,
        article: query.article_id,
    };

    let page = read_events(&state.app, &admin, filter, wanted).await?;

    let events = page.events.into_iter();
    let items = events.map(|event| EventView::of(&feed, event)).collect();
    let page = EventsPage {
        items,
        next_cursor: feed.seal_position(page.next),
        at_end: page.at_end,
    };

    reply(&request, &page, None)
}

impl EventView {
    fn of(feed: &CursorSeal<'_>, event: Event) -> Self {
        Self {
            cursor: feed.seal_position(event.position),
            kind: event.kind,
            site: event.site,
            article_id: event.article_id,
            comment_id: event.comment_id,
            payload: event.payload,
            created_at: event.created_at,
        }
    }
}

fn example_events() -> Value {
    let cursor = "3q2-7wAAAAEAAAAAAAAC0QAAAAAAAAAH";
    let payload = json!({
        "decision_id": sample_id(), "action": "approve", "status_before": "pending", "status": "approved",
        "version": 2,
    });

    json!({
        "items": [{
            "cursor": cursor, "kind": "comment_decided", "site": "default", "article_id": sample_id(),
            "comment_id": sample_id(), "payload": payload, "created_at": "2026-11-23T09:40:00.000Z",
        }],
        "next_cursor": cursor, "at_end": true,
    })
}
