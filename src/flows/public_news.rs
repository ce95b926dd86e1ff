//! What do readers of a thread learn of an event? Nothing that the thread would not show them at
//! this moment.

use std::collections::HashMap;

use uuid::Uuid;

use crate::db::article_page::list_counts;
use crate::db::connect::Connection;
use crate::db::event_feed::Event;
use crate::db::thread_page::{PlaceRow, list_places};
use crate::domain::event::EventKind;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::ArticleId;
use crate::domain::status::Status;
use crate::error::Result;

/// One change of what a thread shows.
#[derive(Debug, Clone)]
pub struct PublicNews {
    pub position: EventPosition,
    pub article: ArticleId,
    /// The article's approved comments by now.
    pub total: i64,
    pub change: PublicChange,
}

#[derive(Debug, Clone)]
pub enum PublicChange {
    Approved(PlaceRow),
    Edited(PlaceRow),
    /// Its author took it back. With the place that is kept, if one is.
    Withdrawn(Uuid, Option<PlaceRow>),
    /// A moderator took it away, or its new text waits for one.
    Removed(Uuid, Option<PlaceRow>),
    ArticleDeleted,
}

/// The news in those events, in their order. The comments are read as they are shown now: an event
/// whose comment has changed since tells no more than that, and the next one of it tells the rest.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn read_public_news(conn: &mut Connection, events: &[&Event]) -> Result<Vec<PublicNews>> {
    let comments: Vec<Uuid> = events.iter().filter_map(|event| event.comment_id).collect();
    let mut articles: Vec<Uuid> = events.iter().filter_map(|event| event.article_id).collect();
    articles.sort_unstable();
    articles.dedup();
    if articles.is_empty() {
        return Ok(Vec::new());
    }
    let places: HashMap<Uuid, PlaceRow> = list_places(conn, &comments)
        .await?
        .into_iter()
        .map(|place| (place.comment_id, place))
        .collect();
    let totals: HashMap<Uuid, i64> = list_counts(conn, &articles, &[])
        .await?
        .into_iter()
        .map(|count| (count.article_id, count.comment_count))
        .collect();
    let news = |event: &&Event| {
        let article = event.article_id?;
        let place = event.comment_id.and_then(|comment| places.get(&comment));
        Some(PublicNews {
            position: event.position,
            article: ArticleId(article),
            total: totals.get(&article).copied().unwrap_or_default(),
            change: public_change(event, place)?,
        })
    };
    Ok(events.iter().filter_map(news).collect())
}

/// What an event means to readers, to whom the comment is shown as `place` now; `None`: nothing.
fn public_change(event: &Event, place: Option<&PlaceRow>) -> Option<PublicChange> {
    let approved = Some(Status::Approved.as_str());
    let text = |name: &str| event.payload.get(name).and_then(|value| value.as_str());
    let (was_shown, is_shown) = (
        text("status_before") == approved,
        text("status") == approved,
    );
    let shown = place.filter(|place| Some(place.status.as_str()) == approved);
    let kept = place.filter(|_| shown.is_none());
    match EventKind::parse(&event.kind)? {
        EventKind::ArticleDeleted => Some(PublicChange::ArticleDeleted),
        EventKind::CommentSubmitted | EventKind::CommentDecided | EventKind::CommentEdited
            if is_shown =>
        {
            let place = shown?.clone();
            Some(if was_shown {
                PublicChange::Edited(place)
            } else {
                PublicChange::Approved(place)
            })
        }
        // Where its place is kept, a comment that was hidden before now says that it was withdrawn.
        EventKind::CommentWithdrawn if was_shown || kept.is_some() => {
            Some(PublicChange::Withdrawn(event.comment_id?, kept.cloned()))
        }
        EventKind::CommentDecided | EventKind::CommentEdited if was_shown => {
            Some(PublicChange::Removed(event.comment_id?, kept.cloned()))
        }
        _ => None,
    }
}
