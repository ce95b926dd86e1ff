//! The time and the ids of the process. No other file reads the machine's clock.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Duration, SubsecRound, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// A source of the time and of new ids. Clones share one state, so ids stay in order across
/// threads.
#[derive(Clone)]
pub struct Clock {
    shared: Arc<Shared>,
}

struct Shared {
    /// `None`: the time of the machine. `Some`: a time that a test sets.
    held: Mutex<Option<DateTime<Utc>>>,
    /// Counts within one millisecond, so that ids of the same millisecond sort by creation.
    context: Mutex<ContextV7>,
}

impl Clock {
    /// A clock that shows the time of the machine.
    pub fn system() -> Self {
        Self::starting(None)
    }

    /// A clock that stays at `at` until [`Clock::advance`] moves it.
    pub fn held_at(at: DateTime<Utc>) -> Self {
        Self::starting(Some(at))
    }

    /// The time in UTC, cut to milliseconds, as it is stored and shown.
    pub fn now(&self) -> DateTime<Utc> {
        let held = *self
            .shared
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner);

        held.unwrap_or_else(system_now).trunc_subsecs(3)
    }

    /// Moves a held clock forward. A system clock ignores the call.
    pub fn advance(&self, by: Duration) {
        let mut held = self
            .shared
            .held
            .lock()
            .unwrap_or_else(PoisonError::into_inner);

        if let Some(at) = held.as_mut() {
            *at += by;
        }
    }

    /// A new UUIDv7 (RFC 9562). Ids of one process sort by creation, also within one millisecond.
    pub fn new_id(&self) -> Uuid {
        let now = self.now();
        let seconds = u64::try_from(now.timestamp()).unwrap_or_default();

        let context = self
            .shared
            .context
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let timestamp = Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos());

        Uuid::new_v7(timestamp)
    }

    fn starting(held: Option<DateTime<Utc>>) -> Self {
        let shared = Shared {
            held: Mutex::new(held),
            context: Mutex::new(ContextV7::new()),
        };

        Self {
            shared: Arc::new(shared),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the machine's clock"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}
