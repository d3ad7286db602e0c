//! The page on the screen, with the language it is in.

use hustings_core::{
    i18n::Locale,
    model::{
        page::{PageData, View},
        route::Route,
    },
};

/// What is shown. Another page is another `Shown`; nothing in it ever changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The page.
    pub page: PageData,
    /// The language of everything around it.
    pub locale: Locale,
}

impl Shown {
    /// The route of the page, when it has one.
    pub fn route(&self) -> Option<Route> {
        let lang = self.page.lang.clone();
        match &self.page.view {
            View::List { audience, .. } => Some(Route::List { lang, audience: audience.clone() }),
            View::Article { article, .. } => Some(Route::Article { lang, slug: article.slug.clone() }),
            View::Poll { poll, .. } => Some(Route::Poll { lang, id: poll.id.clone() }),
            View::Polls { .. } => Some(Route::Polls { lang }),
            View::Search { query, .. } => Some(Route::Search { lang, query: query.clone() }),
            View::Loading | View::NotFound | View::TranslationMissing { .. } | View::Failed { .. } => None,
        }
    }

    /// The page's title as the browser's window shows it.
    pub fn title(&self) -> String {
        self.page.title(&self.locale)
    }
}
