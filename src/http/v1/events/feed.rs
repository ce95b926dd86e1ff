//! The feed of events, for integrators: everything that happened, in one order, to be read on from
//! where one was.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::db::events::feed::Event;
use crate::domain::ids::ArticleId;
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

/// Which events.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// `next_cursor` of the page before, or the `cursor` of an event; absent: from the oldest event
    /// that is kept. Filters may change from page to page.
    pub after: Option<String>,
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// One kind, such as comment_decided.
    #[validate(length(min = 1, max = 100, message = "Give 1 to 100 characters."))]
    #[param(min_length = 1, max_length = 100)]
    pub kind: Option<String>,
    /// The name of a site.
    pub site: Option<String>,
    pub article_id: Option<Uuid>,
}

/// A page of the feed.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventsPage {
    /// In order: no event comes later that stands before one of these.
    pub items: Vec<EventView>,
    /// Where to go on (`after`); always there, also on an empty page.
    pub next_cursor: String,
    /// Whether these were all there are for now. False: ask again at once, also after an empty
    /// page.
    pub at_end: bool,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Event)]
pub struct EventView {
    /// The place after this event.
    pub cursor: String,
    /// docs/LIVE.md lists the kinds. More may come.
    #[schema(example = "comment_decided")]
    pub kind: String,
    /// The name of the site; null for what belongs to none, such as accounts.
    pub site: Option<String>,
    pub article_id: Option<Uuid>,
    pub comment_id: Option<Uuid>,
    /// What belongs to the kind: ids, statuses, versions. Never a text, a name or an email address.
    #[schema(value_type = Object)]
    pub payload: Value,
    /// When the change began, by the database's clock. Times need not ascend; the order of the feed
    /// is what counts.
    #[serde(serialize_with = "milliseconds")]
    pub created_at: DateTime<Utc>,
}

problems!(
    ListEventsProblems = STORED,
    TOKEN,
    LIST,
    [NotFound, EventsExpired]
);

/// Follow what happens
///
/// The changes of all sites in one order, oldest first, each exactly once: also while some are
/// still being made, in which case those behind them wait. Poll it with `next_cursor`. Events are
/// kept for some days (30 by default); a cursor from before answers 410 `events_expired`.
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
pub async fn list_events(
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
    let wanted = EventQuery {
        kind: query.kind,
        site: query.site,
        article: query.article_id.map(ArticleId),
    };
    let page = read_events(&state.app, &admin, wanted, (after, query.limit.into())).await?;
    let items = page
        .events
        .into_iter()
        .map(|event| EventView::of(&feed, event))
        .collect();
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
