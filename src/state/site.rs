//! The handle that pages are given.

use std::{
    ops::Deref,
    sync::{Arc, Mutex},
};

use hustings_core::{
    config::Config,
    i18n::Locale,
    model::{
        page::{PageData, View},
        route::Route,
        share::Subject,
    },
};
use hustings_wire::Publication;
use leptos::prelude::*;

use super::{Polls, Shown, lock::locked, ratings::Ratings, reading_signals::Reading};
use crate::api::{Api, events::Topics};

/// The state of the reader app. Clones share it.
#[derive(Clone)]
pub struct Site(Arc<Parts>);

/// The parts of [`Site`]. Derefs to [`Polls`].
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// Polls, and their delivery and updates.
    pub polls: Polls,
    /// Ratings by slug.
    pub stars: Ratings,
    /// The path below which the app lives, with a slash at both ends.
    pub base: Arc<str>,
    /// `scheme://host[:port]` at which readers reach the app, for URLs to share.
    pub origin: Arc<str>,
    /// The page on the screen.
    pub shown: ArcRwSignal<Arc<Shown>>,
    /// Whether another page is loading.
    pub loading: ArcRwSignal<bool>,
    /// The text of the live region.
    pub announcement: ArcRwSignal<String>,
    /// Whether a newer version of the app is ready and has not been dismissed.
    pub newer: ArcRwSignal<bool>,
    /// What the share dialog shares.
    pub sharing: ArcRwSignal<Option<Subject>>,
    /// The reading features.
    pub reading: Arc<Reading>,
    pub(super) locales: Mutex<Vec<(Locale, Publication)>>,
    pub(super) journeys: Arc<Mutex<u64>>,
}

impl Deref for Site {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Deref for Parts {
    type Target = Polls;

    fn deref(&self) -> &Polls {
        &self.polls
    }
}

impl Site {
    /// A site that shows `page`, in the languages of its publication where the configuration names none, and under its
    /// name likewise.
    pub fn new(mut config: Config, api: Api, base: &str, mut page: PageData, locale: Locale) -> Self {
        page.publication.name = config.name_of(&page.publication.name).to_owned();
        if config.languages.is_empty() {
            config.languages = page.publication.languages.iter().map(|language| language.lang.clone()).collect();
        }
        let stars = Ratings::default();
        // A page that is a file names the whole URL of its publication, path and all.
        let origin = page.origin.strip_suffix(base.trim_end_matches('/')).unwrap_or(&page.origin).into();
        let polls = Polls::new(api, &page.lang, page.now, Some(Box::new(stars.clone())));
        // Nothing of a page is copied, which would bring the code for all that may be on one into the WASM.
        let shown = Arc::new(Shown { page, locale });
        let site = Self(Arc::new(Parts {
            config,
            polls,
            stars,
            base: base.into(),
            origin,
            shown: ArcRwSignal::new(Arc::clone(&shown)),
            loading: ArcRwSignal::default(),
            announcement: ArcRwSignal::default(),
            newer: ArcRwSignal::default(),
            sharing: ArcRwSignal::default(),
            reading: Arc::default(),
            locales: Mutex::default(),
            journeys: Arc::default(),
        }));
        let Shown { page, locale } = &*shown;
        site.know(page);
        if !page.publication.languages.is_empty() {
            site.know_locale(locale, &page.publication);
        }
        site
    }

    /// The URL of a route within this origin.
    pub fn href(&self, route: &Route) -> String {
        let path = if self.config.is_static() { route.static_path() } else { route.path() };
        [self.base.trim_end_matches('/'), &path].concat()
    }

    /// Whether there are the pages that the server alone has: a host of files has none of its own.
    pub fn has_server_pages(&self) -> bool {
        self.config.reading_features.held && !(self.config.is_static() && self.api.backend().is_empty())
    }

    /// The URL of a file of the publication that the configuration names. A path is one from the publication's
    /// root, wherever that lies; one that names the way there itself stays, as does a whole URL.
    pub fn file_href(&self, address: &str) -> String {
        let is_path = address.starts_with('/') && !address.starts_with("//");
        if is_path && !address.starts_with(&*self.base) {
            return [self.base.trim_end_matches('/'), address].concat();
        }
        address.to_owned()
    }

    /// The prefix of pictures' paths: on a static host the site's, else the backend's.
    pub fn media_base(&self) -> &str {
        if self.config.is_static() { self.base.trim_end_matches('/') } else { self.api.backend() }
    }

    /// The prefix of links' paths in an article's text; empty on a static host, whose links are complete.
    pub fn link_base(&self) -> &str {
        if self.config.is_static() { "" } else { self.base.trim_end_matches('/') }
    }

    /// Fetches the page's polls and ratings with this reader's own from the backend, since static files do not have
    /// them.
    pub fn refresh(&self) {
        if self.config.is_static() {
            self.ask(&self.topics());
        }
    }

    /// The full URL of a route, for sharing.
    pub fn url(&self, route: &Route) -> String {
        [&*self.origin, &self.href(route)].concat()
    }

    /// Applies the polls and ratings of a page, and makes them the live stream's topics.
    pub(super) fn know(&self, page: &PageData) {
        let mut topics = Topics::default();
        match &page.view {
            View::Article { article, polls } => {
                self.stars.know(&article.slug, &article.rating);
                topics.articles.push(article.slug.clone());
                for poll in polls {
                    self.polls.know(poll.clone());
                    topics.polls.push(poll.id.clone());
                }
            }
            View::Poll { poll, .. } => {
                self.polls.know((**poll).clone());
                topics.polls.push(poll.id.clone());
            }
            View::List { .. }
            | View::Polls { .. }
            | View::Search { .. }
            | View::Loading
            | View::NotFound
            | View::TranslationMissing { .. }
            | View::Failed { .. } => {}
        }
        self.polls.speak_in(&page.lang);
        self.polls.follow(topics);
    }

    pub(super) fn know_locale(&self, locale: &Locale, publication: &Publication) {
        let known = (locale.clone(), publication.clone());
        locked(&self.locales).push(known);
    }

    /// Rates an article; `None` withdraws the rating.
    pub fn rate(&self, slug: &str, wanted: Option<u8>) {
        self.polls.rate(&self.stars, slug, wanted);
    }

    /// Announces a text to screen readers.
    pub fn announce(&self, text: &str) {
        self.announcement.set(text.to_owned());
    }
}

/// The site from the context.
///
/// # Panics
/// Outside of [`crate::app::App`].
pub fn use_site() -> Site {
    expect_context()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use hustings_core::{config::Brand, i18n::Catalogue};
    use hustings_wire::Timestamp;

    use super::*;

    #[test]
    fn the_configured_name_replaces_the_publication_s() {
        for (set, expected) in [("Evening Paper", "Evening Paper"), ("", "What the backend says")] {
            let config = Config { brand: Brand { name: set.to_owned(), ..Brand::default() }, ..Config::default() };
            let language = hustings_wire::Language {
                lang: "en".to_owned(),
                dir: hustings_wire::Direction::Ltr,
                name: "English".to_owned(),
                switch_label: "Read in English".to_owned(),
            };
            let publication = Publication {
                name: "What the backend says".to_owned(),
                tagline: String::new(),
                languages: vec![language],
                audiences: Vec::new(),
            };
            let page = PageData {
                publication,
                lang: "en".to_owned(),
                origin: "https://news.example".to_owned(),
                now: Timestamp::from_unix(0),
                notice: None,
                view: View::List { audience: None, items: Vec::new(), next_cursor: None },
            };
            let locale = Locale::new(Catalogue::from_json("en", "{}").expect("a catalogue"));
            Owner::new().with(|| {
                let site = Site::new(config, Api::new("", "/"), "/", page, locale);
                assert_eq!(site.shown.get_untracked().title(), expected);
                let known = locked(&site.locales);
                assert_eq!(known[0].1.name, expected);
            });
        }
    }
}
