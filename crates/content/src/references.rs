//! What an article refers to: other articles and polls, by name. Notes what was asked for, so that a later reading knows
//! whether it would get the same answers. Pictures are not here: they lie in the article's own folder.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

/// Languages of the polls that can be shown, by id; of one that asks twice also by the name of its first place.
pub(super) type PollLanguages = BTreeMap<String, Vec<String>>;

/// Other articles and polls, for the reading of one article.
pub(super) struct References<'a> {
    polls: &'a PollLanguages,
    slugs: &'a BTreeSet<String>,
    asked: RefCell<Asked>,
}

/// What was asked for, with the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    polls: BTreeMap<String, Option<Vec<String>>>,
    slugs: BTreeMap<String, bool>,
}

impl<'a> References<'a> {
    /// These polls and the folders of these articles.
    pub(super) fn new(polls: &'a PollLanguages, slugs: &'a BTreeSet<String>) -> Self {
        Self { polls, slugs, asked: RefCell::default() }
    }

    /// Whether there is a folder of this article.
    pub(super) fn has_article(&self, slug: &str) -> bool {
        let is_there = self.slugs.contains(slug);
        self.asked.borrow_mut().slugs.insert(slug.to_owned(), is_there);
        is_there
    }

    /// The languages of this poll.
    pub(super) fn poll(&self, id: &str) -> Option<&'a [String]> {
        let languages = self.polls.get(id);
        self.asked.borrow_mut().polls.insert(id.to_owned(), languages.cloned());
        languages.map(Vec::as_slice)
    }

    /// What was asked for.
    pub(super) fn asked(self) -> Asked {
        self.asked.into_inner()
    }
}

impl Asked {
    /// Whether the answers would be the same.
    pub(super) fn holds(&self, polls: &PollLanguages, slugs: &BTreeSet<String>) -> bool {
        self.polls.iter().all(|(id, languages)| polls.get(id) == languages.as_ref())
            && self.slugs.iter().all(|(slug, is_there)| slugs.contains(slug) == *is_there)
    }
}
