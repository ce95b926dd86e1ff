//! Who listens, and to what? One follower of the event feed tells all open streams of this
//! instance.
//!
//! Whoever listens loses nothing: first it listens, then it reads from the table what it missed up
//! to some position, and from there on it takes what is told. That holds because the follower reads
//! on from a position that it had before the listener asked the table (see [`Live::followed`]), and
//! tells everything behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::sync::{Notify, Semaphore, SemaphorePermit, watch};

use crate::domain::event_position::EventPosition;
use crate::domain::ids::ArticleId;

/// What one can listen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    Article(ArticleId),
    /// The moderators' queue.
    Queue,
}

/// One event as it leaves, made once for all who listen.
#[derive(Debug, Clone)]
pub struct Line {
    /// The place after it.
    pub position: EventPosition,
    pub text: Arc<[u8]>,
}

/// All listeners of one process.
pub struct Live {
    state: Mutex<State>,
    phase: watch::Sender<Phase>,
    /// Raised when somebody begins to listen.
    wanted: Notify,
    /// Reading what was missed takes a connection: a few at a time, so that a thousand who come
    /// back at once do not take those of everybody else.
    arrivals: Semaphore,
}

struct State {
    channels: HashMap<Channel, Sender<Arc<[Line]>>>,
    /// Everything up to here has been told.
    reached: EventPosition,
}

/// Whether the feed is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Resting,
    Following,
    /// The service goes down.
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
                reached: EventPosition::START,
            }),
            phase: watch::Sender::new(Phase::Resting),
            wanted: Notify::new(),
            arrivals: Semaphore::new(ARRIVALS),
        }
    }
}

impl Live {
    /// Begins to listen. After the end of the service the listener hears that end at once.
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

    /// Waits until the feed is followed; `false` at the end of the service.
    pub async fn followed(&self) -> bool {
        let mut phase = self.phase.subscribe();
        let reached = phase.wait_for(|phase| *phase != Phase::Resting).await;
        reached.is_ok_and(|phase| *phase == Phase::Following)
    }

    /// Waits for a turn to read the table; `None` at the end of the service.
    pub async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.arrivals.acquire().await.ok()
    }

    /// Everything up to here has been told to whoever listens.
    pub fn reached(&self) -> EventPosition {
        self.state().reached
    }

    /// Ends every stream, and each that is opened later. There is no way back.
    pub fn end(&self) {
        let mut state = self.state();
        self.phase.send_replace(Phase::Ended);
        self.arrivals.close();
        state.channels.clear();
    }

    /// For the follower: waits until somebody listens.
    pub async fn wanted(&self) {
        while self.state().channels.is_empty() {
            self.wanted.notified().await;
        }
    }

    /// For the follower: everything behind `at` will be told.
    pub fn begin(&self, at: EventPosition) {
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

    /// For the follower: whether nobody listens. From then on the feed is not followed.
    pub fn rest_if_deserted(&self) -> bool {
        let state = self.state();
        let deserted = state.channels.is_empty();
        if deserted {
            self.rest();
        }
        deserted
    }

    /// For the follower: it lost its place. Every stream ends, and its reader comes back and learns
    /// from where.
    pub fn cut(&self) {
        let mut state = self.state();
        state.channels.clear();
        self.rest();
    }

    /// For the follower: there will be nothing more to hear. Streams end after what they were told.
    pub fn close(&self, channel: Channel) {
        self.state().channels.remove(&channel);
    }

    /// Whether anybody listens to this.
    pub fn is_heard(&self, channel: Channel) -> bool {
        self.state().channels.contains_key(&channel)
    }

    /// For the follower: what was told in one round, in order, and how far it came.
    pub fn tell(&self, told: HashMap<Channel, Vec<Line>>, reached: EventPosition) {
        let mut state = self.state();
        for (channel, lines) in told {
            if let Some(sender) = state.channels.get(&channel) {
                // Nobody may be left to hear it.
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

/// One who listens. The last one to go takes the channel away.
pub struct Listener {
    live: Arc<Live>,
    channel: Channel,
    receiver: Option<Receiver<Arc<[Line]>>>,
}

/// What a listener hears.
#[derive(Debug)]
pub enum Heard {
    Lines(Arc<[Line]>),
    /// It was too slow: some of what it did not take is only in the table now.
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

    /// How far this listener is told everything, if it has taken all that it was told.
    pub fn reached(&self) -> Option<EventPosition> {
        // In this order: what is told after the position was read is behind it.
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
