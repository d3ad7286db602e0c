//! Searches in an index that is fetched at first use and kept as long as the page.

use std::sync::Arc;

use hustings_core::model::{
    page::View,
    route::Route,
    search::{Index, Query},
};
use leptos::prelude::*;

use super::{Site, lock::locked};
use crate::api::ApiError;

impl Site {
    /// Searches for what a reader has typed, in the language of the page.
    pub fn search(&self, typed: String) {
        let lang = self.shown.with_untracked(|shown| shown.page.lang.clone());
        self.travel(&Route::Search { lang, query: typed }, "");
    }

    /// The page of a search.
    pub(super) async fn find(&self, lang: &str, query: &str) -> Result<View, ApiError> {
        let found = match Query::parse(query) {
            Some(words) => Some(self.search_index(lang).await?.find(&words)),
            None => None,
        };
        Ok(View::Search { query: query.to_owned(), found })
    }

    async fn search_index(&self, lang: &str) -> Result<Arc<Index>, ApiError> {
        let held = locked(&self.index).clone();
        if let Some((_, index)) = held.filter(|(held, _)| held == lang) {
            return Ok(index);
        }
        let index = Arc::new(self.api.search_index(lang).await?);
        let kept = Some((lang.to_owned(), Arc::clone(&index)));
        *locked(&self.index) = kept;
        Ok(index)
    }
}
