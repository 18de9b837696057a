//! From which address a request comes: the one that the connection has, or, behind a proxy that the operator named,
//! the one that this proxy saw.

use axum::http::{HeaderMap, HeaderName};
use std::net::IpAddr;
use std::str::FromStr;

const FORWARDED: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Addresses of a proxy: `127.0.0.1`, `10.0.0.0/8`, `fd00::/8`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let wrong = || format!("{text} is no address or network");
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(all), |bits| bits.parse().map_err(|_| wrong()))?;
        if bits > all { Err(wrong()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// The proxies whose word counts. By default none: anybody can write the header.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<Network>);

impl Proxies {
    /// These.
    pub const fn new(networks: Vec<Network>) -> Self {
        Self(networks)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.holds(address))
    }

    /// Who asks: from the right, the first address that no proxy of ours has. What stands left of it was written by
    /// the one who asks.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut client = peer.to_canonical();
        let lines: Vec<&str> =
            headers.get_all(FORWARDED).iter().map(|line| line.to_str().unwrap_or("?")).collect();
        let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        while self.trusts(client) {
            let Some(hop) = hops.next().and_then(address) else { break };
            client = hop;
        }
        client
    }
}

/// An address as proxies write it, with a port or without.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().ok().or_else(with_port).map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::{FORWARDED, Network, Proxies};
    use axum::http::HeaderMap;
    use std::net::IpAddr;

    #[test]
    fn networks_are_read_and_hold_what_is_in_them() {
        for (network, address, expected) in [
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("10.0.0.0/8", "10.200.3.4", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "192.0.2.1", true),
            ("0.0.0.0/0", "::1", false),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "fe80::1", false),
            ("::/0", "2001:db8::1", true),
            ("::1", "::1", true),
        ] {
            let network: Network = network.parse().expect("a network");
            assert_eq!(
                network.holds(address.parse().expect("an address")),
                expected,
                "{network:?} {address}"
            );
        }
        for wrong in ["", "proxy", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn x22_only_a_named_proxy_says_who_asks() {
        let proxies = |names: &[&str]| {
            Proxies::new(names.iter().map(|name| name.parse().expect("a network")).collect())
        };
        for (trusted, peer, lines, expected) in [
            // Without a named proxy the header is what the asker wrote.
            (&[][..], "192.0.2.1", &["198.51.100.1"][..], "192.0.2.1"),
            (&["127.0.0.1"], "192.0.2.1", &["198.51.100.1"], "192.0.2.1"),
            (&["127.0.0.1"], "127.0.0.1", &[], "127.0.0.1"),
            (&["127.0.0.1"], "127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            // What stands to the left was there before the proxy added its word.
            (&["127.0.0.1"], "127.0.0.1", &["1.2.3.4, 198.51.100.1"], "198.51.100.1"),
            (&["127.0.0.1"], "127.0.0.1", &["1.2.3.4", "198.51.100.1"], "198.51.100.1"),
            (&["127.0.0.1"], "::ffff:127.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            (&["127.0.0.1", "10.0.0.0/8"], "127.0.0.1", &["1.2.3.4, 198.51.100.1, 10.0.0.7"], "198.51.100.1"),
            (&["127.0.0.1"], "127.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            (&["127.0.0.1"], "127.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["127.0.0.1"], "127.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            // What cannot be read says nothing, and nothing to the left of it does.
            (&["127.0.0.1"], "127.0.0.1", &["198.51.100.1, unknown"], "127.0.0.1"),
            (&["127.0.0.1"], "127.0.0.1", &["198.51.100.1", ""], "127.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED, line.parse().expect("a header"));
            }
            let peer: IpAddr = peer.parse().expect("an address");
            let found = proxies(trusted).client(peer, &headers);
            assert_eq!(found.to_string(), expected, "{trusted:?} {peer} {lines:?}");
        }
    }
}
