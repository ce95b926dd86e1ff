//! Follows the event feed while a live stream is open, and broadcasts it to all streams of this
//! instance.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Interval, MissedTickBehavior, interval, sleep};

use crate::app::App;
use crate::app::live::{Channel, EncodedMessage};
use crate::app::wake::Waiting;
use crate::domain::event_position::EventPosition;
use crate::domain::refusal::Refusal;
use crate::error::{Error, Result};
use crate::flows::events::broadcast::{BATCH, Batch, read_batch, read_end};
use crate::flows::events::public_messages::PublicChange;
use crate::http::reply::cursor::CursorSeal;
use crate::http::v1::events::views::{encode_public, encode_queue};

/// The longest time between two reads of the feed.
const LONGEST_INTERVAL: Duration = Duration::from_millis(100);
/// The shortest: commits that follow each other faster are broadcast together.
const SHORTEST_INTERVAL: Duration = Duration::from_millis(10);
/// The pause after a failure.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How far a batch came.
struct Reached {
    position: EventPosition,
    /// Whether the feed ends there, for now.
    is_end: bool,
}

/// Follows the feed while a stream is open. After a failure, which is logged, the events of the
/// meantime are broadcast late.
pub(super) async fn broadcast_events(app: Arc<App>) {
    loop {
        app.events.live.wanted().await;

        if let Err(error) = follow(&app).await {
            tracing::warn!(error.what = %error, "the feed of events cannot be followed");
            sleep(PAUSE_AFTER_FAILURE).await;
        }
    }
}

/// Broadcasts the events from now on, until no stream is open.
async fn follow(app: &App) -> Result<()> {
    let live = &app.events.live;
    let mut position = read_end(app).await?;
    let mut size = BATCH;
    live.begin(position);

    let mut changes = app.events.wake.wait();
    let mut ticks = interval(LONGEST_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);

    while !live.rest_if_deserted() {
        match broadcast_batch(app, position, size).await {
            Ok(reached) => {
                (position, size) = (reached.position, BATCH);
                if reached.is_end {
                    wait_for_events(&mut ticks, &mut changes).await;
                }
            }
            // The events after our position were removed, or the database is another one.
            Err(Error::Refused(Refusal::EventsExpired)) => {
                live.cut();
                return Ok(());
            }
            Err(error) => {
                tracing::warn!(error.what = %error, "the feed of events cannot be read");

                // The batch may have taken too long: a smaller one takes less.
                size = (size / 4).max(1);
                sleep(PAUSE_AFTER_FAILURE).await;
            }
        }
    }

    Ok(())
}

/// Waits until another read is worth it: after a commit, here or elsewhere, or after some time, in
/// which the transaction that held later events back may have ended.
async fn wait_for_events(ticks: &mut Interval, changes: &mut Waiting) {
    sleep(SHORTEST_INTERVAL).await;

    tokio::select! {
        _ = ticks.tick() => {}
        () = changes.changed() => {}
    }
}

/// Broadcasts at most `size` events after `position`: all of them, or none after a failure.
async fn broadcast_batch(app: &App, position: EventPosition, size: i64) -> Result<Reached> {
    let batch = read_batch(app, position, size).await?;
    let Batch {
        public,
        queue,
        next,
        at_end,
    } = batch;

    let seal = CursorSeal::of_events(&app.secrets);
    let mut messages: HashMap<Channel, Vec<EncodedMessage>> = HashMap::new();
    let mut deleted = Vec::new();

    for message in public {
        let channel = Channel::Article(message.article);
        if matches!(message.change, PublicChange::ArticleDeleted) {
            deleted.push(channel);
        }

        let message = encode_public(&seal, message)?;
        messages.entry(channel).or_default().push(message);
    }
    for message in queue {
        let message = encode_queue(&seal, message)?;
        messages.entry(Channel::Queue).or_default().push(message);
    }

    app.events.live.broadcast(messages, next);
    for channel in deleted {
        app.events.live.close(channel);
    }

    Ok(Reached {
        position: next,
        is_end: at_end,
    })
}
