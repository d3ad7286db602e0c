//! Where a request comes from: the connection's peer, the reader's address behind trusted proxies, and the network by
//! which limits count. Addresses are not stored, and none is logged but a proxy's.

use std::{
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::atomic::{AtomicBool, Ordering},
};

use axum::http::{HeaderMap, header};
use ipnet::IpNet;

/// The header in which proxies say for whom they ask.
/// The header in which proxies say for whom they ask.
pub const FORWARDED_FOR: &str = "x-forwarded-for";

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
    /// An IPv6 /56, which many providers give a household.
    V6Home(u64),
    /// An IPv6 /48, which holds networks: of one site, or of the customers of a provider.
    V6Site(u64),
}

impl Network {
    /// The network of this address. An IPv4 address that is written as an IPv6 one is the same network.
    pub fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address.to_bits()),
            IpAddr::V6(address) => Self::V6((address.to_bits() >> 64) as u64),
        }
    }

    /// The /48 of an IPv6 network.
    pub fn site(self) -> Option<Self> {
        match self {
            Self::V6(network) => Some(Self::V6Site(network >> 16)),
            Self::V4(_) | Self::V6Home(_) | Self::V6Site(_) => None,
        }
    }

    /// The /56 of an IPv6 network.
    pub fn home(self) -> Option<Self> {
        match self {
            Self::V6(network) => Some(Self::V6Home(network >> 8)),
            Self::V4(_) | Self::V6Home(_) | Self::V6Site(_) => None,
        }
    }
}

/// The proxies in front of this server.
#[derive(Debug, Default)]
pub struct Proxies {
    trusted: Vec<IpNet>,
    /// By [`ProxyFault`].
    has_warned: [AtomicBool; 3],
}

/// Why the readers of a proxy cannot be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyFault {
    /// It was not named, and its address is one of the operator's own machines.
    UnnamedNear,
    /// It was not named, and has so many connections that it is hardly a reader.
    UnnamedCrowd,
    /// It was named, and does not say for whom it asks.
    Silent,
}

impl Proxies {
    /// Those whose `X-Forwarded-For` is believed.
    pub fn new(trusted: Vec<IpNet>) -> Self {
        Self { trusted, ..Self::default() }
    }

    /// Whether this is the address of one of them.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|net| net.contains(&address.to_canonical()))
    }

    /// The network of the reader whose request came over a connection from `peer`.
    pub fn network(&self, Peer(peer): Peer, headers: &HeaderMap) -> Network {
        Network::of(self.client_address(peer.ip(), headers))
    }

    /// Whether a request is the operator's own: it comes from this machine, a private network or a trusted proxy, and for
    /// nobody, since a proxy says for whom it asks.
    pub fn is_of_operator(&self, Peer(peer): Peer, headers: &HeaderMap) -> bool {
        let is_for_another = headers.contains_key(FORWARDED_FOR) || headers.contains_key(header::FORWARDED);
        !is_for_another && (is_near(peer.ip()) || self.trusts(peer.ip()))
    }

    /// The network that a connection from `peer` counts for; none for a proxy, whose connections are many readers', nor
    /// for this machine itself, where there is a proxy that was not named, or the operator.
    pub fn network_of_peer(&self, peer: IpAddr) -> Option<Network> {
        let is_own = peer.to_canonical().is_loopback();
        (!is_own && !self.trusts(peer)).then(|| Network::of(peer))
    }

    /// The reader's address: the connection's, or behind trusted proxies the rightmost address in `X-Forwarded-For`
    /// that is not a trusted proxy's. Clients can forge anything left of it.
    fn client_address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trusts(peer) {
            return peer;
        }
        let mut nearest = peer;
        for hop in hops(headers) {
            // What is left of an entry that cannot be read is nobody's word.
            let Some(address) = hop else { break };
            nearest = address;
            if !self.trusts(address) {
                break;
            }
        }
        nearest
    }

    /// Tells the operator of a proxy whose readers cannot be told apart, and share one limit; of each fault once. Returns
    /// the fault if this was the time. `is_crowded` says whether the peer has half of the connections that it may have:
    /// a stranger may send the header, too.
    pub fn warn(&self, Peer(peer): Peer, headers: &HeaderMap, is_crowded: impl FnOnce() -> bool) -> Option<ProxyFault> {
        let fault = match (self.trusts(peer.ip()), headers.contains_key(FORWARDED_FOR)) {
            (true, _) if hops(headers).next().flatten().is_none() => ProxyFault::Silent,
            (false, true) if is_near(peer.ip()) => ProxyFault::UnnamedNear,
            (false, true) if is_crowded() => ProxyFault::UnnamedCrowd,
            _ => return None,
        };
        if self.has_warned[fault as usize].swap(true, Ordering::Relaxed) {
            return None;
        }
        let proxy = peer.ip().to_canonical();
        match fault {
            ProxyFault::UnnamedNear => tracing::warn!(
                "a proxy at {proxy} says for whom it asks, and is not believed: all its readers share one limit; start \
                 the server with --trusted-proxy {proxy}"
            ),
            ProxyFault::UnnamedCrowd => tracing::warn!(
                "{proxy} has half of the connections that one network may have, and says for whom it asks; if it is a \
                 proxy of yours, start the server with --trusted-proxy {proxy}, since all its readers share one limit"
            ),
            ProxyFault::Silent => tracing::warn!(
                "the proxy at {proxy} sent a request without an address in X-Forwarded-For: readers for whom it asks so \
                 share one limit; let it set that header"
            ),
        }
        Some(fault)
    }
}

/// The entries of `X-Forwarded-For` from the nearest on; `None` for one that is no address. They are bytes until they
/// are read one by one, since clients can put into the header what is no text.
fn hops(headers: &HeaderMap) -> impl Iterator<Item = Option<IpAddr>> {
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    lines.flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b',')).map(hop_address)
}

/// The address of one entry: `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn hop_address(entry: &[u8]) -> Option<IpAddr> {
    let entry = str::from_utf8(entry).ok()?.trim();
    let plain = entry.parse::<IpAddr>().ok();
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    plain.or_else(with_port).or_else(in_brackets)
}

/// Whether hardly any machine but one of the operator's own can have this address: loopback, private (RFC 1918), shared
/// (RFC 6598, which clusters use), unique local (RFC 4193), link-local.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [first, second, ..] = address.octets();
            let is_shared = first == 100 && second & 0b1100_0000 == 64;
            address.is_loopback() || address.is_private() || address.is_link_local() || is_shared
        }
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
    fn what_is_for_operators_alone_is_for_no_stranger() {
        let named = proxies(&["203.0.113.0/24"]);
        for (from, is_own) in
            [("127.0.0.1", true), ("::1", true), ("10.9.8.7", true), ("203.0.113.5", true), ("192.0.2.1", false)]
        {
            assert_eq!(named.is_of_operator(peer(from), &HeaderMap::new()), is_own, "{from}");
            assert!(!named.is_of_operator(peer(from), &headers("192.0.2.1")), "{from} asks for another");
            let other = HeaderMap::from_iter([(header::FORWARDED, HeaderValue::from_static("for=192.0.2.1"))]);
            assert!(!named.is_of_operator(peer(from), &other), "{from} asks for another");
        }
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
    fn an_entry_that_is_no_text_ends_the_search() {
        let trusted = proxies(&["10.0.0.0/8"]);
        let nearest = |lines: &[&[u8]]| {
            let name = || axum::http::HeaderName::from_static(FORWARDED_FOR);
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(name(), HeaderValue::from_bytes(line).expect("a value"));
            }
            trusted.client_address(address("10.0.0.1"), &headers)
        };
        assert_eq!(nearest(&[b"\xff, 203.0.113.9"]), address("203.0.113.9"), "the proxy's own entry counts");
        assert_eq!(nearest(&[b"192.0.2.1", b"\xff"]), address("10.0.0.1"), "an earlier line is nobody's word");
        assert_eq!(nearest(&[b"192.0.2.1, \xff, 10.0.0.2"]), address("10.0.0.2"));
        assert_eq!(nearest(&[b"192.0.2.1", b"203.0.113.9"]), address("203.0.113.9"));
    }

    #[test]
    fn connections_of_proxies_and_of_this_machine_are_no_networks() {
        let proxies = proxies(&["10.0.0.0/8"]);
        for shared in ["10.0.0.1", "127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(proxies.network_of_peer(address(shared)), None, "{shared}");
        }
        for one in ["192.168.0.7", "203.0.113.9", "2001:db8::1"] {
            assert_eq!(proxies.network_of_peer(address(one)), Some(Network::of(address(one))), "{one}");
        }
    }

    #[test]
    fn a_proxy_that_was_not_named_is_warned_of_once() {
        let forwarded = headers("203.0.113.9");
        let near = ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.7", "fd00::1", "fe80::1", "::ffff:127.0.0.1"];
        for near in near.into_iter().chain(["100.64.0.1", "100.127.255.254"]) {
            let proxies = proxies(&[]);
            let warn = |headers: &HeaderMap| proxies.warn(peer(near), headers, || false);
            assert_eq!(warn(&HeaderMap::new()), None, "{near} forwards nothing");
            assert_eq!(warn(&forwarded), Some(ProxyFault::UnnamedNear), "{near}");
            assert_eq!(warn(&forwarded), None, "{near} a second time");
        }
        assert_eq!(proxies(&["127.0.0.1/32"]).warn(peer("127.0.0.1"), &forwarded, || true), None, "it is believed");
    }

    #[test]
    fn a_proxy_anywhere_is_warned_of_once_it_has_many_connections() {
        let forwarded = headers("203.0.113.9");
        for far in ["203.0.113.1", "100.128.0.1", "100.63.255.255", "2001:db8::1"] {
            let proxies = proxies(&[]);
            assert_eq!(proxies.warn(peer(far), &forwarded, || false), None, "a stranger may send what they like");
            assert_eq!(proxies.warn(peer(far), &HeaderMap::new(), || true), None, "{far} forwards nothing");
            assert_eq!(proxies.warn(peer(far), &forwarded, || true), Some(ProxyFault::UnnamedCrowd), "{far}");
            assert_eq!(proxies.warn(peer(far), &forwarded, || true), None, "{far} a second time");
            let near = proxies.warn(peer("10.0.0.1"), &forwarded, || false);
            assert_eq!(near, Some(ProxyFault::UnnamedNear), "no stranger uses up another's warning");
        }
    }

    #[test]
    fn a_trusted_proxy_that_names_no_reader_is_warned_of_once() {
        for silent in [HeaderMap::new(), headers("unknown"), headers("203.0.113.9, ")] {
            let proxies = proxies(&["203.0.113.0/24"]);
            assert_eq!(proxies.warn(peer("203.0.113.1"), &headers("192.0.2.1"), || true), None);
            assert_eq!(proxies.warn(peer("203.0.113.1"), &silent, || false), Some(ProxyFault::Silent), "{silent:?}");
            assert_eq!(proxies.warn(peer("203.0.113.1"), &silent, || false), None, "a second time");
        }
    }

    #[test]
    fn a_network_is_an_ipv4_address_or_an_ipv6_64() {
        let network = |text: &str| Network::of(address(text));
        assert_eq!(network("2001:db8:0:1::1"), network("2001:db8:0:1:ffff::2"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
        assert_eq!(network("203.0.113.9"), network("::ffff:203.0.113.9"));
        assert_ne!(network("203.0.113.9"), network("203.0.113.8"));
        assert_eq!(network("2001:db8:0:1::1").site(), network("2001:db8:0:ffff::1").site());
        assert_ne!(network("2001:db8:0:1::1").site(), network("2001:db8:1:1::1").site());
        assert_eq!(network("2001:db8:0:1::1").home(), network("2001:db8:0:ff::1").home());
        assert_ne!(network("2001:db8:0:1::1").home(), network("2001:db8:0:100::1").home());
        assert_eq!((network("203.0.113.9").home(), network("203.0.113.9").site()), (None, None));
    }
}
