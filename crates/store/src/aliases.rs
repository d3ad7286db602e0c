//! Which keys are one reader's. A key that was brought together with another has no row of its own any more; it leads
//! to the key of the row. No SQL, no I/O.

use std::collections::{BTreeMap, BTreeSet};

use hustings_domain::ReaderKey;

/// The aliases that a batch touches. Keys of different polls and ratings differ, so that one table holds all.
#[derive(Debug, Default)]
pub(super) struct Aliases {
    owners: BTreeMap<ReaderKey, ReaderKey>,
    changed: BTreeSet<ReaderKey>,
}

impl Aliases {
    /// Aliases as they were loaded, each with the key of the row.
    pub(super) fn loaded(owners: BTreeMap<ReaderKey, ReaderKey>) -> Self {
        Self { owners, changed: BTreeSet::new() }
    }

    /// The key of the row of the reader whom `key` is one of.
    pub(super) fn owner(&self, mut key: ReaderKey) -> ReaderKey {
        while let Some(owner) = self.owners.get(&key) {
            key = *owner;
        }
        key
    }

    /// Lets `alias` lead to `owner`. Both are keys of rows, and differ.
    pub(super) fn link(&mut self, alias: ReaderKey, owner: ReaderKey) {
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
        let mut aliases = Aliases::loaded(BTreeMap::from([(a, b)]));
        assert_eq!([a, b, c].map(|key| aliases.owner(key)), [b, b, c]);
        aliases.link(b, c);
        assert_eq!([a, b, c].map(|key| aliases.owner(key)), [c, c, c]);
        assert_eq!(aliases.rows(), [(b, c)]);
    }
}
