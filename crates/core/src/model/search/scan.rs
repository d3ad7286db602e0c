//! What a search means, in so many words: each text is gone through. The index must find the same; tests hold it to that.

use super::{Entry, Found, MAX_HITS, Query};
use crate::i18n::fold;

/// Finds the articles, newest first, in which every word of `query` occurs.
pub(crate) fn scan(entries: &[Entry], query: &Query) -> Found {
    let score = |entry: &Entry| query.score(&[&entry.title, &entry.dek, &entry.text].map(|text| fold(text)));
    let mut found: Vec<(u32, &Entry)> = entries.iter().map(|entry| (score(entry), entry)).collect();
    found.retain(|(score, _)| *score > 0);
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let mut hits: Vec<Entry> = found.iter().take(MAX_HITS).map(|(_, entry)| (*entry).clone()).collect();
    hits.iter_mut().for_each(|hit| hit.cut(query));
    Found { total: found.len() as u64, hits }
}
