//! The time at which the primary last proved that every committed change is known. The follower of
//! the events records it; kept pages and time limits depend on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a proof is valid: an upper bound on how long a change of another instance can be
/// missed.
pub(crate) const LEASE: Duration = Duration::from_millis(250);

/// The longest round trip that is allowed for. A database that takes longer counts as silent.
const LONGEST_ROUND_TRIP: Duration = Duration::from_millis(500);

/// From here on the distance of the database is what makes requests slow, and cached pages are read
/// again more often, since the proofs come too late for [`LEASE`].
const DISTANT: Duration = Duration::from_millis(80);

/// Whether a database with this round trip is too far away to be served well from here.
pub(crate) fn is_distant(round_trip: Duration) -> bool {
    round_trip >= DISTANT
}

/// The time of the last proof, on the monotonic clock. Clones share it.
#[derive(Debug, Clone)]
pub struct Freshness(Arc<ProofTime>);

#[derive(Debug)]
struct ProofTime {
    origin: Instant,
    /// Nanoseconds after `origin`; zero where there was no proof.
    last: AtomicU64,
    /// The usual time from a question to its answer, in nanoseconds.
    round_trip: AtomicU64,
}

impl Default for Freshness {
    fn default() -> Self {
        Self(Arc::new(ProofTime {
            origin: Instant::now(),
            last: AtomicU64::new(0),
            round_trip: AtomicU64::new(0),
        }))
    }
}

impl Freshness {
    /// Records that every change committed before `at` is known.
    pub fn record_proof(&self, at: Instant) {
        let nanoseconds = at.saturating_duration_since(self.0.origin).as_nanos();
        self.0.last.fetch_max(
            u64::try_from(nanoseconds).unwrap_or(u64::MAX),
            Ordering::SeqCst,
        );
    }

    /// Records how long the database took for an answer: the way there and back, and little work.
    pub fn record_round_trip(&self, took: Duration) {
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let before = self.0.round_trip.load(Ordering::Relaxed);

        // Only the follower records it. Limits that are too short for a way that has become longer
        // refuse requests, so they follow soon; they come down slowly.
        let usual = match before {
            0 => took,
            before if took > before => before / 2 + took / 2,
            before => before - before / 8 + took / 8,
        };
        self.0.round_trip.store(usual, Ordering::Relaxed);
    }

    /// The usual time for the way to the database and back, within reason. Time limits that a
    /// distant database would miss although it works are longer by some of these.
    pub fn round_trip(&self) -> Duration {
        Duration::from_nanos(self.0.round_trip.load(Ordering::Relaxed)).min(LONGEST_ROUND_TRIP)
    }

    /// Returns once there has been no proof for `limit`, counted from the call at the earliest.
    /// Never returns where no follower runs.
    pub async fn silence(&self, limit: Duration) {
        let mut rest = limit;

        while !rest.is_zero() {
            tokio::time::sleep(rest).await;
            rest = self
                .age(Instant::now())
                .map_or(limit, |age| limit.saturating_sub(age));
        }
    }

    /// How long before `now` the last proof was; `None` where there was none, since no follower
    /// runs.
    pub fn age(&self, now: Instant) -> Option<Duration> {
        match self.0.last.load(Ordering::SeqCst) {
            0 => None,
            last => {
                let last = Duration::from_nanos(last);
                Some(
                    now.saturating_duration_since(self.0.origin)
                        .saturating_sub(last),
                )
            }
        }
    }
}
