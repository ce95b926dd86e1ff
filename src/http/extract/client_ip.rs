//! Who is asking, as far as limits care? The peer, or the client that a trusted proxy names.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, X_FORWARDED_FOR};
use actix_web::{FromRequest, HttpRequest};

use crate::http::problem::Problem;
use crate::http::state::HttpState;

/// The address of the client. Never log it and never store it as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientIp(IpAddr);

impl ClientIp {
    pub fn new(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }

    /// What shares one limit: an IPv4 address, or the /64 network that one IPv6 subscriber gets.
    pub fn bucket(self) -> IpAddr {
        match self.0 {
            IpAddr::V4(_) => self.0,
            IpAddr::V6(address) => {
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
            }
        }
    }

    pub fn ip(self) -> IpAddr {
        self.0
    }

    /// The address of the client of `peer`'s request.
    fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> Self {
        let believed =
            |address: IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == address);
        let mut client = peer.to_canonical();
        if !believed(client) {
            return Self(client);
        }
        let chain: Vec<&str> = headers
            .get_all(X_FORWARDED_FOR)
            .filter_map(|value| value.to_str().ok())
            .flat_map(|it| it.split(','))
            .collect();
        // Each proxy appends whom it saw, so the list is read from the right, as far as it is
        // vouched for.
        for entry in chain.into_iter().rev() {
            let Some(address) = parse(entry) else { break };
            client = address;
            if !believed(client) {
                break;
            }
        }
        Self(client)
    }
}

/// Not derived: an address does not belong in a log.
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

/// The client's address outside of an extractor.
pub fn client_ip_of(request: &HttpRequest) -> Result<ClientIp, Problem> {
    let state = HttpState::of(request)?;
    // A connection that is gone already has no peer; all of those may share one limit.
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |peer| peer.ip());
    Ok(ClientIp::of(
        peer,
        request.headers(),
        &state.config.trusted_proxies,
    ))
}

/// An entry of `X-Forwarded-For`: an address, for IPv6 perhaps in brackets, perhaps with a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let plain = entry.parse::<IpAddr>().ok();
    let with_port = || {
        entry
            .parse::<std::net::SocketAddr>()
            .ok()
            .map(|address| address.ip())
    };
    let in_brackets = || {
        entry
            .strip_prefix('[')?
            .strip_suffix(']')?
            .parse::<IpAddr>()
            .ok()
    };
    plain
        .or_else(with_port)
        .or_else(in_brackets)
        .map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            let name = HeaderName::from_static("x-forwarded-for");
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        let trusted: Vec<IpAddr> = trusted.iter().map(|it| it.parse().unwrap()).collect();
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
    fn an_ipv6_subscriber_is_one_client() {
        let one = ClientIp::new("2001:db8:1:2:aaaa::1".parse().unwrap());
        let other = ClientIp::new("2001:db8:1:2:bbbb::9".parse().unwrap());
        let neighbour = ClientIp::new("2001:db8:1:3::1".parse().unwrap());
        assert_eq!(one.bucket(), other.bucket());
        assert_ne!(one.bucket(), neighbour.bucket());
        let mapped = ClientIp::new("::ffff:192.0.2.1".parse().unwrap());
        assert_eq!(mapped.bucket().to_string(), "192.0.2.1");
    }
}
