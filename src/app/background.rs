//! The loops that run beside the requests: how often each one has died, and which one keeps dying.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A loop keeps dying from this many deaths on, each within the recovery time of the one before.
const MANY_DEATHS: u32 = 3;

/// How soon a loop that has died runs again.
#[derive(Debug, Clone, Copy)]
pub struct RestartPolicy {
    /// The pause after a first death. It doubles with each further one.
    pub first_pause: Duration,
    pub longest_pause: Duration,
    /// After this time without a death the loop has recovered: its next death counts as the first.
    pub recovery: Duration,
}

/// The deaths of all loops of one process.
#[derive(Debug, Default)]
pub struct Background {
    policy: RestartPolicy,
    loops: Mutex<BTreeMap<&'static str, Deaths>>,
}

/// How often a loop was started again, for the metrics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopRestarts {
    pub name: &'static str,
    pub count: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Deaths {
    in_all: u64,
    /// The latest deaths, each within the recovery time of the one before.
    in_a_row: u32,
    last: Option<Instant>,
}

impl Default for RestartPolicy {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
            recovery: Duration::from_secs(5 * 60),
        }
    }
}

impl Background {
    pub fn new(policy: RestartPolicy) -> Self {
        Self {
            policy,
            loops: Mutex::default(),
        }
    }

    /// Adds a loop that has just been started for the first time.
    pub(crate) fn register(&self, name: &'static str) {
        self.loops().entry(name).or_default();
    }

    /// Counts a death of the loop `name` at `now`. Returns the pause before its next start.
    pub(crate) fn record_death(&self, name: &'static str, now: Instant) -> Duration {
        let mut loops = self.loops();
        let deaths = loops.entry(name).or_default();

        if !deaths.is_recent(now, self.policy.recovery) {
            deaths.in_a_row = 0;
        }
        deaths.in_all += 1;
        deaths.in_a_row = deaths.in_a_row.saturating_add(1);
        deaths.last = Some(now);

        self.policy.pause_after(deaths.in_a_row)
    }

    /// Every known loop, in the order of their names.
    pub fn restarts(&self) -> Vec<LoopRestarts> {
        self.loops()
            .iter()
            .map(|(&name, deaths)| LoopRestarts {
                name,
                count: deaths.in_all,
            })
            .collect()
    }

    /// The first loop that keeps dying: its last three deaths or more followed each other within
    /// the recovery time, and it has not run that long since.
    pub(crate) fn find_failing(&self, now: Instant) -> Option<&'static str> {
        self.loops()
            .iter()
            .find(|(_, deaths)| {
                deaths.in_a_row >= MANY_DEATHS && deaths.is_recent(now, self.policy.recovery)
            })
            .map(|(&name, _)| name)
    }

    fn loops(&self) -> MutexGuard<'_, BTreeMap<&'static str, Deaths>> {
        self.loops.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RestartPolicy {
    fn pause_after(&self, deaths_in_a_row: u32) -> Duration {
        let doublings = deaths_in_a_row.saturating_sub(1);
        let factor = 2_u32.saturating_pow(doublings);

        self.first_pause
            .saturating_mul(factor)
            .min(self.longest_pause)
    }
}

impl Deaths {
    fn is_recent(&self, now: Instant, recovery: Duration) -> bool {
        self.last
            .is_some_and(|last| now.saturating_duration_since(last) < recovery)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOP: &str = "a_loop";

    #[test]
    fn the_pause_doubles_with_each_death_up_to_a_minute() {
        let background = Background::default();
        let now = Instant::now();

        let pauses: Vec<u64> = (0..9)
            .map(|_| background.record_death(LOOP, now).as_secs())
            .collect();

        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }

    #[test]
    fn a_loop_that_ran_well_for_five_minutes_begins_with_the_shortest_pause() {
        let background = Background::default();
        let begin = Instant::now();
        let recovery = RestartPolicy::default().recovery;

        background.record_death(LOOP, begin);
        let soon = begin + recovery - Duration::from_millis(1);
        assert_eq!(background.record_death(LOOP, soon).as_secs(), 2);

        assert_eq!(background.record_death(LOOP, soon + recovery).as_secs(), 1);
    }

    #[test]
    fn a_loop_keeps_dying_from_its_third_death_until_it_has_run_for_five_minutes() {
        let background = Background::default();
        let begin = Instant::now();

        background.record_death(LOOP, begin);
        background.record_death(LOOP, begin);
        assert_eq!(background.find_failing(begin), None);

        background.record_death(LOOP, begin);
        assert_eq!(background.find_failing(begin), Some(LOOP));

        let well_again = begin + RestartPolicy::default().recovery;
        assert_eq!(background.find_failing(well_again), None);
    }

    #[test]
    fn deaths_of_different_loops_do_not_add_up() {
        let background = Background::default();
        let now = Instant::now();
        background.register("never_dies");

        for name in ["one", "two", "three"] {
            assert_eq!(background.record_death(name, now).as_secs(), 1);
        }

        assert_eq!(background.find_failing(now), None);
        let counts: Vec<u64> = background.restarts().iter().map(|it| it.count).collect();
        assert_eq!(counts, [0, 1, 1, 1], "in the order of the names");
    }
}
