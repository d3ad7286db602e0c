//! How many connections and live streams there may be: what the settings ask for, as far as the system's file
//! descriptors have room for it. It counts nothing itself; `admission` does.
//!
//! Whatever the total is, streams leave some of it to pages and votes, and one network leaves most of it to others: bounds
//! that kept their numbers while the total shrinks would be none.

use crate::descriptors;

/// A share: so many of so many parts.
type Share = (usize, usize);

/// Of all connections, those that may be live streams.
const STREAMS: Share = (4, 5);
/// Of all connections, those that may be streams where an operator asks for more, who knows that pages are asked for elsewhere.
const MOST_STREAMS: Share = (39, 40);
/// Of all descriptors, those that are for streams where nobody asks for a number of them. So [`STREAMS`] of the connections
/// for which there is room then are streams.
const FOR_STREAMS: Share = (3, 4);
/// Of all connections, those that one network may have.
const NETWORK_CONNECTIONS: Share = (1, 4);
/// Of all connections, those that may be live streams of one network.
const NETWORK_STREAMS: Share = (1, 5);

/// What an operator asks for; 0 is no bound, and `None` a share of all connections.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Connections.
    pub connections: usize,
    /// Connections of one network.
    pub network_connections: Option<usize>,
    /// Live streams.
    pub streams: Option<usize>,
    /// Live streams of one network.
    pub network_streams: Option<usize>,
}

/// The bounds; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Connections.
    pub connections: usize,
    /// Connections of one network.
    pub network_connections: usize,
    /// Live streams.
    pub streams: usize,
    /// Live streams of one network.
    pub network_streams: usize,
}

impl Bounds {
    /// Those that are asked for, as far as there is room. Raises the process's own limit of descriptors as far as the system allows, and tells the
    /// operator which bounds are lower than they were meant to be.
    pub fn of(wanted: Wanted) -> Self {
        let Some(descriptors) = descriptors::raised() else { return Self::within(wanted, None) };
        let given = Self::within(wanted, Some(descriptors));
        for (option, asked, given) in given.lowered(Self::within(wanted, None)) {
            tracing::warn!(
                "the system gives this process {descriptors} file descriptors, so {option} is {given} and not {asked}; \
                 raise the limit (ulimit -n, or LimitNOFILE= of systemd)"
            );
        }
        given
    }

    /// Those for which there are `descriptors`; without a bound of them there is as much as is asked for.
    fn within(wanted: Wanted, descriptors: Option<u64>) -> Self {
        let room = descriptors.map(|descriptors| room(descriptors, wanted.streams));
        let connections = match (wanted.connections, room) {
            (asked, None) => asked,
            (0, Some(room)) => room,
            (asked, Some(room)) => asked.min(room),
        };
        // Who sets a bound knows their readers, so that a smaller total changes it only where the system has no room.
        let bound = |chosen: Option<usize>, of: Share, most: Share| match chosen {
            Some(0) => 0,
            Some(chosen) => room.map_or(chosen, |room| chosen.min(share(room, most))),
            None => share(connections, of),
        };
        Self {
            connections,
            network_connections: bound(wanted.network_connections, NETWORK_CONNECTIONS, NETWORK_CONNECTIONS),
            streams: bound(wanted.streams, STREAMS, MOST_STREAMS),
            network_streams: bound(wanted.network_streams, NETWORK_STREAMS, NETWORK_STREAMS),
        }
    }

    /// The options whose bounds are lower than `wanted`: what was wanted, and what it is.
    fn lowered(self, wanted: Self) -> impl Iterator<Item = (&'static str, usize, usize)> {
        let options = [
            ("--max-connections", wanted.connections, self.connections),
            ("--network-connections", wanted.network_connections, self.network_connections),
            ("--max-streams", wanted.streams, self.streams),
            ("--network-streams", wanted.network_streams, self.network_streams),
        ];
        options.into_iter().filter(|(_, wanted, given)| given < wanted)
    }
}

/// Connections for which so many descriptors have room, where so many streams are asked for.
fn room(descriptors: u64, streams: Option<usize>) -> usize {
    let all = usize::try_from(descriptors).unwrap_or(usize::MAX);
    let streams = match streams {
        // Nobody knows how many there will be.
        Some(0) => 0,
        Some(asked) => asked.min(share(all, MOST_STREAMS)),
        None => share(all, FOR_STREAMS),
    };
    usize::try_from(descriptors::room(descriptors, streams as u64)).unwrap_or(usize::MAX)
}

/// A share of `all`, which is one at least; of no bound there is none.
fn share(all: usize, (part, parts): Share) -> usize {
    if all == 0 { 0 } else { (all.saturating_mul(part) / parts).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Chosen = (usize, Option<usize>, Option<usize>, Option<usize>);

    const DEFAULT: Chosen = (20_000, None, None, None);

    fn within(chosen: Chosen, descriptors: Option<u64>) -> Bounds {
        let (connections, network_connections, streams, network_streams) = chosen;
        Bounds::within(Wanted { connections, network_connections, streams, network_streams }, descriptors)
    }

    #[test]
    fn bounds_shrink_with_the_room_that_there_is() {
        for (name, chosen, descriptors, expected) in [
            ("by default", DEFAULT, None, [20_000, 5_000, 16_000, 4_000]),
            ("with room enough", DEFAULT, Some(1_048_576), [20_000, 5_000, 16_000, 4_000]),
            ("of 20,000 descriptors", DEFAULT, Some(20_000), [18_750, 4_687, 15_000, 3_750]),
            (
                "most of them for streams",
                (20_000, None, Some(19_000), None),
                Some(20_000),
                [19_750, 4_937, 19_000, 3_950],
            ),
            ("of 4,096 descriptors", DEFAULT, Some(4_096), [3_840, 960, 3_072, 768]),
            ("of hardly any", DEFAULT, Some(10), [1, 1, 1, 1]),
            ("as many as there are", (0, None, None, None), Some(1_600), [1_500, 375, 1_200, 300]),
            ("no bound at all", (0, None, None, None), None, [0, 0, 0, 0]),
            ("a smaller total", (1_000, None, None, None), Some(4_096), [1_000, 250, 800, 200]),
            ("chosen numbers", (1_000, Some(600), Some(900), Some(500)), Some(20_000), [1_000, 600, 900, 500]),
            ("too high ones", (9_000, Some(5_000), Some(9_000), Some(9_000)), Some(1_000), [936, 234, 912, 187]),
            ("none for one network", (9_000, Some(0), Some(0), Some(0)), Some(2_000), [1_500, 0, 0, 0]),
        ] {
            let bounds = within(chosen, descriptors);
            let numbers = [bounds.connections, bounds.network_connections, bounds.streams, bounds.network_streams];
            assert_eq!(numbers, expected, "{name}");
        }
    }

    #[test]
    fn what_is_lowered_is_named() {
        let lowered = |chosen: Chosen, descriptors: u64| -> Vec<_> {
            let (given, wanted) = (within(chosen, Some(descriptors)), within(chosen, None));
            given.lowered(wanted).map(|(option, ..)| option).collect()
        };
        let all = ["--max-connections", "--network-connections", "--max-streams", "--network-streams"];
        assert_eq!(lowered(DEFAULT, 4_096), all);
        assert!(lowered(DEFAULT, 30_000).is_empty());
        assert!(lowered((0, None, None, None), 4_096).is_empty(), "as many as there are is what was asked for");
        assert_eq!(lowered((1_000, Some(900), None, Some(0)), 3_200), ["--network-connections"]);
    }
}
