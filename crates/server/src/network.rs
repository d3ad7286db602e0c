//! Where a request comes from: the connection's peer, the reader's address behind trusted proxies, and the network by
//! which limits count. Addresses are neither stored nor logged here.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::atomic::{AtomicBool, Ordering},
};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The header in which proxies say for whom they ask.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The peer of the connection, which the accept loop adds to every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// One network: an IPv4 address, or the first 64 bits of an IPv6 address, since a client can choose the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Network {
    /// An IPv4 address.
    V4(u32),
    /// An IPv6 /64.
    V6(u64),
}

impl Network {
    /// The network of this address. An IPv4 address that is written as an IPv6 one is the same network.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }
}

/// The proxies in front of this server.
#[derive(Debug, Default)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    has_warned: AtomicBool,
}

impl Proxies {
    /// Those whose `X-Forwarded-For` is believed.
    pub fn new(trusted: Vec<IpNet>) -> Self {
        Self { trusted, has_warned: AtomicBool::new(false) }
    }

    /// Whether this is the address of one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address.to_canonical()))
    }

    /// The network of the reader whose request came over a connection from `peer`.
    pub fn network(&self, Peer(peer): Peer, headers: &HeaderMap) -> Network {
        Network::of(self.client_address(peer.ip(), headers))
    }

    /// The network that a connection from `peer` counts for; none for a proxy, whose connections are many readers'.
    pub fn network_of_peer(&self, peer: IpAddr) -> Option<Network> {
        (!self.trusts(peer)).then(|| Network::of(peer))
    }

    /// The reader's address: the connection's, or behind trusted proxies the rightmost address in `X-Forwarded-For`
    /// that is not a trusted proxy's. Clients can forge anything left of it.
    fn client_address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trusts(peer) {
            return peer;
        }
        let lines: Vec<&str> =
            headers.get_all(FORWARDED_FOR).into_iter().filter_map(|line| line.to_str().ok()).collect();
        let mut nearest = peer;
        for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            let Some(address) = hop_address(hop) else { break };
            nearest = address;
            if !self.trusts(address) {
                break;
            }
        }
        nearest
    }

    /// Tells the operator, once, of a proxy that was not named: all its readers then share one limit. Returns whether
    /// this was the time.
    pub fn warn_of_unnamed(&self, Peer(peer): Peer, headers: &HeaderMap) -> bool {
        let is_unnamed = headers.contains_key(FORWARDED_FOR) && is_near(peer.ip()) && !self.trusts(peer.ip());
        if !is_unnamed || self.has_warned.swap(true, Ordering::Relaxed) {
            return false;
        }
        let proxy = peer.ip().to_canonical();
        tracing::warn!(
            "a proxy at {proxy} says for whom it asks, and is not believed: all its readers share one limit; start the \
             server with --trusted-proxy {proxy}"
        );
        true
    }
}

/// The address of one entry: `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn hop_address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let plain = entry.parse::<IpAddr>().ok();
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    plain.or_else(with_port).or_else(in_brackets)
}

/// Whether only a machine of the operator's own can have this address: loopback, private (RFC 1918), unique local
/// (RFC 4193), link-local.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(forwarded: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(FORWARDED_FOR.parse().expect("a name"), HeaderValue::from_static(forwarded))])
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect(text)
    }

    fn peer(text: &str) -> Peer {
        Peer(SocketAddr::new(address(text), 4711))
    }

    fn proxies(trusted: &[&str]) -> Proxies {
        Proxies::new(trusted.iter().map(|net| net.parse().expect("a network")).collect())
    }

    #[test]
    fn forwarded_addresses_count_only_behind_trusted_proxies() {
        let trusted = proxies(&["10.0.0.0/8"]);
        let forwarded = headers("1.1.1.1, 203.0.113.9, 10.0.0.2");
        assert_eq!(trusted.client_address(address("10.0.0.1"), &forwarded), address("203.0.113.9"));
        assert_eq!(trusted.client_address(address("192.0.2.1"), &forwarded), address("192.0.2.1"));
        assert_eq!(proxies(&[]).client_address(address("10.0.0.1"), &forwarded), address("10.0.0.1"));
        let broken = headers("203.0.113.9, what");
        assert_eq!(trusted.client_address(address("10.0.0.1"), &broken), address("10.0.0.1"));
    }

    #[test]
    fn a_forwarded_address_may_have_a_port() {
        let trusted = proxies(&["10.0.0.0/8"]);
        for (entry, expected) in [
            ("203.0.113.9:4711", "203.0.113.9"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("198.51.100.1, 203.0.113.9:80 , 10.0.0.2:8080", "203.0.113.9"),
            // No address at all: it is the proxy's own request.
            ("203.0.113.9:", "10.0.0.1"),
            ("2001:db8::1]:80", "10.0.0.1"),
            ("unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
        ] {
            assert_eq!(trusted.client_address(address("10.0.0.1"), &headers(entry)), address(expected), "{entry}");
        }
    }

    #[test]
    fn a_proxy_that_was_not_named_is_warned_of_once() {
        let forwarded = headers("203.0.113.9");
        for near in ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.7", "fd00::1", "fe80::1", "::ffff:127.0.0.1"] {
            let proxies = proxies(&[]);
            assert!(!proxies.warn_of_unnamed(peer(near), &HeaderMap::new()), "{near} forwards nothing");
            assert!(proxies.warn_of_unnamed(peer(near), &forwarded), "{near}");
            assert!(!proxies.warn_of_unnamed(peer(near), &forwarded), "{near} a second time");
        }
        // A stranger may send what they like, and a proxy that was named is believed.
        assert!(!proxies(&[]).warn_of_unnamed(peer("203.0.113.1"), &forwarded));
        assert!(!proxies(&["127.0.0.1/32"]).warn_of_unnamed(peer("127.0.0.1"), &forwarded));
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_an_ipv6_64() {
        let network = |text: &str| Network::of(address(text));
        assert_eq!(network("2001:db8:0:1::1"), network("2001:db8:0:1:ffff::2"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
        assert_eq!(network("203.0.113.9"), network("::ffff:203.0.113.9"));
        assert_ne!(network("203.0.113.9"), network("203.0.113.8"));
    }
}
