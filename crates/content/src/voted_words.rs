//! The words of polls under which readers have voted. Whoever has the votes says so; every reading of the folder keeps to
//! it. Does not know the votes.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use hustings_domain::Wording;

/// The words by poll, in the order in which they were first voted on.
pub type VotedWords = BTreeMap<String, Vec<Arc<Wording>>>;

/// The same for all readings of a folder.
#[derive(Debug, Default)]
pub(super) struct SharedVotedWords(RwLock<VotedWords>);

impl SharedVotedWords {
    pub(super) fn set(&self, words: VotedWords) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = words;
    }

    /// Those of one poll.
    pub(super) fn of(&self, poll: &str) -> Vec<Arc<Wording>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(poll).cloned().unwrap_or_default()
    }

    /// Notes that readers have voted in `poll` under these words.
    pub(super) fn add(&self, poll: &str, wording: &Arc<Wording>) {
        let is_last = |words: &VotedWords| words.get(poll).and_then(|words| words.last()) == Some(wording);
        if !is_last(&self.0.read().unwrap_or_else(PoisonError::into_inner)) {
            let mut words = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if !is_last(&words) {
                words.entry(poll.to_owned()).or_default().push(Arc::clone(wording));
            }
        }
    }
}
