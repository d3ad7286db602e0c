//! From one page to the next without a reload: address, data, language, scroll position, focus.

use std::{pin::Pin, sync::Arc, task::Poll};

use futures_util::future::{MaybeDone, join, maybe_done, poll_fn};
use hustings_wire::{ArticleCard, ErrorCode, Publication};
use leptos::{prelude::*, task::spawn_local};

use super::{Shown, Site, wake::wake_all};
use crate::{
    api::ApiError,
    dom::{document, history, links::LinkClick, signals, timer::sleep, viewport},
    i18n::Locale,
    model::{
        page::{PageData, View},
        reading_place::{ReadingPlace, reading_place, scroll_to_place},
        route::{MORE, Route, encode_component},
    },
};

/// What the file of a page is called, below the page's address, where pages are files.
pub const PAGE_FILE: &str = "page.json";

/// Where to be on the new page.
enum Landing {
    /// At its beginning, or at this fragment.
    Fragment(String),
    /// Where the reader was when they left it.
    Remembered(Option<f64>, String),
}

/// The field of a search.
const FIELD: &str = ".search-panel__field";

/// Milliseconds after which a page that has not come is announced as loading.
const PATIENCE_MS: u32 = 150;

impl Site {
    /// Follows a link within the app. Returns false when it leads elsewhere.
    pub fn follow(&self, click: &LinkClick) -> bool {
        let Some(route) = self.route_of(&click.path, &click.query) else { return false };
        let fragment = if click.fragment.is_empty() { String::new() } else { format!("#{}", click.fragment) };
        self.travel(&route, &fragment);
        true
    }

    /// Goes on to the page of `route`, at `fragment` with its hash.
    pub(super) fn travel(&self, route: &Route, fragment: &str) {
        history::remember_scroll();
        self.note_place();
        history::push(&[&self.href(route), fragment].concat());
        let fragment = fragment.get(1..).unwrap_or_default().to_owned();
        self.go(Some(route.clone()), Landing::Fragment(fragment));
    }

    /// Shows the page of the current address: after back and forward, or at the start, when it may be another
    /// than the one that was served.
    pub fn show_address(&self, at_start: bool) {
        let (path, query, fragment) = history::location();
        let route = self.route_of(&path, &query);
        let landing = Landing::Remembered(history::remembered_scroll(), fragment);
        if route.is_some() && route == self.shown.with_untracked(|shown| shown.route()) {
            if !at_start {
                land(&landing);
            }
        } else {
            self.go(route, landing);
        }
    }

    /// Asks again for the page of the current address.
    pub fn retry(&self) {
        let (path, query, fragment) = history::location();
        self.go(self.route_of(&path, &query), Landing::Fragment(fragment));
    }

    /// The route at a path below the app's base.
    #[must_use]
    pub fn route_of(&self, path: &str, query: &str) -> Option<Route> {
        let below = path.strip_prefix(self.base.trim_end_matches('/'))?;
        Route::parse(below, query)
    }

    fn go(&self, route: Option<Route>, landing: Landing) {
        let site = self.clone();
        let journey = {
            let mut journeys = self.journeys.lock().expect("nobody panics while holding this lock");
            *journeys += 1;
            *journeys
        };
        let is_latest = {
            let journeys = Arc::clone(&self.journeys);
            move || *journeys.lock().expect("nobody panics while holding this lock") == journey
        };
        let (impatient, still_latest) = (self.clone(), is_latest.clone());
        self.loading.set(false);
        let arrived = ArcRwSignal::new(false);
        let arriving = arrived.clone();
        spawn_local(async move {
            sleep(PATIENCE_MS).await;
            if still_latest() && !arriving.get_untracked() {
                impatient.loading.set(true);
            }
        });
        spawn_local(async move {
            let shown = site.load(route.as_ref()).await;
            // A reader who has gone on meanwhile wants the other page.
            if is_latest() {
                arrived.set(true);
                site.loading.set(false);
                // The first page of a bare host has just been looked for among what is kept.
                let is_first = site.shown.with_untracked(|shown| matches!(shown.page.view, View::Loading));
                let is_lost = matches!(shown.page.view, View::Failed { .. }) && !is_first;
                site.show(shown, route.as_ref(), &landing).await;
                if is_lost {
                    signals::tell_that_page_is_lost();
                }
            }
        });
    }

    /// Puts a page on the screen.
    async fn show(&self, shown: Shown, route: Option<&Route>, landing: &Landing) {
        let before = self.shown.get_untracked();
        let same_subject = match (before.route(), route) {
            (Some(before), Some(after)) => before.same_subject(after),
            _ => false,
        };
        let place = same_subject.then(|| reading_place(&viewport::blocks(), viewport::READING_LINE)).flatten();

        let title = shown.title();
        document::close_popover();
        document::describe(&title, shown.locale.lang(), shown.page.dir().as_str());
        if shown.page.lang != before.page.lang {
            document::remember_language(&shown.page.lang);
        }
        self.know(&shown.page);
        let searched = matches!(before.page.view, View::Search { .. });
        let shown = Arc::new(shown);
        self.shown.set(Arc::clone(&shown));
        self.show_all_pending();
        self.refresh();
        wake_all();

        // The view is rebuilt in a microtask; after it the new blocks have their places.
        sleep(0).await;
        if let View::Search { query, .. } = &shown.page.view {
            // A field that was typed into no longer follows its attribute.
            document::fill(FIELD, query);
        }
        match place {
            Some(place) => return_to(&place),
            None if same_subject => {}
            None => land(landing),
        }
        document::focus(match &shown.page.view {
            _ if same_subject => ".language-switcher [aria-current]",
            // Whoever searches goes on typing.
            View::Search { query, .. } if searched || query.is_empty() => FIELD,
            _ => "h1",
        });
        self.begin_reading();
        self.announce(&title);
    }

    async fn load(&self, route: Option<&Route>) -> Shown {
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
                // Not the publication's list: it is what could not be fetched when this is the first page.
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

    /// The page of a route in the file that lies beside it.
    async fn load_file(&self, route: &Route) -> Result<Shown, ApiError> {
        let known = self.known_words(route.lang());
        let words = async {
            match &known {
                Some((locale, _)) => Ok(locale.clone()),
                None => self.words(route.lang()).await,
            }
        };
        let file = match route {
            Route::Search { lang, .. } => Route::Search { lang: lang.clone(), query: String::new() },
            route => route.clone(),
        };
        let (locale, page) = join(words, self.api.page([&self.href(&file), PAGE_FILE].concat())).await;
        let (locale, mut page) = (locale?, page?);
        // One file stands for every search.
        if file != *route {
            page.view = self.fetch(route).await;
        }
        if known.is_none() {
            self.know_locale(&locale, &page.publication);
        }
        Ok(Shown { page, locale })
    }

    /// Where a list goes on after `cursor`.
    #[must_use]
    pub fn more_href(&self, list: &Route, cursor: &str) -> String {
        let here = self.href(list);
        if self.config.is_static() {
            return [&here, MORE, "/", cursor, "/"].concat();
        }
        let mark = if here.contains('?') { "&cursor=" } else { "?cursor=" };
        [&here, mark, &encode_component(cursor)].concat()
    }

    /// The cards of the list `list` after `cursor`, and where it goes on.
    ///
    /// # Errors
    /// When they cannot be had.
    pub async fn more(&self, list: &Route, cursor: &str) -> Result<(Vec<ArticleCard>, Option<String>), ApiError> {
        if !self.config.is_static() {
            let Route::List { lang, audience } = list else { return Ok((Vec::new(), None)) };
            let list = self.api.articles(lang, audience.as_deref(), Some(cursor)).await?;
            return Ok((list.items, list.next_cursor));
        }
        match self.api.page([&self.more_href(list, cursor), PAGE_FILE].concat()).await?.view {
            View::List { items, next_cursor, .. } => Ok((items, next_cursor)),
            _ => Ok((Vec::new(), None)),
        }
    }

    /// A language that was spoken before, and the publication in it.
    fn known_words(&self, lang: &str) -> Option<(Locale, Publication)> {
        let known = self.locales.lock().expect("nobody panics while holding this lock");
        known.iter().find(|(locale, _)| locale.lang() == lang).cloned()
    }

    /// The words of a language.
    async fn words(&self, lang: &str) -> Result<Locale, ApiError> {
        if !self.config.languages.iter().any(|l| l == lang) {
            return Err(ApiError::Unreadable(format!("no language {lang} in config.json")));
        }
        self.api.catalogue(lang).await.map(Locale::new)
    }

    /// The words of a language, and the publication in it.
    async fn speak(&self, lang: &str) -> Result<(Locale, Publication), ApiError> {
        if let Some(known) = self.known_words(lang) {
            return Ok(known);
        }
        let (locale, publication) = join(self.words(lang), self.api.publication(lang)).await;
        let (locale, publication) = (locale?, publication?);
        self.know_locale(&locale, &publication);
        Ok((locale, publication))
    }

    /// Whether there can be such a page. The backend would take a section that is none for a faulty request.
    fn offers(&self, route: &Route, publication: &Publication) -> bool {
        match route {
            Route::List { audience: Some(id), .. } => publication.audiences.iter().any(|known| known.id == *id),
            Route::Search { .. } => self.config.comforts.search,
            _ => true,
        }
    }

    async fn fetch(&self, route: &Route) -> View {
        let fetched = match route {
            Route::List { lang, audience } => self.api.articles(lang, audience.as_deref(), None).await.map(|list| {
                View::List { audience: audience.clone(), items: list.items, next_cursor: list.next_cursor }
            }),
            Route::Article { lang, slug } => self.fetch_article(slug, lang).await,
            Route::Poll { lang, id } => self.api.poll(id, lang).await.map(|poll| View::Poll { poll: Box::new(poll) }),
            Route::Search { lang, query } => self.find(lang, query).await,
        };
        fetched.unwrap_or_else(|error| {
            document::log_error(&error.text());
            match error {
                ApiError::Problem(problem) if problem.code == ErrorCode::TranslationMissing => {
                    View::TranslationMissing { available: problem.available, path: route.in_lang("{lang}").path() }
                }
                ApiError::Problem(problem) if problem.code == ErrorCode::NotFound => View::NotFound,
                error => View::Failed { code: error.code() },
            }
        })
    }

    async fn fetch_article(&self, slug: &str, lang: &str) -> Result<View, ApiError> {
        let article = self.api.article(slug, lang).await?;
        let polls = all(article.polls.iter().map(|id| self.api.poll(id, lang))).await;
        // A poll that cannot be had leaves the article readable.
        let polls = polls.into_iter().filter_map(Result::ok).collect();
        Ok(View::Article { article: Box::new(article), polls })
    }
}

/// Awaits a handful of futures at once. `futures_util::future::join_all` is made for thousands, and
/// as heavy.
async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<Pin<Box<MaybeDone<F>>>> = futures.map(|future| Box::pin(maybe_done(future))).collect();
    poll_fn(|context| {
        let mut ready = true;
        for future in &mut waiting {
            ready &= future.as_mut().poll(context).is_ready();
        }
        if ready { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    waiting.iter_mut().filter_map(|future| future.as_mut().take_output()).collect()
}

fn land(landing: &Landing) {
    match landing {
        Landing::Remembered(Some(top), _) => viewport::scroll_to(*top),
        Landing::Remembered(None, fragment) | Landing::Fragment(fragment) => {
            if fragment.is_empty() || !viewport::scroll_to_id(fragment) {
                viewport::scroll_to(0.0);
            }
        }
    }
}

fn return_to(place: &ReadingPlace) {
    if let Some(block) = viewport::block(&place.id) {
        viewport::scroll_by(scroll_to_place(place, &block, viewport::READING_LINE));
    }
}
