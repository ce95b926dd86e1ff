//! Reads one batch of the feed, as messages for the live streams of this instance.

use crate::app::App;
use crate::app::live::Channel;
use crate::db::events::feed::Event;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::CommentId;
use crate::error::Result;
use crate::flows::events::carried::Sizes;
use crate::flows::events::public_messages::{PublicMessage, read_public_messages};
use crate::flows::events::queue_messages::{QueueMessage, queue_comments, read_queue_messages};
use crate::flows::events::read::{find_feed_end, read_feed};

/// How many events a batch has at most.
pub(crate) const BATCH: i64 = 500;

/// The messages of a batch of events.
#[derive(Debug)]
pub(crate) struct Batch {
    pub public: Vec<PublicMessage>,
    pub queue: Vec<QueueMessage>,
    /// Where the next batch begins.
    pub next: EventPosition,
    /// Whether this batch reached the present end of the feed.
    pub at_end: bool,
}

/// The present end of the feed.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn read_end(app: &App) -> Result<EventPosition> {
    find_feed_end(&mut *app.database.primary.get().await?).await
}

/// The messages of at most `size` events after `after`, for those channels that have listeners.
///
/// # Errors
/// `EventsExpired` when some of the events were removed; `Unavailable` without a database.
pub(crate) async fn read_batch(app: &App, after: EventPosition, size: i64) -> Result<Batch> {
    let mut conn = app.database.primary.get().await?;
    let page = read_feed(&mut conn, Some(after), size).await?;

    let has_listeners = |event: &&Event| {
        event
            .article_id
            .is_some_and(|article| app.events.live.has_listeners(Channel::Article(article)))
    };
    let public_events: Vec<&Event> = page.events.iter().filter(has_listeners).collect();
    let comments: Vec<CommentId> = public_events
        .iter()
        .filter_map(|it| it.comment_id)
        .collect();
    let sizes = Sizes::read_batch(app, &mut conn, &comments).await?;
    let public = read_public_messages(&mut conn, &public_events, &sizes).await?;

    let queue = if app.events.live.has_listeners(Channel::Queue) {
        let sizes = Sizes::read_batch(app, &mut conn, &queue_comments(&page.events)).await?;

        read_queue_messages(&mut conn, &page.events, &sizes).await?
    } else {
        Vec::new()
    };

    Ok(Batch {
        public,
        queue,
        next: page.next,
        at_end: page.at_end,
    })
}
