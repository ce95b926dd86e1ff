//! The live streams of this instance, which one follower of the event feed serves.
//!
//! A listener loses no event: it first begins to listen, then reads what it missed from the table up
//! to some position, and takes what is broadcast from there on. That holds because the follower
//! began at a position before the listener's read of the table (see [`Live::followed`]), and
//! broadcasts everything after it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::sync::{Notify, Semaphore, SemaphorePermit, watch};

use crate::domain::ids::ArticleId;
use crate::domain::position::Position;

/// The events that a listener asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    Article(ArticleId),
    /// The moderators' queue.
    Queue,
}

/// One event as it is sent, rendered once for all listeners.
#[derive(Debug, Clone)]
pub struct Line {
    /// The position after the event.
    pub position: Position,
    pub text: Arc<[u8]>,
}

/// All listeners of one process.
pub struct Live {
    state: Mutex<State>,
    phase: watch::Sender<Phase>,
    /// Notified when a listener is added.
    wanted: Notify,
    /// Reading missed events takes a connection: a few listeners do so at a time, so that a thousand
    /// that come back at once leave connections for other requests.
    arrivals: Semaphore,
}

struct State {
    channels: HashMap<Channel, Sender<Arc<[Line]>>>,
    /// All events up to here have been broadcast.
    reached: Position,
}

/// Whether the feed is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Resting,
    Following,
    /// The service is stopping.
    Ended,
}

/// Rounds of lines that a listener may be behind before it has to read the table again.
const ROUNDS: usize = 16;
/// Listeners that read the table at once.
const ARRIVALS: usize = 4;

impl Default for Live {
    fn default() -> Self {
        Self {
            state: Mutex::new(State {
                channels: HashMap::new(),
                reached: Position::START,
            }),
            phase: watch::Sender::new(Phase::Resting),
            wanted: Notify::new(),
            arrivals: Semaphore::new(ARRIVALS),
        }
    }
}

impl Live {
    /// Begins to listen. Once the service is stopping, the listener's stream ends at once.
    pub fn listen(self: &Arc<Self>, channel: Channel) -> Listener {
        let mut state = self.state();
        let receiver = match *self.phase.borrow() {
            Phase::Ended => Sender::new(1).subscribe(),
            _ => state
                .channels
                .entry(channel)
                .or_insert_with(|| Sender::new(ROUNDS))
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
    pub async fn followed(&self) -> bool {
        let mut phase = self.phase.subscribe();
        let reached = phase.wait_for(|phase| *phase != Phase::Resting).await;
        reached.is_ok_and(|phase| *phase == Phase::Following)
    }

    /// Waits for a turn to read the table; `None` when the service is stopping.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.arrivals.acquire().await.ok()
    }

    /// The position up to which all events have been broadcast.
    pub fn reached(&self) -> Position {
        self.state().reached
    }

    /// Ends every stream, and each that is opened later. There is no way back.
    pub fn end(&self) {
        let mut state = self.state();
        self.phase.send_replace(Phase::Ended);
        self.arrivals.close();
        state.channels.clear();
    }

    /// For the follower: waits for a listener.
    pub async fn wanted(&self) {
        while self.state().channels.is_empty() {
            self.wanted.notified().await;
        }
    }

    /// For the follower: all events after `at` will be broadcast.
    pub fn begin(&self, at: Position) {
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

    /// For the follower: whether there are no listeners. If so, the feed is not followed from then
    /// on.
    pub fn rest_if_deserted(&self) -> bool {
        let state = self.state();
        let deserted = state.channels.is_empty();
        if deserted {
            self.rest();
        }
        deserted
    }

    /// For the follower: it has lost its position. Every stream ends; its reader connects again and
    /// learns where to go on.
    pub fn cut(&self) {
        let mut state = self.state();
        state.channels.clear();
        self.rest();
    }

    /// For the follower: the channel has no further events. Its streams end after those that were
    /// broadcast.
    pub fn close(&self, channel: Channel) {
        self.state().channels.remove(&channel);
    }

    /// Whether the channel has a listener.
    pub fn is_heard(&self, channel: Channel) -> bool {
        self.state().channels.contains_key(&channel)
    }

    /// For the follower: broadcasts the events of one round, in their order, up to `reached`.
    pub fn tell(&self, told: HashMap<Channel, Vec<Line>>, reached: Position) {
        let mut state = self.state();

        for (channel, lines) in told {
            if let Some(sender) = state.channels.get(&channel) {
                // The last listener may just have gone.
                sender.send(lines.into()).ok();
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

/// A listener. The last one of a channel removes it when dropped.
pub struct Listener {
    live: Arc<Live>,
    channel: Channel,
    receiver: Option<Receiver<Arc<[Line]>>>,
}

/// What a listener receives.
#[derive(Debug)]
pub enum Heard {
    Lines(Arc<[Line]>),
    /// The listener was too slow: events that it has not taken can only be read from the table now.
    TooMuch,
    End,
}

impl Listener {
    pub async fn hear(&mut self) -> Heard {
        use broadcast::error::RecvError;

        let Some(receiver) = &mut self.receiver else {
            return Heard::End;
        };

        match receiver.recv().await {
            Ok(lines) => Heard::Lines(lines),
            Err(RecvError::Lagged(_)) => Heard::TooMuch,
            Err(RecvError::Closed) => Heard::End,
        }
    }

    /// The position up to which this listener has taken all events; `None` while some are waiting for
    /// it.
    pub fn reached(&self) -> Option<Position> {
        // In this order: an event that is broadcast after this read has a later position.
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
