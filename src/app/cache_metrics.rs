//! Counters of the outcomes of requests for public pages, for the metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// The outcomes of requests for public pages, counted.
#[derive(Debug, Default)]
pub struct CacheMetrics {
    /// A current page was kept.
    pub hits: Count,
    /// None was: the page was read for this request, and for those that came in the meantime.
    pub misses: Count,
    /// Nothing proved that a kept page was current, so it was read.
    pub bypasses: Count,
    /// The database did not answer, and a page that had been current was shown.
    pub stale: Count,
}

#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub(crate) fn add(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
