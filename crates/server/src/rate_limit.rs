//! A rate limit for each network, for what is expensive: votes, ratings, searches. It knows neither the action nor the
//! form of a refusal.

use std::{
    net::{IpAddr, SocketAddr},
    num::NonZeroU32,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use axum::http::HeaderMap;
use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock as _, DefaultClock},
};
use ipnet::IpNet;

/// The peer of the connection, which the accept loop adds to every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Most networks that are tracked; further ones share one limit.
const NETWORKS: usize = 100_000;
/// Idle networks are removed after so many checks.
const TIDY_EVERY: u64 = 1_024;

/// A rate limit for each network.
pub struct RateLimit {
    limiter: Option<DefaultKeyedRateLimiter<Network>>,
    /// Proxies whose `X-Forwarded-For` is trusted.
    trusted: Vec<IpNet>,
    checks: AtomicU64,
    crowded: AtomicBool,
}

/// One network: an IPv4 address, or the first 64 bits of an IPv6 address, since a client can choose the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Network {
    V4(u32),
    V6(u64),
    /// Shared by all networks beyond the limit of tracked ones.
    Crowd,
}

impl RateLimit {
    /// So many `per_minute` by each network, and `burst` at once; 0 a minute sets no limit. `trusted` are the proxies
    /// in front of this server.
    pub fn new(per_minute: u32, burst: u32, trusted: Vec<IpNet>) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = NonZeroU32::new(per_minute).map(|rate| Quota::per_minute(rate).allow_burst(burst));
        let limiter = quota.map(DefaultKeyedRateLimiter::keyed);
        Self { limiter, trusted, checks: AtomicU64::new(0), crowded: AtomicBool::new(false) }
    }

    /// Counts a request that came over a connection from `peer`; one of our own, as an export's are, is free.
    ///
    /// # Errors
    /// The whole seconds to wait, when there were too many.
    pub fn check_request(&self, peer: Option<Peer>, headers: &HeaderMap) -> Result<(), u64> {
        let Some(Peer(peer)) = peer else { return Ok(()) };
        self.check(client_address(peer.ip(), headers, &self.trusted))
    }

    /// Counts one from `address`.
    fn check(&self, address: IpAddr) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            limiter.retain_recent();
            self.crowded.store(limiter.len() > NETWORKS, Ordering::Relaxed);
        }
        let network = if self.crowded.load(Ordering::Relaxed) { Network::Crowd } else { network_of(address) };
        limiter.check_key(&network).map_err(|refusal| {
            let wait = refusal.wait_time_from(DefaultClock::default().now());
            wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
        })
    }
}

fn network_of(address: IpAddr) -> Network {
    match address.to_canonical() {
        IpAddr::V4(address) => Network::V4(address.to_bits()),
        IpAddr::V6(address) => Network::V6((address.to_bits() >> 64) as u64),
    }
}

/// The reader's address: the connection's, or behind trusted proxies the rightmost address in `X-Forwarded-For` that is
/// not a trusted proxy's. Clients can forge anything left of it.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let trusts = |address: &IpAddr| trusted.iter().any(|net| net.contains(&address.to_canonical()));
    if !trusts(&peer) {
        return peer;
    }
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").into_iter().filter_map(|line| line.to_str().ok()).collect();
    let mut nearest = peer;
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        nearest = address;
        if !trusts(&address) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn forwarded_addresses_count_only_behind_trusted_proxies() {
        let address = |text: &str| text.parse::<IpAddr>().expect(text);
        let trusted = ["10.0.0.0/8".parse::<IpNet>().expect("a network")];
        let forwarded = headers(&[("x-forwarded-for", "1.1.1.1, 203.0.113.9, 10.0.0.2")]);
        assert_eq!(client_address(address("10.0.0.1"), &forwarded, &trusted), address("203.0.113.9"));
        assert_eq!(client_address(address("192.0.2.1"), &forwarded, &trusted), address("192.0.2.1"));
        assert_eq!(client_address(address("10.0.0.1"), &forwarded, &[]), address("10.0.0.1"));
        let broken = headers(&[("x-forwarded-for", "203.0.113.9, what")]);
        assert_eq!(client_address(address("10.0.0.1"), &broken, &trusted), address("10.0.0.1"));
    }

    #[test]
    fn a_network_that_sends_too_many_is_told_how_long_to_wait() {
        let limit = RateLimit::new(1, 2, Vec::new());
        let first: IpAddr = "2001:db8:0:1::1".parse().expect("an address");
        let same_network: IpAddr = "2001:db8:0:1:ffff::2".parse().expect("an address");
        let other: IpAddr = "2001:db8:0:2::1".parse().expect("an address");
        assert_eq!(limit.check(first), Ok(()));
        assert_eq!(limit.check(same_network), Ok(()));
        let wait = limit.check(first).expect_err("the third at once is too many");
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(limit.check(other), Ok(()));
        assert!((0..100).all(|_| RateLimit::new(0, 1, Vec::new()).check(first).is_ok()));
    }
}
