//! Proxies whose `X-Forwarded-For` is trusted: single addresses and ranges.

use std::net::IpAddr;
use std::str::FromStr;

use ipnet::{IpNet, Ipv4Net};

/// The range `::ffff:0:0/96`, whose addresses are those of IPv4 (RFC 4291, section 2.5.5.2).
const MAPPED_PREFIX: u8 = 96;

/// A trusted proxy: a range of addresses in CIDR notation (RFC 4632), or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrustedProxy(IpNet);

impl TrustedProxy {
    /// Whether this is the proxy. `address` is canonical: IPv4 where it is a mapped one.
    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address)
    }
}

impl FromStr for TrustedProxy {
    type Err = String;

    /// Reads `10.0.0.1`, `10.0.0.0/8`, `2001:db8::1` or `2001:db8::/32`. An address with bits behind
    /// its prefix is refused: `10.0.0.1/8` may mean the one proxy or the whole network, and trust in
    /// the wrong one lets readers forge their addresses.
    ///
    /// # Errors
    /// A sentence that says what to write instead.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(address) = text.parse::<IpAddr>() {
            return Ok(Self(IpNet::from(address.to_canonical())));
        }

        let Ok(range) = text.parse::<IpNet>() else {
            return Err(format!(
                "\"{text}\" is no address and no range: write one such as 10.0.0.1, 10.0.0.0/8 or 2001:db8::/32."
            ));
        };
        if range.trunc() != range {
            let network = range.trunc();
            let address = range.addr();
            return Err(format!(
                "\"{text}\" is an address in a range: write {network} for the range, or {address} for the address."
            ));
        }

        Ok(Self(canonical(range)))
    }
}

/// A range of mapped addresses as the range of IPv4 that it stands for.
fn canonical(range: IpNet) -> IpNet {
    let mapped = match range {
        IpNet::V4(_) => None,
        IpNet::V6(range) => range
            .addr()
            .to_ipv4_mapped()
            .zip(range.prefix_len().checked_sub(MAPPED_PREFIX)),
    };

    mapped
        .and_then(|(address, prefix)| Ipv4Net::new(address, prefix).ok())
        .map_or(range, IpNet::V4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusts(proxy: &str, address: &str) -> bool {
        let proxy: TrustedProxy = proxy.parse().unwrap();

        proxy.contains(address.parse().unwrap())
    }

    #[test]
    fn an_address_is_the_range_of_itself() {
        assert!(trusts("10.0.0.1", "10.0.0.1"));
        assert!(!trusts("10.0.0.1", "10.0.0.2"));
        assert!(trusts("2001:db8::1", "2001:db8::1"));
        assert!(!trusts("2001:db8::1", "2001:db8::2"));
        assert!(trusts("::ffff:10.0.0.1", "10.0.0.1"));
    }

    #[test]
    fn a_range_holds_its_first_and_last_address_and_no_others() {
        for (range, inside, outside) in [
            (
                "10.0.0.0/8",
                ["10.0.0.0", "10.255.255.255"],
                ["9.255.255.255", "11.0.0.0"],
            ),
            (
                "172.30.88.0/31",
                ["172.30.88.0", "172.30.88.1"],
                ["172.30.87.255", "172.30.88.2"],
            ),
            (
                "2001:db8::/32",
                ["2001:db8::", "2001:db8:ffff::1"],
                ["2001:db7::1", "2001:db9::"],
            ),
            (
                "::ffff:10.0.0.0/104",
                ["10.0.0.0", "10.9.9.9"],
                ["11.0.0.0", "::a00:1"],
            ),
        ] {
            for address in inside {
                assert!(trusts(range, address), "{range} {address}");
            }
            for address in outside {
                assert!(!trusts(range, address), "{range} {address}");
            }
        }

        assert!(!trusts("0.0.0.0/0", "2001:db8::1"));
        assert!(!trusts("::/0", "10.0.0.1"));
    }

    #[test]
    fn a_bad_entry_is_told_what_to_write() {
        for (entry, advice) in [
            (
                "10.0.0.1/8",
                "write 10.0.0.0/8 for the range, or 10.0.0.1 for the address",
            ),
            ("2001:db8::1/32", "write 2001:db8::/32 for the range"),
            ("10.0.0.0/33", "is no address and no range"),
            ("10.0.0.0/255.0.0.0", "is no address and no range"),
            ("10.0.0", "is no address and no range"),
            ("10.*", "is no address and no range"),
            ("proxy.example", "is no address and no range"),
            ("10.0.0.1:80", "is no address and no range"),
        ] {
            let fault = entry.parse::<TrustedProxy>().unwrap_err();

            assert!(fault.contains(entry) && fault.contains(advice), "{fault}");
        }
    }
}
