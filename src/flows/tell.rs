//! One round of following the feed: what happened, as the listeners of this instance are to be told
//! it.

use crate::app::App;
use crate::app::live::Channel;
use crate::db::event_feed::Event;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::ArticleId;
use crate::error::Result;
use crate::flows::public_news::{PublicNews, read_public_news};
use crate::flows::queue_news::{QueueNews, read_queue_news};
use crate::flows::read_events::{EventPage, find_feed_end, read_stretch};

/// Events of one round at most.
pub const ROUND: i64 = 500;

/// What is to be told, and where to go on.
#[derive(Debug)]
pub struct Round {
    pub public: Vec<PublicNews>,
    pub queue: Vec<QueueNews>,
    pub at: EventPosition,
    /// Nothing more is there now.
    pub at_end: bool,
}

/// Where the feed ends now.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn read_end(app: &App) -> Result<EventPosition> {
    find_feed_end(&mut *app.writes.get().await?).await
}

/// What happened after `after` that anybody here listens to, among at most `size` events.
///
/// # Errors
/// `EventsExpired` when some of it was removed; `Unavailable` without a database.
pub async fn read_round(app: &App, after: EventPosition, size: i64) -> Result<Round> {
    let mut conn = app.writes.get().await?;
    let EventPage {
        events,
        next,
        at_end,
    } = read_stretch(&mut conn, Some(after), size).await?;
    let is_heard = |event: &&Event| {
        let article = event
            .article_id
            .map(|article| Channel::Article(ArticleId(article)));
        article.is_some_and(|channel| app.live.is_heard(channel))
    };
    let heard: Vec<&Event> = events.iter().filter(is_heard).collect();
    let public = read_public_news(&mut conn, &heard).await?;
    let queue = if app.live.is_heard(Channel::Queue) {
        read_queue_news(&mut conn, &events).await?
    } else {
        Vec::new()
    };
    Ok(Round {
        public,
        queue,
        at: next,
        at_end,
    })
}
