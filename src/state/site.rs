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
        let origin = page.origin.strip_suffix(base.strip_suffix("/").unwrap_or(base)).unwrap_or(&page.origin).into();
        let polls = Polls::new(api, &page.lang, page.now, Some(Box::new(stars.clone())));
        know(&polls, &stars, &mut page);
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
        if !page.publication.languages.is_empty() {
            site.know_locale(locale, &page.publication);
        }
        site
    }

    /// The path below which the app lives, without a slash at its end.
    pub fn root(&self) -> &str {
        self.base.strip_suffix("/").unwrap_or(&self.base)
    }

    /// The URL of a route within this origin.
    pub fn href(&self, route: &Route) -> String {
        let path = if self.config.is_static() { route.static_path() } else { route.path() };
        [self.root(), &path].concat()
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
            return [self.root(), address].concat();
        }
        address.to_owned()
    }

    /// The prefix of pictures' paths: on a static host the site's, else the backend's.
    pub fn media_base(&self) -> &str {
        if self.config.is_static() { self.root() } else { self.api.backend() }
    }

    /// The prefix of links' paths in an article's text; empty on a static host, whose links are complete.
    pub fn link_base(&self) -> &str {
        if self.config.is_static() { "" } else { self.root() }
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

/// Applies the ratings of a page and the polls, which are taken out of it, and makes them the live stream's topics.
pub(super) fn know(polls: &Polls, stars: &Ratings, page: &mut PageData) {
    let mut topics = Topics::default();
    if let View::Article { article, .. } = &page.view {
        stars.know(&article.slug, &article.rating);
        topics.articles.push(article.slug.clone());
    }
    for poll in page.take_polls() {
        topics.polls.push(poll.id.clone());
        polls.know(poll);
    }
    polls.speak_in(&page.lang);
    polls.follow(topics);
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
