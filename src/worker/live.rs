//! Follows the event feed while a live stream is open, and broadcasts it to all streams of this
//! instance.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use crate::app::App;
use crate::app::live::{Channel, EncodedMessage};
use crate::app::wake::Waiting;
use crate::domain::position::Position;
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};
use crate::flows::events::broadcast::{BATCH, Batch, read_batch, read_end};
use crate::flows::events::public_messages::PublicChange;
use crate::http::reply::cursor::CursorSeal;
use crate::http::v1::events::views::{encode_public, encode_queue};

/// How often the feed is read at least.
const EVERY: Duration = Duration::from_millis(100);
/// Commits that come faster are broadcast together.
const SPACING: Duration = Duration::from_millis(10);
/// The pause after a failure.
const REST: Duration = Duration::from_secs(1);

/// Follows the feed while there are listeners. A failure is logged; the events of the meantime are
/// broadcast afterwards.
pub async fn keep_telling(app: Arc<App>) {
    loop {
        app.live.wanted().await;
        if let Err(error) = follow(&app).await {
            tracing::warn!(error.what = %error, "the feed of events cannot be followed");
            sleep(REST).await;
        }
    }
}

/// Follows the feed from now on until there is no listener.
async fn follow(app: &App) -> Result<()> {
    let mut reached = read_end(app).await?;
    app.live.begin(reached);
    let mut size = BATCH;
    let mut changes = app.wake.wait();
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);

    while !app.live.rest_if_deserted() {
        match broadcast_batch(app, reached, size).await {
            Ok(Done { next, at_end }) => {
                (reached, size) = (next, BATCH);
                if at_end {
                    wait_for_events(&mut ticks, &mut changes).await;
                }
            }
            // The events after our position were removed, or the database is another one.
            Err(Error::Refused(Refusal::EventsExpired)) => {
                app.live.cut();
                return Ok(());
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "the feed of events cannot be read");
                // A batch that takes too long may succeed when it is smaller.
                size = (size / 4).max(1);
                sleep(REST).await;
            }
        }
    }

    Ok(())
}

/// Waits until new events are likely: a transaction was committed on any instance, or a transaction
/// in progress that hid later events may have ended.
async fn wait_for_events(ticks: &mut Interval, changes: &mut Waiting) {
    sleep(SPACING).await;
    tokio::select! {
        _ = ticks.tick() => {}
        () = changes.changed() => {}
    }
}

/// How far a batch came.
struct Done {
    next: Position,
    at_end: bool,
}

/// Broadcasts the events after `reached`: all messages of the batch, or none if there is an error.
async fn broadcast_batch(app: &App, reached: Position, size: i64) -> Result<Done> {
    let Batch {
        public,
        queue,
        next,
        at_end,
    } = read_batch(app, reached, size).await?;

    let feed = CursorSeal::of_events(&app.secrets);
    let mut encoded: HashMap<Channel, Vec<EncodedMessage>> = HashMap::new();
    let mut deleted = Vec::new();
    for message in public {
        let channel = Channel::Article(message.article);
        if matches!(message.change, PublicChange::ArticleDeleted) {
            deleted.push(channel);
        }
        let messages = encoded.entry(channel).or_default();
        messages.push(encode_public(&feed, message)?);
    }
    for message in queue {
        let messages = encoded.entry(Channel::Queue).or_default();
        messages.push(encode_queue(&feed, message)?);
    }

    app.live.broadcast(encoded, next);
    deleted
        .into_iter()
        .for_each(|channel| app.live.close(channel));

    Ok(Done { next, at_end })
}
