//! The limit on the number of open connections from one address.
//!
//! A connection is counted when it is accepted, before anything is read from it, so its address is
//! that of its peer. A trusted proxy speaks for many clients and is not counted; what it forwards is
//! limited by the proxy.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::HttpConfig;
use crate::config::trusted_proxy::TrustedProxy;
use crate::http::quotas::bucket_of;

/// The open connections of one process. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionCaps {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    per_address: usize,
    trusted: Arc<[TrustedProxy]>,
}

/// The place of one connection, which counts as open until it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    caps: ConnectionCaps,
    /// `None` for a connection that is not counted.
    address: Option<IpAddr>,
}

impl ConnectionCaps {
    pub(crate) fn new(config: &HttpConfig) -> Self {
        Self {
            open: Arc::default(),
            per_address: config
                .connections_per_address
                .saturating_add(config.streams.per_address),
            trusted: config.trusted_proxies.clone().into(),
        }
    }

    /// Counts a new connection of this peer as open; `None` if its address has reached the limit.
    pub(crate) fn admit(&self, peer: IpAddr) -> Option<Place> {
        let peer = peer.to_canonical();
        if self.trusted.iter().any(|proxy| proxy.contains(peer)) {
            return Some(Place {
                caps: self.clone(),
                address: None,
            });
        }

        let address = bucket_of(peer);
        let mut open = self.open();
        let count = open.entry(address).or_default();
        if *count >= self.per_address {
            return None;
        }
        *count += 1;
        drop(open);

        Some(Place {
            caps: self.clone(),
            address: Some(address),
        })
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some(address) = self.address else {
            return;
        };

        let mut open = self.caps.open();
        if let Some(count) = open.get_mut(&address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caps(per_address: usize, trusted: &[&str]) -> ConnectionCaps {
        ConnectionCaps {
            open: Arc::default(),
            per_address,
            trusted: trusted.iter().map(|it| it.parse().unwrap()).collect(),
        }
    }

    fn admit(caps: &ConnectionCaps, peer: &str) -> Option<Place> {
        caps.admit(peer.parse().unwrap())
    }

    #[test]
    fn an_address_has_its_limit_and_others_have_their_own() {
        let caps = caps(2, &[]);
        let first = admit(&caps, "192.0.2.1");
        let _second = admit(&caps, "::ffff:192.0.2.1").unwrap();

        assert!(admit(&caps, "192.0.2.1").is_none());
        assert!(admit(&caps, "192.0.2.2").is_some());

        drop(first);
        assert!(admit(&caps, "192.0.2.1").is_some());
    }

    #[test]
    fn an_ipv6_subscriber_is_one_address() {
        let caps = caps(1, &[]);
        let _first = admit(&caps, "2001:db8:1:2::1").unwrap();

        assert!(admit(&caps, "2001:db8:1:2:ffff::9").is_none());
        assert!(admit(&caps, "2001:db8:1:3::1").is_some());
    }

    #[test]
    fn a_trusted_proxy_has_no_limit() {
        let caps = caps(1, &["10.0.0.0/8"]);

        let places: Vec<_> = (0..9).map(|_| admit(&caps, "10.1.2.3").unwrap()).collect();

        assert_eq!(places.len(), 9);
        assert!(caps.open().is_empty());
    }

    #[test]
    fn nothing_is_left_of_connections_that_have_ended() {
        let caps = caps(8, &[]);

        drop(
            (0..8)
                .map(|_| admit(&caps, "192.0.2.1"))
                .collect::<Vec<_>>(),
        );

        assert!(caps.open().is_empty());
    }
}
