//! What has happened? Followed while somebody listens, once for all streams of this instance, and
//! told to them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use crate::app::App;
use crate::app::live::{Channel, Line};
use crate::app::wake::Waiting;
use crate::domain::event_position::EventPosition;
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};
use crate::flows::public_news::PublicChange;
use crate::flows::tell::{ROUND, Round, read_end, read_round};
use crate::http::cursor::CursorSeal;
use crate::http::v1::live_views::{public_line, queue_line};

/// How often the feed is read at least.
const EVERY: Duration = Duration::from_millis(100);
/// Commits that come faster are told together.
const SPACING: Duration = Duration::from_millis(10);
/// The rest after a failure.
const REST: Duration = Duration::from_secs(1);

/// Follows the feed while anybody listens. A failure is logged; what happened meanwhile is told
/// afterwards.
pub async fn keep_telling(app: Arc<App>) {
    loop {
        app.live.wanted().await;
        if let Err(error) = follow(&app).await {
            tracing::warn!(error.what = %error, "the feed of events cannot be followed");
            sleep(REST).await;
        }
    }
}

/// From now on, until nobody listens.
async fn follow(app: &App) -> Result<()> {
    let mut reached = read_end(app).await?;
    app.live.begin(reached);
    let mut size = ROUND;
    let mut stirred = app.wake.wait();
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !app.live.rest_if_deserted() {
        match tell(app, reached, size).await {
            Ok((at, at_end)) => {
                (reached, size) = (at, ROUND);
                if at_end {
                    next_round(&mut ticks, &mut stirred).await;
                }
            }
            // What follows our place was removed, or the database is another one.
            Err(Error::Refused(Refusal::EventsExpired)) => {
                app.live.cut();
                return Ok(());
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "the feed of events cannot be read");
                // Should a round take too long, a smaller one will do.
                size = (size / 4).max(1);
                sleep(REST).await;
            }
        }
    }
    Ok(())
}

/// Waits until it is worth looking again: something was committed, here or elsewhere, or what was
/// behind an open transaction may have come free.
async fn next_round(ticks: &mut Interval, stirred: &mut Waiting) {
    sleep(SPACING).await;
    tokio::select! {
        _ = ticks.tick() => {}
        () = stirred.changed() => {}
    }
}

/// Tells everybody what happened after `reached`, or nobody anything; how far it came, and whether
/// that is all.
async fn tell(app: &App, reached: EventPosition, size: i64) -> Result<(EventPosition, bool)> {
    let Round {
        public,
        queue,
        at,
        at_end,
    } = read_round(app, reached, size).await?;
    let feed = CursorSeal::of_events(&app.secrets);
    let mut told: HashMap<Channel, Vec<Line>> = HashMap::new();
    let mut gone = Vec::new();
    for news in public {
        let channel = Channel::Article(news.article);
        if matches!(news.change, PublicChange::ArticleDeleted) {
            gone.push(channel);
        }
        told.entry(channel)
            .or_default()
            .push(public_line(&feed, news)?);
    }
    for news in queue {
        told.entry(Channel::Queue)
            .or_default()
            .push(queue_line(&feed, news)?);
    }
    app.live.tell(told, at);
    gone.into_iter().for_each(|channel| app.live.close(channel));
    Ok((at, at_end))
}
