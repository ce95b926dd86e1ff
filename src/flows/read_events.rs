//! Somebody follows what happened: the events after a position, in their order.

use crate::app::App;
use crate::db::connect::Connection;
use crate::db::event_feed::{Event, Slice, list_events};
use crate::db::sites::find_site;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::ArticleId;
use crate::domain::refusal::{Noun, Refusal};
use crate::domain::rights::Admin;
use crate::error::{Error, Result};

/// Events that are read by one statement where only some of them are wanted.
const STRETCH: i64 = 1_000;
/// So many such statements at most for one answer.
const STRETCHES: usize = 10;

/// Which events: those that meet all that is given.
#[derive(Debug, Clone, Default)]
pub struct EventQuery {
    pub kind: Option<String>,
    /// The site's name.
    pub site: Option<String>,
    pub article: Option<ArticleId>,
}

/// A page of the feed.
#[derive(Debug, Clone)]
pub struct EventPage {
    pub events: Vec<Event>,
    /// Where to go on, also when nothing was found.
    pub next: EventPosition,
    /// Nothing more is there now.
    pub at_end: bool,
}

/// At most `limit` events after `after`, from the oldest kept without it. Read from the primary: a
/// replica may lag.
///
/// # Errors
/// `EventsExpired` when some after `after` were removed; `NotFound` for a site that is not there.
pub async fn read_events(
    app: &App,
    _: &Admin,
    query: EventQuery,
    (after, limit): (Option<EventPosition>, i64),
) -> Result<EventPage> {
    let mut conn = app.writes.get().await?;
    let site = match &query.site {
        Some(name) => Some(
            find_site(&mut conn, name)
                .await?
                .ok_or(Refusal::NotFound(Noun::Site))?
                .site_id,
        ),
        None => None,
    };
    if query.kind.is_none() && site.is_none() && query.article.is_none() {
        return read_stretch(&mut conn, after, limit).await;
    }
    let article = query.article.map(|article| article.0);
    let wanted = |event: &Event| {
        query.kind.as_ref().is_none_or(|kind| *kind == event.kind)
            && site.is_none_or(|site| site == event.site_id)
            && article.is_none_or(|article| event.article_id == Some(article))
    };
    read_some(&mut conn, wanted, (after, limit)).await
}

/// The events of one article after a position.
///
/// # Errors
/// As [`read_events`].
pub async fn read_article_events(
    conn: &mut Connection,
    article: ArticleId,
    (after, limit): (EventPosition, i64),
) -> Result<EventPage> {
    read_some(
        conn,
        |event| event.article_id == Some(article.0),
        (Some(after), limit),
    )
    .await
}

/// Any events after a position, from the oldest kept without one.
///
/// # Errors
/// As [`read_events`].
pub async fn read_stretch(
    conn: &mut Connection,
    after: Option<EventPosition>,
    limit: i64,
) -> Result<EventPage> {
    let Slice {
        removed,
        end,
        events,
    } = read_slice(conn, after.unwrap_or(EventPosition::START), limit).await?;
    // A position beyond the end is of a database that is no longer this one.
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

/// Where the feed ends now: whatever is written from here on comes after it.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn find_feed_end(conn: &mut Connection) -> Result<EventPosition> {
    Ok(read_slice(conn, EventPosition::START, 0).await?.end)
}

async fn read_slice(conn: &mut Connection, after: EventPosition, limit: i64) -> Result<Slice> {
    let slice = list_events(conn, after, limit).await?;
    slice.ok_or_else(|| Error::internal("reading events", "there is no installation"))
}

/// Those that are wanted, out of so many that the answer stays quick: a page may be short before
/// the end.
async fn read_some(
    conn: &mut Connection,
    wanted: impl Fn(&Event) -> bool,
    (mut after, limit): (Option<EventPosition>, i64),
) -> Result<EventPage> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found: Vec<Event> = Vec::new();
    for _ in 0..STRETCHES {
        let page = read_stretch(conn, after, STRETCH).await?;
        for event in page.events.into_iter().filter(&wanted) {
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
        if page.at_end {
            return Ok(EventPage {
                events: found,
                next: page.next,
                at_end: true,
            });
        }
        after = Some(page.next);
    }
    Ok(EventPage {
        events: found,
        next: after.unwrap_or(EventPosition::START),
        at_end: false,
    })
}
