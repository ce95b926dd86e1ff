//! How often may one address write? A token bucket for each address and kind of request.
//!
//! A handler takes `_: Limited<PostComments>`; the layer then sends `RateLimit-Policy` and
//! `RateLimit` (draft-ietf-httpapi-ratelimit-headers) with its answer, whatever that is.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

/// So many requests within so many seconds, for each address; unused ones come back evenly over the
/// window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePolicy {
    pub name: &'static str,
    pub quota: u32,
    pub window_seconds: u32,
}

/// A kind of request with a quota of its own.
pub trait Bucket {
    const POLICY: RatePolicy;
}

macro_rules! buckets {
    ($($(#[$doc:meta])* $bucket:ident = $name:literal, $quota:literal per $seconds:literal;)+) => {
        $($(#[$doc])* pub struct $bucket;

        impl Bucket for $bucket {
            const POLICY: RatePolicy = RatePolicy { name: $name, quota: $quota, window_seconds: $seconds };
        })+

        /// All quotas, as the documentation lists them.
        pub const POLICIES: &[RatePolicy] = &[$($bucket::POLICY),+];
    };
}

buckets! {
    /// `POST /v1/articles/{article_id}/comments`.
    PostComments = "post_comments", 10 per 60;
    /// Authors' edits and withdrawals.
    EditComments = "edit_comments", 30 per 60;
    Previews = "previews", 60 per 60;
    Reports = "reports", 10 per 60;
    Challenges = "challenges", 30 per 60;
    /// `POST /v1/auth/token`: beside the throttle of the account.
    SignIn = "sign_in", 10 per 60;
    /// Refreshing and ending sessions.
    Sessions = "sessions", 60 per 60;
    /// Everything that moderators and admins write.
    Administration = "administration", 600 per 60;
}

/// What is left of a quota; the layer turns it into headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaState {
    pub policy: RatePolicy,
    pub remaining: u32,
    /// Seconds until there is more (nothing remains) or until all is back (something remains).
    pub reset_seconds: u64,
}

/// All buckets of one process.
pub struct Quotas {
    limiters: HashMap<&'static str, Limiter>,
}

/// Addresses that one bucket remembers, at most; more share a quota until some are forgotten.
const ADDRESS_LIMIT: usize = 100_000;
/// After so many checks, full quotas are forgotten.
const SWEEP_EVERY: usize = 1_000;

type Store = DashMapStateStore<Key>;
type Governor = RateLimiter<Key, Store, MonotonicClock, StateInformationMiddleware>;

/// `None` stands for everybody for whom there is no room.
type Key = Option<IpAddr>;

struct Limiter {
    policy: RatePolicy,
    governor: Governor,
    checks: AtomicUsize,
}

impl Default for Quotas {
    fn default() -> Self {
        let limiters = POLICIES
            .iter()
            .map(|policy| (policy.name, Limiter::new(*policy)))
            .collect();
        Self { limiters }
    }
}

impl Quotas {
    /// Takes one request off the address' quota.
    ///
    /// # Errors
    /// The state of the exhausted quota.
    pub fn check(&self, policy: RatePolicy, address: IpAddr) -> Result<QuotaState, QuotaState> {
        match self.limiters.get(policy.name) {
            Some(limiter) => limiter.check(address),
            None => Ok(QuotaState {
                policy,
                remaining: policy.quota,
                reset_seconds: 0,
            }),
        }
    }
}

impl Limiter {
    fn new(policy: RatePolicy) -> Self {
        let burst = NonZeroU32::new(policy.quota).unwrap_or(NonZeroU32::MIN);
        let window = Duration::from_secs(policy.window_seconds.into());
        let quota = Quota::with_period(window / burst.get()).map_or_else(
            || Quota::per_second(burst),
            |quota| quota.allow_burst(burst),
        );
        let store = Store::default();
        let governor = Governor::new(quota, store, MonotonicClock);
        Self {
            policy,
            governor,
            checks: AtomicUsize::new(0),
        }
    }

    fn check(&self, address: IpAddr) -> Result<QuotaState, QuotaState> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.governor.retain_recent();
            self.governor.shrink_to_fit();
        }
        let key = (self.governor.len() < ADDRESS_LIMIT).then_some(address);
        let Self {
            policy, governor, ..
        } = self;
        match governor.check_key(&key) {
            Ok(snapshot) => {
                let remaining = snapshot.remaining_burst_capacity();
                let used = policy.quota.saturating_sub(remaining);
                let reset_seconds =
                    u64::from(used * policy.window_seconds).div_ceil(policy.quota.into());
                Ok(QuotaState {
                    policy: *policy,
                    remaining,
                    reset_seconds,
                })
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(MonotonicClock.now());
                let reset_seconds = wait.as_secs().saturating_add(1);
                Err(QuotaState {
                    policy: *policy,
                    remaining: 0,
                    reset_seconds,
                })
            }
        }
    }
}

impl QuotaState {
    /// `RateLimit-Policy` and `RateLimit`.
    pub fn fields(&self) -> (String, String) {
        let RatePolicy {
            name,
            quota,
            window_seconds,
        } = self.policy;
        let Self {
            remaining,
            reset_seconds,
            ..
        } = self;
        (
            format!("\"{name}\";q={quota};w={window_seconds}"),
            format!("\"{name}\";r={remaining};t={reset_seconds}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn an_address_has_its_quota_and_no_more_and_leaves_others_theirs() {
        let limits = Quotas::default();
        for left in (0..PostComments::POLICY.quota).rev() {
            assert_eq!(
                limits
                    .check(PostComments::POLICY, ADDRESS)
                    .map(|state| state.remaining),
                Ok(left)
            );
        }
        let state = limits.check(PostComments::POLICY, ADDRESS).unwrap_err();
        assert_eq!(state.remaining, 0);
        assert!(
            (1..=7).contains(&state.reset_seconds),
            "one request comes back every six seconds"
        );
        assert!(
            limits.check(Reports::POLICY, ADDRESS).is_ok(),
            "another bucket"
        );
        assert!(
            limits
                .check(PostComments::POLICY, "192.0.2.1".parse().unwrap())
                .is_ok(),
            "another address"
        );
    }

    #[test]
    fn the_fields_are_structured_fields() {
        let state = QuotaState {
            policy: PostComments::POLICY,
            remaining: 7,
            reset_seconds: 18,
        };
        let (policy, limit) = state.fields();
        assert_eq!(policy, "\"post_comments\";q=10;w=60");
        assert_eq!(limit, "\"post_comments\";r=7;t=18");
    }

    #[test]
    fn no_more_addresses_are_remembered_than_there_is_room_for() {
        let limiter = Limiter::new(Previews::POLICY);
        let crowd = u32::try_from(ADDRESS_LIMIT).unwrap() + 5_000;
        for n in 0..crowd {
            let _ = limiter.check(IpAddr::V4(std::net::Ipv4Addr::from_bits(n)));
        }
        assert!(limiter.governor.len() <= ADDRESS_LIMIT + 1);
    }
}
