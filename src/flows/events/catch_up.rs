//! Reads what the reader of a live stream missed while disconnected or too slow.

use crate::app::App;
use crate::app::live::Channel;
use crate::db::articles::page::list_counts;
use crate::db::articles::write::find_version;
use crate::db::connection::connect::Connection;
use crate::db::events::feed::Event;
use crate::domain::budgets::{Budget, MISSED_EVENTS};
use crate::domain::event_position::EventPosition;
use crate::domain::ids::{ArticleId, CommentId};
use crate::domain::refusal::{Noun, Refusal};
use crate::error::{Error, Result};
use crate::flows::events::carried::Sizes;
use crate::flows::events::public_messages::{PublicMessage, read_public_messages};
use crate::flows::events::queue_messages::{QueueMessage, queue_comments, read_queue_messages};
use crate::flows::events::read::{EventPage, find_feed_end, read_article_events, read_feed};

/// The beginning or the continuation of a stream.
#[derive(Debug)]
pub(crate) struct CaughtUp {
    pub messages: Messages,
    /// The messages cover every event up to this position.
    pub at: EventPosition,
    pub completeness: Completeness,
    /// The approved comments of the article now; `None` for the queue.
    pub total: Option<i64>,
}

/// Whether the messages contain everything that the reader missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Completeness {
    Complete,
    /// Too many events, too large ones, or events that were removed: the reader must read the thread or the queue
    /// again.
    Lost,
}

/// The messages of one channel.
#[derive(Debug)]
pub(crate) enum Messages {
    Public(Vec<PublicMessage>),
    Queue(Vec<QueueMessage>),
}

/// The events that a reader missed, and the position after them.
struct Missed {
    events: Vec<Event>,
    at: EventPosition,
    completeness: Completeness,
}

impl Missed {
    /// The comments that messages to the channel are about.
    fn comments(&self, channel: Channel) -> Vec<CommentId> {
        match channel {
            Channel::Article(_) => self.events.iter().filter_map(|it| it.comment_id).collect(),
            Channel::Queue => queue_comments(&self.events),
        }
    }
}

/// The messages of the channel after `after`; without `after` none, and the end of the feed.
///
/// # Errors
/// `Unavailable` without a database.
pub(crate) async fn catch_up(
    app: &App,
    channel: Channel,
    after: Option<EventPosition>,
) -> Result<CaughtUp> {
    let mut conn = app.database.primary.get().await?;
    let mut missed = read_missed(app, &mut conn, channel, after).await?;
    let sizes = Sizes::read(app, &mut conn, &missed.comments(channel)).await?;
    if sizes.exceed_what_is_sent() {
        app.budgets.note(Budget::MissedEvents);
        missed = nothing(&mut conn, Completeness::Lost).await?;
    }

    let (messages, total) = match channel {
        Channel::Article(article) => {
            let events: Vec<&Event> = missed.events.iter().collect();
            let messages = read_public_messages(&mut conn, &events, &sizes).await?;
            let count = list_counts(&mut conn, &[article]).await?.pop();
            let total = count.map_or(0, |count| count.comment_count);

            (Messages::Public(messages), Some(total))
        }
        Channel::Queue => {
            let messages = read_queue_messages(&mut conn, &missed.events, &sizes).await?;

            (Messages::Queue(messages), None)
        }
    };

    Ok(CaughtUp {
        messages,
        at: missed.at,
        completeness: missed.completeness,
        total,
    })
}

async fn read_missed(
    app: &App,
    conn: &mut Connection,
    channel: Channel,
    after: Option<EventPosition>,
) -> Result<Missed> {
    let Some(after) = after else {
        return nothing(conn, Completeness::Complete).await;
    };
    let page = match channel {
        Channel::Article(article) => read_article_events(conn, article, after).await,
        Channel::Queue => read_feed(conn, Some(after), MISSED_EVENTS).await,
    };

    match page {
        Ok(EventPage {
            events,
            next,
            at_end: true,
        }) => Ok(Missed {
            events,
            at: next,
            completeness: Completeness::Complete,
        }),
        Ok(_) => {
            app.budgets.note(Budget::MissedEvents);
            nothing(conn, Completeness::Lost).await
        }
        Err(Error::Refused(Refusal::EventsExpired)) => nothing(conn, Completeness::Lost).await,
        Err(other) => Err(other),
    }
}

async fn nothing(conn: &mut Connection, completeness: Completeness) -> Result<Missed> {
    Ok(Missed {
        events: Vec::new(),
        at: find_feed_end(conn).await?,
        completeness,
    })
}

/// Checks that there is such an article. An article with listeners exists, so of a thousand readers
/// who reconnect at once, one asks the database.
///
/// # Errors
/// `NotFound` if there is no such article.
pub(crate) async fn check_article(app: &App, article: ArticleId) -> Result<()> {
    if app.events.live.has_listeners(Channel::Article(article)) {
        return Ok(());
    }

    let mut conn = app.database.replica.get().await?;
    match find_version(&mut conn, article).await? {
        Some(_) => Ok(()),
        None => Err(Refusal::NotFound(Noun::Article).into()),
    }
}
