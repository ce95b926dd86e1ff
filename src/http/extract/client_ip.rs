//! The address of the client: the peer of the connection, or the client that a trusted proxy names.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};
use actix_web::{FromRequest, HttpRequest};

use crate::config::trusted_proxy::TrustedProxy;
use crate::http::problem::Problem;
use crate::http::quotas::bucket_of;
use crate::http::state::HttpState;

/// The address of the client. Never log it and never store it as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientIp(IpAddr);

impl ClientIp {
    /// The unit that shares one limit: an IPv4 address, or the /64 network of an IPv6 subscriber.
    pub(crate) fn bucket(self) -> IpAddr {
        bucket_of(self.0)
    }

    pub fn ip(self) -> IpAddr {
        self.0
    }

    /// The client of a request that `peer` sent. `trusted` names our proxies.
    fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[TrustedProxy]) -> Self {
        let is_trusted = |address: IpAddr| trusted.iter().any(|proxy| proxy.contains(address));

        let mut client = peer.to_canonical();
        if !is_trusted(client) {
            return Self(client);
        }

        let chain: Vec<&str> = headers
            .get_all(X_FORWARDED_FOR)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|it| it.split(','))
            .collect();

        // Each proxy appends the address that it saw. So the list is read from the right, and the
        // first address that is no trusted proxy is the client; anything left of it may be forged.
        for entry in chain.into_iter().rev() {
            let Some(address) = parse(entry) else { break };
            client = address;
            if !is_trusted(client) {
                break;
            }
        }

        Self(client)
    }
}

/// Not derived, because an address must not get into a log.
impl std::fmt::Debug for ClientIp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientIp").finish_non_exhaustive()
    }
}

impl FromRequest for ClientIp {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(client_ip_of(request))
    }
}

/// The address of the client, where no extractor can run.
pub(crate) fn client_ip_of(request: &HttpRequest) -> Result<ClientIp, Problem> {
    let state = HttpState::of(request)?;

    // A connection that is already closed has no peer. All of those share one limit.
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());

    let trusted = &state.config.trusted_proxies;
    let is_trusted = trusted
        .iter()
        .any(|proxy| proxy.contains(peer.to_canonical()));
    if !is_trusted && request.headers().contains_key(X_FORWARDED_FOR) {
        state.forwarding.note(peer);
    }

    Ok(ClientIp::of(peer, request.headers(), trusted))
}

/// An entry of `X-Forwarded-For`: an address, optionally with a port, and for IPv6 optionally in
/// brackets.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();

    let plain = || entry.parse::<IpAddr>().ok();
    let with_port = || Some(entry.parse::<SocketAddr>().ok()?.ip());
    let in_brackets = || {
        let inner = entry.strip_prefix('[')?.strip_suffix(']')?;
        inner.parse::<IpAddr>().ok()
    };

    plain()
        .or_else(with_port)
        .or_else(in_brackets)
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn direct(peer: &str) -> ClientIp {
        ClientIp::of(peer.parse().unwrap(), &HeaderMap::new(), &[])
    }

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            let name = HeaderName::from_static("x-forwarded-for");
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let trusted: Vec<TrustedProxy> = trusted.iter().map(|it| it.parse().unwrap()).collect();

        ClientIp::of(peer.parse().unwrap(), &headers, &trusted)
            .ip()
            .to_string()
    }

    #[test]
    fn only_a_trusted_proxy_may_name_the_client() {
        assert_eq!(client("192.0.2.9", &["198.51.100.7"], &[]), "192.0.2.9");
        assert_eq!(
            client("10.0.0.1", &["198.51.100.7"], &["10.0.0.1"]),
            "198.51.100.7"
        );
        assert_eq!(
            client("::ffff:10.0.0.1", &["198.51.100.7"], &["10.0.0.1"]),
            "198.51.100.7"
        );
    }

    #[test]
    fn the_rightmost_untrusted_entry_wins_so_that_a_client_cannot_put_one_before_it() {
        let trusted = ["10.0.0.1", "10.0.0.2"];

        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"], &trusted),
            "198.51.100.7"
        );
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1", "198.51.100.7:4711"], &trusted),
            "198.51.100.7"
        );
        assert_eq!(
            client("10.0.0.1", &["1.1.1.1, nonsense"], &trusted),
            "10.0.0.1"
        );
        assert_eq!(client("10.0.0.1", &[], &trusted), "10.0.0.1");
    }

    #[test]
    fn every_proxy_of_a_trusted_range_may_name_the_client() {
        let trusted = ["10.0.0.0/8", "2001:db8::/32"];

        for peer in ["10.1.2.3", "::ffff:10.1.2.3", "2001:db8:5::9"] {
            let chain = ["1.1.1.1, 198.51.100.7, 10.200.0.4, [2001:db8::4]:4711"];
            assert_eq!(client(peer, &chain, &trusted), "198.51.100.7", "{peer}");
        }
        for peer in ["11.0.0.1", "2001:db9::1"] {
            assert_eq!(client(peer, &["198.51.100.7"], &trusted), peer);
        }
    }

    #[test]
    fn an_ipv6_subscriber_is_one_client() {
        let one = direct("2001:db8:1:2:aaaa::1");
        let other = direct("2001:db8:1:2:bbbb::9");
        let neighbour = direct("2001:db8:1:3::1");
        let mapped = direct("::ffff:192.0.2.1");

        assert_eq!(one.bucket(), other.bucket());
        assert_ne!(one.bucket(), neighbour.bucket());
        assert_eq!(mapped.bucket().to_string(), "192.0.2.1");
    }
}
