//! A rate limit for each network, for what is expensive: votes, ratings, searches. It knows neither the action nor the
//! form of a refusal.
//!
//! An IPv6 /48 has a limit, too, which is wider: one household may have 256 networks of it.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::HeaderMap;
use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    nanos::Nanos,
    state::{StateStore, keyed::ShrinkableKeyedStateStore},
};

use crate::network::{Network, Peer, Proxies};

/// Most networks that are tracked; further ones share one limit.
const NETWORKS: usize = 100_000;
/// So many times as much as one network may all of an IPv6 /48.
const SITE: u32 = 4;
/// Idle networks are removed after so many checks.
const TIDY_EVERY: u64 = 1_024;

/// A rate limit for each network.
pub struct RateLimit {
    limiters: Option<Limiters>,
    proxies: Arc<Proxies>,
    checks: AtomicU64,
}

struct Limiters {
    networks: Limiter,
    sites: Limiter,
}

type Limiter = RateLimiter<Network, Arrivals, DefaultClock>;

impl RateLimit {
    /// So many `per_minute` by each network, and `burst` at once; 0 a minute sets no limit. `proxies` are those in front
    /// of this server.
    pub fn new(per_minute: u32, burst: u32, proxies: Arc<Proxies>) -> Self {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let limiter = |rate: NonZeroU32, burst: NonZeroU32| -> Limiter {
            let quota = Quota::per_minute(rate).allow_burst(burst);
            RateLimiter::new(quota, Arrivals::of(NETWORKS), DefaultClock::default())
        };
        let site = NonZeroU32::MIN.saturating_add(SITE - 1);
        let limiters = NonZeroU32::new(per_minute).map(|rate| Limiters {
            networks: limiter(rate, burst),
            sites: limiter(rate.saturating_mul(site), burst.saturating_mul(site)),
        });
        Self { limiters, proxies, checks: AtomicU64::new(0) }
    }

    /// Counts a request that came over a connection from `peer`; one of our own, as an export's are, is free.
    ///
    /// # Errors
    /// The whole seconds to wait, when there were too many.
    pub fn check_request(&self, peer: Option<Peer>, headers: &HeaderMap) -> Result<(), u64> {
        let Some(peer) = peer else { return Ok(()) };
        self.check(self.proxies.network(peer, headers))
    }

    /// Counts one from `network`.
    fn check(&self, network: Network) -> Result<(), u64> {
        let Some(Limiters { networks, sites }) = &self.limiters else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed) % TIDY_EVERY == TIDY_EVERY - 1 {
            networks.retain_recent();
            sites.retain_recent();
        }
        let check = |limiter: &Limiter, network: Network| {
            limiter.check_key(&network).map_err(|refusal| {
                let wait = refusal.wait_time_from(DefaultClock::default().now());
                wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
            })
        };
        // In this order, so that what is refused to a network takes nothing from its neighbours.
        check(networks, network)?;
        network.site().map_or(Ok(()), |site| check(sites, site))
    }
}

/// The theoretical arrival time of each network's next request, which is all that the algorithm (GCRA) keeps of it, for a
/// bounded number of networks. Once there are as many, those that are tracked keep their own limit, and new ones share
/// one: whoever comes from a hundred thousand networks crowds out no reader who is there.
struct Arrivals {
    most: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    networks: HashMap<Network, Nanos>,
    /// Shared by all networks beyond the bound.
    crowd: Option<Nanos>,
}

impl Arrivals {
    fn of(most: usize) -> Self {
        Self { most, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // A panic cannot leave half a change: each is one call on the map.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Arrivals {
    type Key = Network;

    fn measure_and_replace<T, F, E>(&self, network: &Network, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut held = self.held();
        let known = held.networks.get(network).copied();
        if known.is_none() && held.networks.len() >= self.most {
            let (outcome, arrival) = measure(held.crowd)?;
            held.crowd = Some(arrival);
            return Ok(outcome);
        }
        let (outcome, arrival) = measure(known)?;
        held.networks.insert(*network, arrival);
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<Network> for Arrivals {
    fn retain_recent(&self, drop_below: Nanos) {
        self.held().networks.retain(|_, arrival| *arrival > drop_below);
    }

    fn len(&self) -> usize {
        self.held().networks.len()
    }

    fn is_empty(&self) -> bool {
        self.held().networks.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_that_sends_too_many_is_told_how_long_to_wait() {
        let limit = RateLimit::new(1, 2, Arc::default());
        let (first, other) = (Network::V6(1), Network::V6(2));
        assert_eq!(limit.check(first), Ok(()));
        assert_eq!(limit.check(first), Ok(()));
        let wait = limit.check(first).expect_err("the third at once is too many");
        assert!((1..=60).contains(&wait), "{wait}");
        assert_eq!(limit.check(other), Ok(()));
        assert!((0..100).all(|_| RateLimit::new(0, 1, Arc::default()).check(first).is_ok()));
    }

    #[test]
    fn many_networks_of_one_site_share_a_wider_limit() {
        let limit = RateLimit::new(1, 2, Arc::default());
        let taken = |network: u64| (0..5).filter(|_| limit.check(Network::V6(network)).is_ok()).count();
        assert_eq!([taken(1), taken(2), taken(3)], [2, 2, 2]);
        assert_eq!((4..256).map(taken).sum::<usize>(), 2, "four times as much as one network may");
        assert_eq!(taken(1 << 16), 2, "another site has its own");
    }

    #[test]
    fn networks_beyond_the_bound_share_one_limit_and_others_keep_theirs() {
        let two = NonZeroU32::new(2).expect("not zero");
        let limiter: Limiter = RateLimiter::new(Quota::per_hour(two), Arrivals::of(2), DefaultClock::default());
        let is_taken = |network: u32| limiter.check_key(&Network::V4(network)).is_ok();
        assert!(is_taken(1) && is_taken(2));
        assert!(is_taken(3) && is_taken(4), "both of the crowd's");
        assert!(!is_taken(5) && !is_taken(3), "the crowd has had its two");
        assert!(is_taken(1) && is_taken(2), "who was there first has not");
        assert_eq!(limiter.len(), 2);
    }
}
