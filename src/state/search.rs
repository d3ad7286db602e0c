//! Searches, by the index of the server or of the host.

use hustings_core::model::{page::View, route::Route, search::Query};
use leptos::prelude::*;

use super::Site;
use crate::api::ApiError;

impl Site {
    /// Searches for what a reader has typed, in the language of the page.
    pub fn search(&self, typed: String) {
        let lang = self.shown.with_untracked(|shown| shown.page.lang.clone());
        self.travel(&Route::Search { lang, query: typed }, "");
    }

    /// The page of a search.
    pub(super) async fn find(&self, lang: &str, query: &str) -> Result<View, ApiError> {
        let mut found = None;
        if let Some(words) = Query::parse(query) {
            let mut all = self.api.search(lang, &words.keys()).await?;
            for hit in &mut all.hits {
                hit.cut(&words);
            }
            found = Some(all);
        }
        Ok(View::Search { query: query.to_owned(), found })
    }
}
