//! The time at which the primary last proved that every committed change is known. The follower of
//! the events records it; kept pages and time limits depend on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a proof is valid: an upper bound on how long a change of another instance can be
/// missed.
pub(crate) const LEASE: Duration = Duration::from_millis(250);

/// The time of the last proof, on the monotonic clock. Clones share it.
#[derive(Debug, Clone)]
pub struct Freshness(Arc<ProofTime>);

#[derive(Debug)]
struct ProofTime {
    origin: Instant,
    /// Nanoseconds after `origin`; zero where there was no proof.
    last: AtomicU64,
}

impl Default for Freshness {
    fn default() -> Self {
        Self(Arc::new(ProofTime {
            origin: Instant::now(),
            last: AtomicU64::new(0),
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
