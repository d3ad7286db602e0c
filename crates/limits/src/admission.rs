//! How many of something may be open at once, in total and for one network: connections, live streams. It knows neither
//! what it counts nor the form of a refusal.
//!
//! An IPv6 /64 may have half of what one network may have, and the /48 around it no more than one network: a household has
//! a /56 of 256 such networks, and would otherwise have every place.
//!
//! A network is remembered only while it holds a place, so that the memory for them is bounded by the places themselves.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::network::Network;

/// A bounded number of places. Clones share them.
#[derive(Clone, Debug)]
pub struct Admission(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: usize,
    most_of_one: usize,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    by_network: HashMap<Network, usize>,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// All places are taken.
    Full,
    /// The network has as many as one may have.
    NetworkFull,
}

/// A place, until it is dropped.
#[derive(Debug)]
pub struct Place {
    of: Arc<Inner>,
    network: Option<Network>,
}

impl Admission {
    /// So many places, of which one network may have `most_of_one`; 0 sets no bound.
    pub fn new(most: usize, most_of_one: usize) -> Self {
        let bound = |most: usize| if most == 0 { usize::MAX } else { most };
        Self(Arc::new(Inner { most: bound(most), most_of_one: bound(most_of_one), held: Mutex::default() }))
    }

    /// A place for a client of `network`; without one, as for a proxy that many readers share, only the total counts.
    ///
    /// # Errors
    /// When there is none left.
    pub fn admit(&self, network: Option<Network>) -> Result<Place, Refused> {
        let mut held = self.0.held();
        if held.all >= self.0.most {
            return Err(Refused::Full);
        }
        if let Some(network) = network {
            if self.0.bounds(network).any(|(network, most)| held.count(network) >= most) {
                return Err(Refused::NetworkFull);
            }
            for (network, _) in self.0.bounds(network) {
                *held.by_network.entry(network).or_default() += 1;
            }
        }
        held.all += 1;
        Ok(Place { of: Arc::clone(&self.0), network })
    }

    /// Places that are taken.
    pub fn taken(&self) -> usize {
        self.0.held().all
    }
}

impl Place {
    /// Whether its network has at least half of the places that it may have.
    pub fn is_crowded(&self) -> bool {
        let Some(network) = self.network else { return false };
        let held = self.of.held();
        self.of.bounds(network).any(|(network, most)| held.count(network) >= most.div_ceil(2))
    }
}

impl Inner {
    /// The networks that a client of `network` counts for, and how many places each may have.
    fn bounds(&self, network: Network) -> impl Iterator<Item = (Network, usize)> + use<> {
        let most = self.most_of_one;
        let (most_of_network, site) = match network.site() {
            None => (most, None),
            Some(site) => (most.div_ceil(2), Some((site, most))),
        };
        [(network, most_of_network)].into_iter().chain(site)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        // A panic cannot leave half a change: each is a few additions.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn count(&self, network: Network) -> usize {
        self.by_network.get(&network).copied().unwrap_or_default()
    }

    fn give_back(&mut self, network: Network) {
        if let Entry::Occupied(mut count) = self.by_network.entry(network) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.of.held();
        held.all = held.all.saturating_sub(1);
        for (network, _) in self.network.into_iter().flat_map(|network| self.of.bounds(network)) {
            held.give_back(network);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Option<Network> = Some(Network::V4(1));
    const OTHER: Option<Network> = Some(Network::V6(1));

    #[test]
    fn a_network_has_no_more_places_than_one_may_have() {
        let admission = Admission::new(5, 2);
        let first = admission.admit(ONE).expect("a place");
        let _second = admission.admit(ONE).expect("a place");
        assert_eq!(admission.admit(ONE).map(|_| ()), Err(Refused::NetworkFull));
        let _other = admission.admit(OTHER).expect("others have theirs");
        drop(first);
        let _again = admission.admit(ONE).expect("a place that was given back");
        assert_eq!(admission.admit(ONE).map(|_| ()), Err(Refused::NetworkFull));
    }

    #[test]
    fn all_places_together_are_bounded() {
        let admission = Admission::new(3, 2);
        let places = [ONE, OTHER, None].map(|network| admission.admit(network).expect("a place"));
        assert_eq!(admission.admit(OTHER).map(|_| ()), Err(Refused::Full));
        assert_eq!(admission.admit(None).map(|_| ()), Err(Refused::Full));
        drop(places);
        assert_eq!(admission.taken(), 0);
        // Nothing is remembered of a network that has gone.
        assert!(admission.0.held().by_network.is_empty());
    }

    /// The `index`th /64 of the `site`th /48.
    fn v6(site: u64, index: u64) -> Option<Network> {
        Some(Network::V6((site << 16) | index))
    }

    #[test]
    fn a_household_with_many_networks_has_no_more_places_than_one() {
        let admission = Admission::new(100, 8);
        let household: Vec<_> = (0..256).filter_map(|index| admission.admit(v6(1, index)).ok()).collect();
        assert_eq!(household.len(), 8);
        assert_eq!(admission.admit(v6(1, 300)).map(|_| ()), Err(Refused::NetworkFull));
        let neighbours: Vec<_> = (0..100).filter_map(|_| admission.admit(v6(2, 0)).ok()).collect();
        assert_eq!(neighbours.len(), 4, "one /64 leaves places to others of its /48");
        drop((household, neighbours));
        assert!(admission.0.held().by_network.is_empty());
    }

    #[test]
    fn a_network_with_half_of_its_places_is_crowded() {
        let admission = Admission::new(100, 4);
        let first = admission.admit(ONE).expect("a place");
        assert!(!first.is_crowded());
        let second = admission.admit(ONE).expect("a place");
        assert!(second.is_crowded());
        let nobodys = [admission.admit(None), Admission::new(0, 0).admit(ONE)].map(|place| place.expect("a place"));
        assert!(nobodys.iter().all(|place| !place.is_crowded()));
    }

    #[test]
    fn no_bound_is_no_bound() {
        let admission = Admission::new(0, 0);
        let places: Vec<_> = (0..1_000).map(|_| admission.admit(ONE)).collect();
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(admission.taken(), 1_000);
    }
}
