//! The load of the pool: how many requests wait, and how soon connections become free.
//!
//! By Little's law, the requests that wait before a new one take their number times the mean time of
//! a hold, divided by the number of connections. So a request that could not be served in time is
//! known when it arrives, and is refused at once instead of after its patience.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A request that would wait longer is refused if the database is near. Well below the patience of
/// a request, so that one that was let in is hardly ever refused later, even where its wait was
/// underestimated.
pub(in crate::db::connection) const LONGEST_WAIT: Duration = Duration::from_millis(400);
/// One in this many parts of the mean time of a hold is the last one's.
const SMOOTHING: i64 = 16;
/// A hold counts as no longer than this, in microseconds, so that a single slow request does not
/// make the queue look longer than it is.
const LONGEST_HOLD: i64 = 1_000_000;

/// The counts of one pool. All times are in microseconds after `origin`.
#[derive(Debug)]
pub(super) struct Load {
    origin: Instant,
    waiting: AtomicUsize,
    /// The mean time for which requests have held a connection.
    mean: AtomicI64,
    /// When a connection last became free, or a request began to wait where none did before.
    progress: AtomicI64,
    refused: AtomicUsize,
}

/// What uses a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Request,
    /// Work beside the requests, which may take long and says nothing about them.
    Loop,
}

/// One connection in use, until it is dropped.
pub(super) struct Hold {
    load: Arc<Load>,
    holder: Holder,
    began: i64,
}

/// One request that waits, until it is dropped.
pub(super) struct Wait<'a>(&'a Load);

impl Default for Load {
    fn default() -> Self {
        Self {
            origin: Instant::now(),
            waiting: AtomicUsize::new(0),
            mean: AtomicI64::new(0),
            progress: AtomicI64::new(0),
            refused: AtomicUsize::new(0),
        }
    }
}

impl Load {
    /// Begins the use of a connection.
    pub(super) fn hold(self: &Arc<Self>, holder: Holder) -> Hold {
        Hold {
            load: Arc::clone(self),
            holder,
            began: self.now(),
        }
    }

    /// Counts a request as waiting.
    pub(super) fn wait(&self) -> Wait<'_> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) == 0 {
            self.progress.store(self.now(), Ordering::Relaxed);
        }

        Wait(self)
    }

    /// Whether a request that begins to wait for one of `connections` now, all of which are in use,
    /// would wait longer than this.
    pub(super) fn is_too_high(&self, connections: usize, longest_wait: Duration) -> bool {
        let waiting = self.waiting.load(Ordering::Relaxed);
        if waiting == 0 {
            return false;
        }

        let waiting = u64::try_from(waiting).unwrap_or(u64::MAX);
        let wait = waiting.saturating_mul(self.time_until_next(connections));

        Duration::from_micros(wait) > longest_wait
    }

    pub(super) fn note_refusal(&self) {
        self.refused.fetch_add(1, Ordering::Relaxed);
    }

    /// How many requests were refused, for the metrics.
    pub(super) fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    /// The time until one of the connections becomes free, in microseconds: as the mean of the holds
    /// tells, or the time for which none has become free if that is longer. So a database that has
    /// stalled shows before the first of its statements ends.
    fn time_until_next(&self, connections: usize) -> u64 {
        let connections = i64::try_from(connections.max(1)).unwrap_or(i64::MAX);
        let usual = self.mean.load(Ordering::Relaxed) / connections;
        let stalled = self.now() - self.progress.load(Ordering::Relaxed);

        u64::try_from(usual.max(stalled)).unwrap_or_default()
    }

    fn now(&self) -> i64 {
        i64::try_from(self.origin.elapsed().as_micros()).unwrap_or(i64::MAX)
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let load = &self.load;
        let now = load.now();
        load.progress.fetch_max(now, Ordering::Relaxed);
        if self.holder == Holder::Loop {
            return;
        }

        // Two holds that end at once may lose one of them, which the mean does not notice.
        let mean = load.mean.load(Ordering::Relaxed);
        let time = (now - self.began).min(LONGEST_HOLD);
        load.mean
            .store(mean + (time - mean) / SMOOTHING, Ordering::Relaxed);
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load_with_mean(milliseconds: i64) -> Arc<Load> {
        let load = Arc::<Load>::default();
        load.mean.store(milliseconds * 1_000, Ordering::Relaxed);

        load
    }

    /// As if so much time had passed since a connection became free.
    fn stall(load: &Load, milliseconds: i64) {
        load.progress
            .fetch_sub(milliseconds * 1_000, Ordering::Relaxed);
    }

    /// As if a connection had been held for so long.
    fn held(load: &Arc<Load>, holder: Holder, milliseconds: i64) {
        let mut hold = load.hold(holder);
        hold.began -= milliseconds * 1_000;
    }

    #[test]
    fn the_wait_is_the_queue_times_the_mean_hold_divided_by_the_connections() {
        let load = load_with_mean(400);
        assert!(!load.is_too_high(4, LONGEST_WAIT), "nobody waits");

        // Four requests of 400 ms each on 4 connections take 400 ms.
        let waits: Vec<_> = (0..4).map(|_| load.wait()).collect();
        assert!(!load.is_too_high(4, LONGEST_WAIT));
        let one_more = load.wait();
        assert!(load.is_too_high(4, LONGEST_WAIT));
        assert!(!load.is_too_high(8, LONGEST_WAIT));

        drop(one_more);
        assert!(!load.is_too_high(4, LONGEST_WAIT));
        drop(waits);
        assert_eq!(load.waiting.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn far_from_the_database_requests_may_wait_longer() {
        let load = load_with_mean(4_000);
        let _waits: Vec<_> = (0..2).map(|_| load.wait()).collect();

        assert!(load.is_too_high(4, LONGEST_WAIT));
        assert!(!load.is_too_high(4, Duration::from_secs(4)));
    }

    #[test]
    fn a_stalled_database_shows_before_its_first_statement_ends() {
        let load = load_with_mean(1);
        let _waits: Vec<_> = (0..2).map(|_| load.wait()).collect();
        assert!(!load.is_too_high(4, LONGEST_WAIT));

        stall(&load, 300);
        assert!(load.is_too_high(4, LONGEST_WAIT));

        held(&load, Holder::Loop, 1);
        assert!(
            !load.is_too_high(4, LONGEST_WAIT),
            "a connection became free"
        );
    }

    #[test]
    fn time_in_which_nobody_waits_is_no_stall() {
        let load = load_with_mean(1);
        stall(&load, 60_000);

        let _wait = load.wait();

        assert!(!load.is_too_high(4, LONGEST_WAIT));
    }

    #[test]
    fn the_mean_follows_the_holds_of_requests_and_no_other() {
        let load = load_with_mean(0);

        (0..200).for_each(|_| held(&load, Holder::Request, 50));
        (0..200).for_each(|_| held(&load, Holder::Loop, 50_000));

        let mean = load.mean.load(Ordering::Relaxed);
        assert!((45_000..60_000).contains(&mean), "{mean}");

        held(&load, Holder::Request, 50_000);
        let mean = load.mean.load(Ordering::Relaxed);
        assert!(
            mean < 130_000,
            "one slow request counts as a second: {mean}"
        );
    }
}
