//! The wait after failed sign-ins. It grows with each failure and never becomes permanent.

use chrono::{DateTime, Duration, TimeDelta, Utc};

/// Consecutive failures without a wait, because people mistype.
const FREE_FAILURES: u32 = 10;
/// The wait after the tenth failure. Each further failure doubles it.
const FIRST_WAIT: TimeDelta = Duration::seconds(30);
/// The longest wait. An attacker who guesses passwords locks the owner out for no longer than this.
const LONGEST_WAIT: TimeDelta = Duration::minutes(15);
/// Failures are forgotten after so much time without another one.
pub(crate) const FORGOTTEN_AFTER: TimeDelta = Duration::hours(1);

/// The consecutive failed sign-ins of one account or from one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SignInFailures {
    pub count: u32,
    pub last_at: DateTime<Utc>,
}

impl SignInFailures {
    /// The failures with one more at `now`. Forgotten ones do not count.
    pub(crate) fn and_one(self, now: DateTime<Utc>) -> Self {
        let before = if self.is_forgotten(now) {
            0
        } else {
            self.count
        };

        Self {
            count: before.saturating_add(1),
            last_at: now,
        }
    }

    /// The whole seconds until the next attempt, at least one. `None`: it may come now.
    pub(crate) fn wait(self, now: DateTime<Utc>) -> Option<u64> {
        let doublings = self.count.checked_sub(FREE_FAILURES)?;
        // Five doublings already reach the longest wait.
        let wait = FIRST_WAIT
            .checked_mul(1 << doublings.min(8))
            .unwrap_or(LONGEST_WAIT)
            .min(LONGEST_WAIT);

        let left = self.last_at + wait - now;
        let milliseconds = u64::try_from(left.num_milliseconds()).ok()?;

        (milliseconds > 0).then(|| milliseconds.div_ceil(1000))
    }

    fn is_forgotten(self, now: DateTime<Utc>) -> bool {
        now - self.last_at > FORGOTTEN_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + second, 0).unwrap()
    }

    fn after(count: u32) -> SignInFailures {
        SignInFailures {
            count,
            last_at: at(0),
        }
    }

    #[test]
    fn nine_failures_cost_nothing_and_the_tenth_half_a_minute() {
        assert_eq!(after(0).wait(at(0)), None);
        assert_eq!(after(9).wait(at(0)), None);
        assert_eq!(after(10).wait(at(0)), Some(30));
        assert_eq!(after(10).wait(at(29)), Some(1));
        assert_eq!(after(10).wait(at(30)), None);
    }

    #[test]
    fn each_further_failure_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let waits: Vec<_> = (10..18)
            .filter_map(|count| after(count).wait(at(0)))
            .collect();

        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(after(u32::MAX).wait(at(0)), Some(900));
    }

    #[test]
    fn failures_are_forgotten_after_an_hour() {
        assert_eq!(after(12).and_one(at(3600)).count, 13);
        assert_eq!(
            after(12).and_one(at(3601)),
            SignInFailures {
                count: 1,
                last_at: at(3601)
            }
        );
        assert_eq!(after(u32::MAX).and_one(at(1)).count, u32::MAX);
    }

    #[test]
    fn a_failure_stored_by_a_faster_clock_does_not_break_the_count() {
        let ahead = SignInFailures {
            count: 10,
            last_at: at(5),
        };

        assert_eq!(ahead.wait(at(0)), Some(35));
        assert_eq!(ahead.and_one(at(0)).count, 11);
    }
}
