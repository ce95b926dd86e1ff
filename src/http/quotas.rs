//! Quotas for requests: a token bucket for each address and kind of request.
//!
//! A handler takes `_: Limited<PostComments>`. The layer then sends `RateLimit-Policy` and
//! `RateLimit` (draft-ietf-httpapi-ratelimit-headers) with every answer, also with a refusal.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

/// The limit of one kind of request, for each address. Used requests are restored evenly over the
/// window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePolicy {
    pub name: &'static str,
    /// Requests in one window.
    pub quota: u32,
    pub window_seconds: u32,
}

/// A kind of request that has its own quota.
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
    /// `POST /v1/articles/{article_id}/comments` and `POST /v1/threads/comments`.
    PostComments = "post_comments", 10 per 60;
    /// Authors' edits and withdrawals.
    EditComments = "edit_comments", 30 per 60;
    Previews = "previews", 60 per 60;
    Reports = "reports", 10 per 60;
    Challenges = "challenges", 30 per 60;
    /// `POST /v1/auth/token`. Failed attempts are also limited for each account.
    SignIn = "sign_in", 10 per 60;
    /// Refreshing a session and signing out.
    Sessions = "sessions", 60 per 60;
    /// Openings of live streams.
    Streams = "streams", 60 per 60;
    /// All writes of moderators and admins.
    Administration = "administration", 600 per 60;
}

/// The state of an address' quota after a request. The layer writes it into headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct QuotaState {
    pub policy: RatePolicy,
    pub remaining: u32,
    /// Seconds until the whole quota is restored, or until the next request if none remains.
    pub reset_seconds: u64,
}

/// The limiters of all kinds of requests. One process has one.
pub(crate) struct Quotas {
    limiters: HashMap<&'static str, Limiter>,
}

/// The highest number of addresses in one bucket. Further addresses share one quota until others
/// are forgotten.
const ADDRESS_LIMIT: usize = 100_000;

/// The number of checks after which addresses with a full quota are forgotten.
const SWEEP_EVERY: usize = 1_000;

type Store = DashMapStateStore<Key>;
type Governor = RateLimiter<Key, Store, MonotonicClock, StateInformationMiddleware>;

/// `None` is the key of all addresses beyond [`ADDRESS_LIMIT`].
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
    /// Counts one request against the address' quota.
    ///
    /// # Errors
    /// The state of the exhausted quota.
    pub(crate) fn check(
        &self,
        policy: RatePolicy,
        address: IpAddr,
    ) -> Result<QuotaState, QuotaState> {
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

        Self {
            policy,
            governor: Governor::new(quota, Store::default(), MonotonicClock),
            checks: AtomicUsize::new(0),
        }
    }

    fn check(&self, address: IpAddr) -> Result<QuotaState, QuotaState> {
        // Sweeping takes time, so only one check in many does it.
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.governor.retain_recent();
            self.governor.shrink_to_fit();
        }

        let policy = self.policy;
        let key = (self.governor.len() < ADDRESS_LIMIT).then_some(address);

        match self.governor.check_key(&key) {
            Ok(snapshot) => {
                let remaining = snapshot.remaining_burst_capacity();
                let used = policy.quota.saturating_sub(remaining);
                let reset_seconds =
                    u64::from(used * policy.window_seconds).div_ceil(policy.quota.into());

                Ok(QuotaState {
                    policy,
                    remaining,
                    reset_seconds,
                })
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(MonotonicClock.now());

                Err(QuotaState {
                    policy,
                    remaining: 0,
                    reset_seconds: wait.as_secs().saturating_add(1),
                })
            }
        }
    }
}

impl QuotaState {
    /// The value of `RateLimit-Policy`.
    pub(crate) fn policy_field(&self) -> String {
        let RatePolicy {
            name,
            quota,
            window_seconds,
        } = self.policy;

        format!("\"{name}\";q={quota};w={window_seconds}")
    }

    /// The value of `RateLimit`.
    pub(crate) fn limit_field(&self) -> String {
        let Self {
            policy,
            remaining,
            reset_seconds,
        } = self;

        format!("\"{}\";r={remaining};t={reset_seconds}", policy.name)
    }
}

/// The unit that shares one limit with this address, which is canonical: an IPv4 address, or the /64
/// network of an IPv6 subscriber.
pub(crate) fn bucket_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn an_address_has_its_quota_and_no_more_and_leaves_others_theirs() {
        let quotas = Quotas::default();

        for left in (0..PostComments::POLICY.quota).rev() {
            let checked = quotas.check(PostComments::POLICY, ADDRESS);
            assert_eq!(checked.map(|state| state.remaining), Ok(left));
        }

        let state = quotas.check(PostComments::POLICY, ADDRESS).unwrap_err();
        assert_eq!(state.remaining, 0);
        assert!(
            (1..=7).contains(&state.reset_seconds),
            "one request comes back every six seconds"
        );

        let other_bucket = quotas.check(Reports::POLICY, ADDRESS);
        assert!(other_bucket.is_ok(), "another bucket");

        let other_address = quotas.check(PostComments::POLICY, "192.0.2.1".parse().unwrap());
        assert!(other_address.is_ok(), "another address");
    }

    #[test]
    fn the_fields_are_structured_fields() {
        let state = QuotaState {
            policy: PostComments::POLICY,
            remaining: 7,
            reset_seconds: 18,
        };

        assert_eq!(state.policy_field(), "\"post_comments\";q=10;w=60");
        assert_eq!(state.limit_field(), "\"post_comments\";r=7;t=18");
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
