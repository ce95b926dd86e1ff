//! When was the primary last known to answer? Whoever follows its events says so; pages and
//! patience depend on it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// For how long a proof proves anything. No other instance's change is missed for longer.
pub const LEASE: Duration = Duration::from_millis(250);

/// The time of the last proof, on the monotonic clock. Clones share it.
#[derive(Debug, Clone)]
pub struct Freshness(Arc<Beats>);

#[derive(Debug)]
struct Beats {
    origin: Instant,
    /// Nanoseconds after `origin`; zero: never.
    last: AtomicU64,
}

impl Default for Freshness {
    fn default() -> Self {
        Self(Arc::new(Beats {
            origin: Instant::now(),
            last: AtomicU64::new(0),
        }))
    }
}

impl Freshness {
    /// Everything that was committed before `at` is known.
    pub fn beat(&self, at: Instant) {
        let nanoseconds = at.saturating_duration_since(self.0.origin).as_nanos();
        self.0.last.fetch_max(
            u64::try_from(nanoseconds).unwrap_or(u64::MAX),
            Ordering::SeqCst,
        );
    }

    /// Returns when there has been no proof for so long, counted from the call at the earliest;
    /// never where nobody follows.
    pub async fn silence(&self, limit: Duration) {
        let mut rest = limit;
        while !rest.is_zero() {
            tokio::time::sleep(rest).await;
            rest = self
                .age(Instant::now())
                .map_or(limit, |age| limit.saturating_sub(age));
        }
    }

    /// How long before `now` the last proof was; `None` where there never was one, since nobody
    /// follows.
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
