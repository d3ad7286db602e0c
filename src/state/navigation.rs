//! Navigation without a reload: URL, data, language, scroll position, focus.

use std::sync::Arc;

use hustings_core::model::{
    page::View,
    reading_place::{ReadingPlace, reading_place, scroll_to_place},
    route::Route,
};
use leptos::{prelude::*, task::spawn_local};

use super::{Shown, Site, lock::locked, site::know, wake::wake_all};
use crate::dom::{document, history, links::LinkClick, signals, timer::sleep, viewport};

/// The scroll position on the new page.
enum Landing {
    /// The top, or this fragment.
    Fragment(String),
    /// The position at which the reader left it.
    Remembered(Option<f64>, String),
}

/// The search field.
const FIELD: &str = ".search-panel__field";

/// The language of the page in the header and at the end of the article, and the button of the bar's languages.
const SWITCHERS: &str = ".language-switcher :is([aria-current], .language-switcher__open), [data-menu=languages]";

/// Milliseconds after which a page that has not come is announced as loading.
const PATIENCE_MS: u32 = 150;

impl Site {
    /// Follows a link within the app. Returns false when it leads elsewhere.
    pub fn follow(&self, click: &LinkClick) -> bool {
        let Some(route) = self.route_of(&click.path, &click.query) else { return false };
        let fragment = if click.fragment.is_empty() { String::new() } else { ["#", &click.fragment].concat() };
        self.travel(&route, &fragment);
        true
    }

    /// Navigates to the page of `route`, at `fragment` with its hash.
    pub(super) fn travel(&self, route: &Route, fragment: &str) {
        history::remember_scroll();
        self.note_place();
        history::push(&[&self.href(route), fragment].concat());
        let fragment = fragment.get(1..).unwrap_or_default().to_owned();
        self.go(Some(route.clone()), Landing::Fragment(fragment));
    }

    /// Shows the page of the current URL: after back and forward, or at the start, when it may be another
    /// than the one that was served.
    pub fn show_address(&self, at_start: bool) {
        let (path, query, fragment) = history::location();
        let route = self.route_of(&path, &query);
        let landing = Landing::Remembered(history::remembered_scroll(), fragment);
        if route.is_some() && route == self.shown.with_untracked(|shown| shown.route()) {
            if !at_start {
                land(&landing);
                self.place_bar(true);
            }
        } else {
            self.go(route, landing);
        }
    }

    /// Fetches the page of the current URL again.
    pub fn retry(&self) {
        let (path, query, fragment) = history::location();
        self.go(self.route_of(&path, &query), Landing::Fragment(fragment));
    }

    /// The route at a path below the app's base.
    pub fn route_of(&self, path: &str, query: &str) -> Option<Route> {
        let below = path.strip_prefix(self.root())?;
        Route::parse(below, query)
    }

    fn go(&self, route: Option<Route>, landing: Landing) {
        let site = self.clone();
        let journey = {
            let mut journeys = locked(&self.journeys);
            *journeys += 1;
            *journeys
        };
        let is_latest = {
            let journeys = Arc::clone(&self.journeys);
            move || *locked(&journeys) == journey
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
            // A newer navigation has replaced this one.
            if is_latest() {
                arrived.set(true);
                site.loading.set(false);
                // The cache has been searched already for the first page of a bare host.
                let is_first = site.shown.with_untracked(|shown| matches!(shown.page.view, View::Loading));
                let is_lost = matches!(shown.page.view, View::Failed { .. }) && !is_first;
                site.show(shown, route.as_ref(), &landing).await;
                if is_lost {
                    signals::tell_that_page_is_lost();
                }
            }
        });
    }

    /// Shows a page.
    async fn show(&self, mut shown: Shown, route: Option<&Route>, landing: &Landing) {
        let before = self.shown.get_untracked();
        let same_subject = match (before.route(), route) {
            (Some(before), Some(after)) => before.same_subject(after),
            _ => false,
        };
        let place = same_subject.then(|| reading_place(&viewport::blocks(), viewport::READING_LINE)).flatten();

        let title = shown.title();
        // A ring would keep the bar on the screen of who has pressed a button in it.
        let ring = document::has_focus("body, :focus-visible");
        document::close_popover();
        document::describe(&title, shown.locale.lang(), shown.page.dir().as_str());
        if shown.page.lang != before.page.lang {
            document::remember_language(&shown.page.lang);
        }
        know(&self.polls, &self.stars, &mut shown.page);
        let searched = matches!(before.page.view, View::Search { .. });
        let shown = Arc::new(shown);
        self.hold_bar();
        self.shown.set(Arc::clone(&shown));
        self.restore_outbox();
        self.refresh();
        wake_all();

        // The view is rebuilt in a microtask; after it the new blocks have their places.
        sleep(0).await;
        if let View::Search { query, .. } = &shown.page.view {
            // A field that was typed into does not follow its attribute any more. It is left alone while it has the
            // focus.
            if matches!(landing, Landing::Remembered(..)) || !document::has_focus(FIELD) {
                document::fill(FIELD, query);
            }
        }
        match &place {
            Some(place) => return_to(place),
            None if same_subject => {}
            None => land(landing),
        }
        self.begin_reading();
        match &shown.page.view {
            _ if same_subject => focus_after_switching(place, ring),
            // The focus stays in the search field.
            View::Search { query, .. } if searched || query.is_empty() => document::focus(FIELD),
            _ => document::focus("h1"),
        }
        self.announce(&title);
    }
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

/// Moves the focus to where the languages are, if that is on the screen, and else to what is being read: the next key
/// must not carry the reader away from there.
fn focus_after_switching(place: Option<ReadingPlace>, ring: bool) {
    if viewport::focus_seen(SWITCHERS, ring) {
        return;
    }
    match place {
        Some(place) => viewport::focus_block(&place.id),
        None => document::focus("h1"),
    }
}

fn return_to(place: &ReadingPlace) {
    if let Some(block) = viewport::block(&place.id) {
        viewport::scroll_by(scroll_to_place(place, &block, viewport::READING_LINE));
    }
}
