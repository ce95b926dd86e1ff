//! Reads pages of the event feed, whole or filtered.

use crate::app::App;
use crate::db::connection::connect::Connection;
use crate::db::events::feed::{Event, Slice, list_events};
use crate::domain::budgets::MISSED_EVENTS;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::ArticleId;
use crate::domain::page::PageRequest;
use crate::domain::refusal::Refusal;
use crate::domain::rights::Admin;
use crate::error::{Error, Result};
use crate::flows::sites::named::find_site_of_list;

/// How many events one statement reads for a filtered page.
const SLICE: i64 = 1_000;
/// How many such statements one filtered page takes at most.
const SLICES: usize = 10;

/// Which events to read: those that match every field that is given.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventQuery {
    pub kind: Option<String>,
    /// The site's name.
    pub site: Option<String>,
    pub article: Option<ArticleId>,
}

/// A page of the feed.
#[derive(Debug, Clone)]
pub(crate) struct EventPage {
    pub events: Vec<Event>,
    /// Where the next page begins, also after an empty page.
    pub next: EventPosition,
    /// Whether this page reached the present end of the feed.
    pub at_end: bool,
}

/// A page of the events that match the query, from the oldest stored event if `page.after` is
/// `None`. Read from the primary: a replica may lag.
///
/// # Errors
/// `EventsExpired` when events after `page.after` were removed; `NotFound` if there is no such
/// site.
pub(crate) async fn read_events(
    app: &App,
    _: &Admin,
    query: EventQuery,
    page: PageRequest<EventPosition>,
) -> Result<EventPage> {
    let mut conn = app.database.primary.get().await?;
    let site = find_site_of_list(&mut conn, query.site.as_deref()).await?;

    if query.kind.is_none() && site.is_none() && query.article.is_none() {
        return read_feed(&mut conn, page.after, page.limit).await;
    }

    let matches = |event: &Event| {
        query.kind.as_ref().is_none_or(|kind| *kind == event.kind)
            && site.is_none_or(|site| site == event.site_id)
            && query
                .article
                .is_none_or(|article| event.article_id == Some(article))
    };

    read_matching(&mut conn, matches, page).await
}

/// The events of one article among the [`MISSED_EVENTS`] after a position. A reader who comes back
/// waits for these, so that one who comes from far back costs no more than others.
///
/// # Errors
/// As [`read_events`].
pub(super) async fn read_article_events(
    conn: &mut Connection,
    article: ArticleId,
    after: EventPosition,
) -> Result<EventPage> {
    let mut page = read_feed(conn, Some(after), MISSED_EVENTS).await?;
    page.events
        .retain(|event| event.article_id == Some(article));

    Ok(page)
}

/// At most `limit` events after a position, or from the oldest stored event.
///
/// # Errors
/// As [`read_events`].
pub(super) async fn read_feed(
    conn: &mut Connection,
    after: Option<EventPosition>,
    limit: i64,
) -> Result<EventPage> {
    let Slice {
        removed,
        end,
        events,
    } = read_slice(conn, after.unwrap_or(EventPosition::START), limit).await?;

    // A position beyond the end comes from another database.
    if after.is_some_and(|after| after < removed || after > end) {
        return Err(Refusal::EventsExpired.into());
    }

    let at_end = i64::try_from(events.len()).is_ok_and(|found| found < limit);
    let next = events
        .last()
        .filter(|_| !at_end)
        .map_or(end, |last| last.position);

    Ok(EventPage {
        events,
        next,
        at_end,
    })
}

/// The present end of the feed: every event that is written from now on comes after it.
///
/// # Errors
/// `Unavailable` without a database.
pub(super) async fn find_feed_end(conn: &mut Connection) -> Result<EventPosition> {
    Ok(read_slice(conn, EventPosition::START, 0).await?.end)
}

async fn read_slice(conn: &mut Connection, after: EventPosition, limit: i64) -> Result<Slice> {
    list_events(conn, after, limit)
        .await?
        .ok_or_else(|| Error::internal("reading events", "there is no installation"))
}

/// The matching events among a bounded number of events, so that the answer stays quick: a page may
/// be short before the end of the feed.
async fn read_matching(
    conn: &mut Connection,
    matches: impl Fn(&Event) -> bool,
    page: PageRequest<EventPosition>,
) -> Result<EventPage> {
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let mut after = page.after;
    let mut found: Vec<Event> = Vec::new();

    for _ in 0..SLICES {
        let slice = read_feed(conn, after, SLICE).await?;

        for event in slice.events.into_iter().filter(&matches) {
            let next = event.position;
            found.push(event);
            if found.len() == limit {
                return Ok(EventPage {
                    events: found,
                    next,
                    at_end: false,
                });
            }
        }

        if slice.at_end {
            return Ok(EventPage {
                events: found,
                next: slice.next,
                at_end: true,
            });
        }
        after = Some(slice.next);
    }

    Ok(EventPage {
        events: found,
        next: after.unwrap_or(EventPosition::START),
        at_end: false,
    })
}
