//! Tells the operator that a proxy is not trusted, since all of its clients then count as one.

use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// How often it is told at the most: such a request may come from anybody, any number of times.
const INTERVAL: Duration = Duration::from_secs(60);

/// When it was told last.
#[derive(Debug, Default)]
pub(crate) struct UntrustedForwarding(Mutex<Option<Instant>>);

impl UntrustedForwarding {
    /// Notes that a peer which is no trusted proxy sent `X-Forwarded-For`.
    pub(crate) fn note(&self, peer: IpAddr) {
        if self.is_due(Instant::now()) {
            // A public address may be a reader's, and no address of a reader is logged.
            let peer = if is_private(peer) {
                peer.to_string()
            } else {
                "a public address".to_owned()
            };
            tracing::warn!(
                peer,
                "X-Forwarded-For came from a peer that is not trusted, and was ignored: if that is your proxy, name it \
                 in MODERATO_TRUSTED_PROXIES, or all readers share the limits of one"
            );
        }
    }

    fn is_due(&self, now: Instant) -> bool {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = last.is_none_or(|last| now.duration_since(last) >= INTERVAL);
        if is_due {
            *last = Some(now);
        }

        is_due
    }
}

/// Whether only machines of the operator's own network have this address.
fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            address.is_loopback() || address.is_private() || address.is_link_local()
        }
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_once_a_minute() {
        let forwarding = UntrustedForwarding::default();
        let now = Instant::now();

        assert!(forwarding.is_due(now));
        assert!(!forwarding.is_due(now));
        assert!(!forwarding.is_due(now + Duration::from_secs(59)));
        assert!(forwarding.is_due(now + Duration::from_secs(60)));
        assert!(!forwarding.is_due(now + Duration::from_secs(61)));
    }

    #[test]
    fn the_address_of_a_proxy_is_named_and_that_of_a_reader_is_not() {
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "172.30.88.1",
            "::ffff:192.168.0.1",
            "fd00::1",
            "::1",
        ] {
            assert!(is_private(own.parse().unwrap()), "{own}");
        }
        for public in ["198.51.100.7", "2001:db8::1", "::ffff:203.0.113.9"] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }
}
