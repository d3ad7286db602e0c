//! Loads what a page needs before it can be shown: data and messages, from the backend or from static files.

use std::{future::poll_fn, pin::Pin, task::Poll};

use hustings_core::{
    i18n::Locale,
    model::{
        page::{AskedPoll, PageData, View},
        route::{MORE, Route, encode_component},
    },
    text::split_once,
};
use hustings_wire::{Article, ArticleList, ErrorCode, PollList, Publication};
use leptos::prelude::*;

use super::{Shown, Site, lock::locked};
use crate::{
    api::{ApiError, read},
    dom::document,
};

/// The name of a page's data file, below the page's URL, on a static host.
pub const PAGE_FILE: &str = "page.json";

impl Site {
    pub(super) async fn load(&self, route: Option<&Route>) -> Shown {
        let before = self.shown.get_untracked();
        let lang = route.map_or_else(|| before.page.lang.clone(), |route| route.lang().to_owned());
        let spoken = match route {
            Some(route) if self.config.is_static() => match self.load_file(route).await {
                Ok(shown) => return shown,
                Err(error) => Err(error),
            },
            _ => self.speak(&lang).await,
        };
        let (locale, publication, view) = match spoken {
            Ok((locale, publication)) => {
                let view = match route {
                    Some(route) if self.offers(route, &publication) => self.fetch(route).await,
                    _ => View::NotFound,
                };
                (locale, publication, view)
            }
            Err(error) => {
                document::log_error(&error.text());
                // Not from the publication, which may not have been fetched on the first page.
                let known = self.config.languages.contains(&lang) && error.code() != ErrorCode::NotFound;
                let view = if known { View::Failed { code: error.code() } } else { View::NotFound };
                (before.locale.clone(), before.page.publication.clone(), view)
            }
        };
        let page = PageData {
            publication,
            lang: locale.lang().to_owned(),
            origin: before.page.origin.clone(),
            now: self.now.get_untracked(),
            notice: None,
            view,
        };
        Shown { page, locale }
    }

    /// The page of a route, from its data file.
    async fn load_file(&self, route: &Route) -> Result<Shown, ApiError> {
        let known = self.known_words(route.lang());
        let file = match route {
            Route::Search { lang, .. } => Route::Search { lang: lang.clone(), query: String::new() },
            route => route.clone(),
        };
        let page = self.api.page([&self.href(&file), PAGE_FILE].concat());
        let locale = match &known {
            Some((locale, _)) => locale.clone(),
            None => self.words(route.lang()).await?,
        };
        let mut page = page.await?;
        page.publication.name = self.config.name_of(&page.publication.name).to_owned();
        // All searches share one file.
        if file != *route {
            page.view = self.fetch(route).await;
        }
        if known.is_none() {
            self.know_locale(&locale, &page.publication);
        }
        Ok(Shown { page, locale })
    }

    /// The URL of a list after `cursor`.
    pub fn more_href(&self, list: &Route, cursor: &str) -> String {
        let here = self.href(list);
        if self.config.is_static() {
            return [&here, MORE, "/", cursor, "/"].concat();
        }
        let mark = if split_once(&here, "?").is_some() { "&cursor=" } else { "?cursor=" };
        [&here, mark, &encode_component(cursor)].concat()
    }

    /// The page of the list `list` after `cursor`.
    ///
    /// # Errors
    /// When it cannot be fetched.
    pub async fn more(&self, list: &Route, cursor: &str) -> Result<View, ApiError> {
        if !self.config.is_static() {
            return self.view_of(list, Some(cursor)).await;
        }
        Ok(self.api.page([&self.more_href(list, cursor), PAGE_FILE].concat()).await?.view)
    }

    /// A locale that was loaded before, and the publication in it.
    fn known_words(&self, lang: &str) -> Option<(Locale, Publication)> {
        let known = locked(&self.locales);
        known.iter().find(|(locale, _)| locale.lang() == lang).cloned()
    }

    /// The locale of a language.
    async fn words(&self, lang: &str) -> Result<Locale, ApiError> {
        if !self.config.languages.iter().any(|l| l == lang) {
            return Err(ApiError::Unreadable(["no language ", lang, " in config.json"].concat()));
        }
        self.api.catalogue(lang).await.map(Locale::new)
    }

    /// The locale of a language, and the publication in it.
    async fn speak(&self, lang: &str) -> Result<(Locale, Publication), ApiError> {
        if let Some(known) = self.known_words(lang) {
            return Ok(known);
        }
        let publication = self.api.publication(lang);
        let locale = self.words(lang).await?;
        let mut publication = publication.await?;
        // The backend may serve other hosts, each with a brand of its own.
        publication.name = self.config.name_of(&publication.name).to_owned();
        self.know_locale(&locale, &publication);
        Ok((locale, publication))
    }

    /// Whether there can be such a page. The backend would take a section that is none for a faulty request.
    fn offers(&self, route: &Route, publication: &Publication) -> bool {
        match route {
            Route::List { audience: Some(id), .. } => publication.audiences.iter().any(|known| known.id == *id),
            Route::Search { .. } => self.config.reading_features.search,
            _ => true,
        }
    }

    /// What the backend has at a route, in a list after `cursor`. Boxed, so that its steps are in the WASM once.
    fn view_of<'a>(
        &'a self,
        route: &'a Route,
        cursor: Option<&'a str>,
    ) -> Pin<Box<dyn Future<Output = Result<View, ApiError>> + 'a>> {
        Box::pin(async move {
            let request = match route {
                Route::List { lang, audience } => self.api.get_articles(lang, audience.as_deref(), cursor),
                Route::Polls { lang } => self.api.get_polls(lang, cursor),
                Route::Poll { lang, id } => self.api.get_poll(id, lang),
                Route::Article { lang, slug } => self.api.get_article(slug, lang),
                Route::Search { lang, query } => return self.find(lang, query).await,
            };
            let answer = self.api.ask(request, matches!(route, Route::Poll { .. })).await?;
            Ok(match route {
                Route::List { audience, .. } => {
                    let ArticleList { items, next_cursor } = read(&answer)?;
                    View::List { audience: audience.clone(), items, next_cursor }
                }
                Route::Polls { .. } => {
                    let PollList { items, next_cursor } = read(&answer)?;
                    View::Polls { items, next_cursor }
                }
                Route::Article { lang, .. } => {
                    let article: Box<Article> = read(&answer)?;
                    let mut asked: Vec<_> = article.polls.iter().map(|id| (self.api.poll(id, lang), None)).collect();
                    // All are heard at once: one that hangs holds no other up until that, too, is given up.
                    poll_fn(|context| {
                        let mut is_waiting = false;
                        for (answer, heard) in asked.iter_mut().filter(|(_, heard)| heard.is_none()) {
                            match Pin::new(answer).poll(context) {
                                Poll::Ready(poll) => *heard = Some(poll.ok()),
                                Poll::Pending => is_waiting = true,
                            }
                        }
                        if is_waiting { Poll::Pending } else { Poll::Ready(()) }
                    })
                    .await;
                    // Without a poll the article is still readable.
                    let polls = asked.into_iter().filter_map(|(_, heard)| heard?).collect();
                    View::Article { article, polls }
                }
                _ => {
                    let AskedPoll { poll, articles } = read(&answer)?;
                    View::Poll { poll: Box::new(poll), articles }
                }
            })
        })
    }

    async fn fetch(&self, route: &Route) -> View {
        self.view_of(route, None).await.unwrap_or_else(|error| {
            document::log_error(&error.text());
            match error {
                ApiError::Problem(problem, _) if problem.code == ErrorCode::TranslationMissing => {
                    View::TranslationMissing { available: problem.available, path: route.in_lang("{lang}").path() }
                }
                error if error.code() == ErrorCode::NotFound => View::NotFound,
                error => View::Failed { code: error.code() },
            }
        })
    }
}
