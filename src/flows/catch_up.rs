//! Somebody who listens was away, or was too slow: what did they miss?

use crate::app::App;
use crate::app::live::Channel;
use crate::db::article_page::list_counts;
use crate::db::articles::find_version;
use crate::db::event_feed::Event;
use crate::domain::event_position::EventPosition;
use crate::domain::ids::ArticleId;
use crate::domain::refusal::{Noun, Refusal};
use crate::error::{Error, Result};
use crate::flows::public_news::{PublicNews, read_public_news};
use crate::flows::queue_news::{QueueNews, read_queue_news};
use crate::flows::read_events::{EventPage, find_feed_end, read_article_events, read_stretch};

/// Who missed more than this had better read the thread or the queue again.
const LONGEST: i64 = 1_000;

/// What a stream begins with, or goes on with.
#[derive(Debug)]
pub struct CaughtUp {
    pub news: News,
    /// Everything up to here is told with it.
    pub at: EventPosition,
    pub memory: Memory,
    /// The article's approved comments by now; `None` for the queue.
    pub total: Option<i64>,
}

/// Whether what was missed could be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Memory {
    Whole,
    /// It was too much, or too long ago: whoever follows must read again what they follow.
    Lost,
}

#[derive(Debug)]
pub enum News {
    Public(Vec<PublicNews>),
    Queue(Vec<QueueNews>),
}

/// What happened after `after`; without it nothing, and where the feed ends now.
///
/// # Errors
/// `Unavailable` without a database.
pub async fn catch_up(
    app: &App,
    channel: Channel,
    after: Option<EventPosition>,
) -> Result<CaughtUp> {
    let mut conn = app.writes.get().await?;
    let missed = match (after, channel) {
        (None, _) => Err(Memory::Whole),
        (Some(after), Channel::Article(article)) => {
            whole(read_article_events(&mut conn, article, (after, LONGEST)).await)?
        }
        (Some(after), Channel::Queue) => {
            whole(read_stretch(&mut conn, Some(after), LONGEST).await)?
        }
    };
    let (events, at, memory) = match missed {
        Ok(page) => (page.events, page.next, Memory::Whole),
        Err(memory) => (Vec::new(), find_feed_end(&mut conn).await?, memory),
    };
    let (news, total) = match channel {
        Channel::Article(article) => {
            let heard: Vec<&Event> = events.iter().collect();
            let news = read_public_news(&mut conn, &heard).await?;
            let count = list_counts(&mut conn, &[article.0], &[]).await?.pop();
            (
                News::Public(news),
                Some(count.map_or(0, |count| count.comment_count)),
            )
        }
        Channel::Queue => (
            News::Queue(read_queue_news(&mut conn, &events).await?),
            None,
        ),
    };
    Ok(CaughtUp {
        news,
        at,
        memory,
        total,
    })
}

/// Makes sure that there is such an article. One that others listen to is there: of a thousand who
/// come back at once, one asks the database.
///
/// # Errors
/// `NotFound`.
pub async fn find_article_to_follow(app: &App, article: ArticleId) -> Result<()> {
    if app.live.is_heard(Channel::Article(article)) {
        return Ok(());
    }
    let mut conn = app.reads.get().await?;
    Ok(find_version(&mut conn, article)
        .await?
        .map(drop)
        .ok_or(Refusal::NotFound(Noun::Article))?)
}

/// All that was missed, or that it is lost.
fn whole(page: Result<EventPage>) -> Result<Result<EventPage, Memory>> {
    match page {
        Ok(page) if page.at_end => Ok(Ok(page)),
        Ok(_) | Err(Error::Refused(Refusal::EventsExpired)) => Ok(Err(Memory::Lost)),
        Err(other) => Err(other),
    }
}
