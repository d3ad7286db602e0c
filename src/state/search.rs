//! What a search finds, in an index that is fetched when it is first needed and kept for a while.

use std::sync::Arc;

use leptos::prelude::*;

use super::Site;
use crate::{
    api::ApiError,
    model::{
        page::View,
        route::{Route, asked},
        search::{Index, Query},
    },
};

/// Seconds after which what was published meanwhile is asked for.
const FRESH: i64 = 600;

impl Site {
    /// Searches for what a reader has typed, in the language of the page.
    pub fn search(&self, typed: &str) {
        let lang = self.shown.with_untracked(|shown| shown.page.lang.clone());
        self.travel(Route::Search { lang, query: asked(typed) }, "");
    }

    /// The page of a search.
    pub(super) async fn find(&self, lang: &str, query: &str) -> Result<View, ApiError> {
        if !self.config.comforts.search {
            return Ok(View::NotFound);
        }
        let found = match Query::parse(query) {
            Some(words) => Some(self.search_index(lang).await?.find(&words)),
            None => None,
        };
        Ok(View::Search { query: query.to_owned(), found })
    }

    async fn search_index(&self, lang: &str) -> Result<Arc<Index>, ApiError> {
        let now = self.now.get_untracked().unix();
        let held = self.index.lock().expect("nobody panics while holding this lock").clone();
        let held = held.filter(|(held, ..)| held == lang);
        if let Some((_, at, index)) = &held
            && now - at < FRESH
        {
            return Ok(Arc::clone(index));
        }
        let index = match (self.api.search_index(lang).await, held) {
            (Ok(index), _) => Arc::new(index),
            // An older one finds most of it.
            (Err(_), Some((_, _, index))) => index,
            (Err(error), None) => return Err(error),
        };
        let kept = Some((lang.to_owned(), now, Arc::clone(&index)));
        *self.index.lock().expect("nobody panics while holding this lock") = kept;
        Ok(index)
    }
}
