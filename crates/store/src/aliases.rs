//! Which keys are one reader's. A key that was brought together with another has no row of its own any more; it leads
//! to the key of the row. No SQL, no I/O.

use std::collections::{BTreeMap, BTreeSet};

use hustings_domain::ReaderKey;

/// Most aliases of one reader. A browser shows a cookie and a client id, each of them under the server's keys, of which there
/// are few; whoever makes up another id with every request is not to fill the disk.
const MOST: usize = 16;

/// The aliases that a batch touches. Keys of different polls and ratings differ, so that one table holds all.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    owners: BTreeMap<ReaderKey, ReaderKey>,
    /// How many lead to a key of a row.
    sizes: BTreeMap<ReaderKey, usize>,
    changed: BTreeSet<ReaderKey>,
}

impl Aliases {
    /// Aliases as they were loaded, each with the key of the row, and how many there are of each such key.
    pub(super) fn loaded(owners: BTreeMap<ReaderKey, ReaderKey>, sizes: BTreeMap<ReaderKey, usize>) -> Self {
        Self { owners, sizes, changed: BTreeSet::new() }
    }

    /// The key of the row of the reader whom `key` is one of.
    pub(super) fn owner(&self, mut key: ReaderKey) -> ReaderKey {
        while let Some(owner) = self.owners.get(&key) {
            key = *owner;
        }
        key
    }

    /// Lets `alias`, and all that leads to it, lead to `owner`, unless that would be too many. Both are keys of rows, and
    /// differ.
    pub(super) fn link(&mut self, alias: ReaderKey, owner: ReaderKey) {
        let size = [alias, owner].iter().filter_map(|key| self.sizes.get(key)).sum::<usize>() + 1;
        if size > MOST {
            return;
        }
        self.sizes.remove(&alias);
        self.sizes.insert(owner, size);
        self.owners.insert(alias, owner);
        self.changed.insert(alias);
    }

    /// Aliases to write, each with the key of the row. Stored ones that lead to one of them have to follow it.
    pub(super) fn rows(&self) -> Vec<(ReaderKey, ReaderKey)> {
        self.changed.iter().map(|alias| (*alias, self.owner(*alias))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_lead_to_the_last_owner() {
        let [a, b, c] = [1, 2, 3].map(|number| ReaderKey([number; 16]));
        let mut aliases = Aliases::loaded(BTreeMap::from([(a, b)]), BTreeMap::from([(b, 1)]));
        assert_eq!([a, b, c].map(|key| aliases.owner(key)), [b, b, c]);
        aliases.link(b, c);
        assert_eq!([a, b, c].map(|key| aliases.owner(key)), [c, c, c]);
        assert_eq!(aliases.rows(), [(b, c)]);
    }

    #[test]
    fn a_reader_has_a_bounded_number_of_aliases() {
        let key = |number| ReaderKey([number; 16]);
        let mut aliases = Aliases::loaded(BTreeMap::new(), BTreeMap::from([(key(1), 10)]));
        for number in 100..200 {
            aliases.link(key(number), key(1));
        }
        assert_eq!(aliases.rows().len(), 6);
        // Nor does a new owner of the same aliases make room.
        aliases.link(key(1), key(2));
        assert_eq!(aliases.owner(key(1)), key(1));
    }
}
