//! The live streams of this instance. One follower of the event feed broadcasts to all of them.
//!
//! A listener misses no event. It subscribes first, then reads the events that it missed from the
//! table up to some position, and from there on takes what is broadcast. The follower had its own
//! position before the listener read the table (see [`Live::followed`]), and broadcasts every event
//! after it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::sync::{Notify, Semaphore, SemaphorePermit, watch};

use crate::domain::event_position::EventPosition;
use crate::domain::ids::ArticleId;

/// A subject to listen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Channel {
    Article(ArticleId),
    /// The moderators' queue.
    Queue,
}

/// A message as it is sent, encoded once for all listeners.
#[derive(Debug, Clone)]
pub(crate) struct EncodedMessage {
    /// The position of its event: a reader continues after it.
    pub position: EventPosition,
    pub text: Arc<[u8]>,
}

/// All listeners of one process.
pub struct Live {
    state: Mutex<State>,
    phase: watch::Sender<Phase>,
    /// Notified when a listener subscribes.
    wanted: Notify,
    /// Reading missed events takes a connection: a few at a time, so that a thousand readers who
    /// reconnect at once leave connections for other requests.
    arrivals: Semaphore,
}

struct State {
    channels: HashMap<Channel, Sender<Arc<[EncodedMessage]>>>,
    /// Every event up to here was broadcast.
    reached: EventPosition,
}

/// Whether the feed is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Resting,
    Following,
    /// The service is shutting down.
    Ended,
}

/// How many batches a listener may be behind before it must read the table again.
const BATCHES: usize = 16;
/// How many listeners read the table at once.
const ARRIVALS: usize = 4;

impl Default for Live {
    fn default() -> Self {
        Self {
            state: Mutex::new(State {
                channels: HashMap::new(),
                reached: EventPosition::START,
            }),
            phase: watch::Sender::new(Phase::Resting),
            wanted: Notify::new(),
            arrivals: Semaphore::new(ARRIVALS),
        }
    }
}

impl Live {
    /// Subscribes to a channel. After the end of the service the listener receives that end at
    /// once.
    pub(crate) fn listen(self: &Arc<Self>, channel: Channel) -> Listener {
        let mut state = self.state();
        let receiver = match *self.phase.borrow() {
            Phase::Ended => Sender::new(1).subscribe(),
            _ => state
                .channels
                .entry(channel)
                .or_insert_with(|| Sender::new(BATCHES))
                .subscribe(),
        };
        drop(state);

        self.wanted.notify_one();

        Listener {
            live: Arc::clone(self),
            channel,
            receiver: Some(receiver),
        }
    }

    /// Waits until the feed is followed; `false` when the service is stopping.
    pub(crate) async fn followed(&self) -> bool {
        let mut phase = self.phase.subscribe();
        let reached = phase.wait_for(|phase| *phase != Phase::Resting).await;
        reached.is_ok_and(|phase| *phase == Phase::Following)
    }

    /// Waits for a turn to read the table; `None` when the service is stopping.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.arrivals.acquire().await.ok()
    }

    /// Every event up to here was broadcast to the listeners.
    pub(crate) fn reached(&self) -> EventPosition {
        self.state().reached
    }

    /// Ends every stream, and each that is opened later, for good.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        self.phase.send_replace(Phase::Ended);
        self.arrivals.close();
        state.channels.clear();
    }

    /// For the follower: waits until there is a listener.
    pub(crate) async fn wanted(&self) {
        while self.state().channels.is_empty() {
            self.wanted.notified().await;
        }
    }

    /// For the follower: every event after `at` will be broadcast.
    pub(crate) fn begin(&self, at: EventPosition) {
        let mut state = self.state();
        state.reached = at;
        self.phase.send_if_modified(|phase| match phase {
            Phase::Resting => {
                *phase = Phase::Following;
                true
            }
            _ => false,
        });
    }

    /// For the follower: whether there is no listener. If so, the feed is not followed any more.
    pub(crate) fn rest_if_deserted(&self) -> bool {
        let state = self.state();
        let deserted = state.channels.is_empty();
        if deserted {
            self.rest();
        }

        deserted
    }

    /// For the follower: its position is invalid. Every stream ends; its reader reconnects and gets
    /// a new position.
    pub(crate) fn cut(&self) {
        let mut state = self.state();
        state.channels.clear();
        self.rest();
    }

    /// For the follower: the channel has no more messages. Its streams end after those they have.
    pub(crate) fn close(&self, channel: Channel) {
        self.state().channels.remove(&channel);
    }

    /// Whether the channel has listeners.
    pub(crate) fn has_listeners(&self, channel: Channel) -> bool {
        self.state().channels.contains_key(&channel)
    }

    /// For the follower: broadcasts one batch, whose messages are in order, and notes how far it
    /// came.
    pub(crate) fn broadcast(
        &self,
        messages: HashMap<Channel, Vec<EncodedMessage>>,
        reached: EventPosition,
    ) {
        let mut state = self.state();
        for (channel, messages) in messages {
            if let Some(sender) = state.channels.get(&channel) {
                // An error means that the last listener has just left.
                sender.send(messages.into()).ok();
            }
        }

        state.reached = reached;
    }

    fn rest(&self) {
        self.phase.send_if_modified(|phase| match phase {
            Phase::Following => {
                *phase = Phase::Resting;
                true
            }
            _ => false,
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A subscription to a channel. The last one that is dropped removes the channel.
pub(crate) struct Listener {
    live: Arc<Live>,
    channel: Channel,
    receiver: Option<Receiver<Arc<[EncodedMessage]>>>,
}

/// What a listener receives.
#[derive(Debug)]
pub(crate) enum Received {
    Messages(Arc<[EncodedMessage]>),
    /// The listener was too slow: it must read the missed events from the table.
    Lagged,
    /// The stream ends.
    Closed,
}

impl Listener {
    /// Waits for the next batch of messages.
    pub(crate) async fn receive(&mut self) -> Received {
        use broadcast::error::RecvError;

        let Some(receiver) = &mut self.receiver else {
            return Received::Closed;
        };

        match receiver.recv().await {
            Ok(messages) => Received::Messages(messages),
            Err(RecvError::Lagged(_)) => Received::Lagged,
            Err(RecvError::Closed) => Received::Closed,
        }
    }

    /// The position up to which this listener has every message, if it has received all of them.
    pub(crate) fn reached(&self) -> Option<EventPosition> {
        // In this order: a batch that is broadcast after the position was read comes after it.
        let reached = self.live.reached();

        self.receiver
            .as_ref()
            .is_some_and(Receiver::is_empty)
            .then_some(reached)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut state = self.live.state();
        self.receiver = None;

        let deserted = |sender: &Sender<_>| sender.receiver_count() == 0;
        if state.channels.get(&self.channel).is_some_and(deserted) {
            state.channels.remove(&self.channel);
        }
    }
}
