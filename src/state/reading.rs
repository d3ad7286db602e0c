//! Reading features: settings, the current section, and the reading place.

use hustings_core::model::{
    kept_places::{place_in, with_place},
    reading_place::{ReadingPlace, ReadingStage, current_section, reading_stage, scroll_to_place},
    reading_settings::choose,
    route::Route,
};
use leptos::prelude::*;

use super::Site;
use crate::dom::{history, progress, reading, sections, signals, storage, viewport};

const PLACES: &str = "hustings.places";

impl Site {
    /// Starts the listeners of the reading features, and shows what is there for readers of a running app.
    pub fn start_reading(&self) {
        let features = self.config.reading_features;
        if !features.settings && !reading::kept().is_empty() {
            // Settings are reset when the feature is turned off, since readers could not change them back.
            reading::keep("");
        }
        if features.progress && progress::needs_script() {
            viewport::on_scroll(progress::show);
        }
        self.start_bar();
        // One handler for all of them: each is cheap and rarely has anything to do.
        let site = self.clone();
        let look = move || {
            put(&site.reading.settings, &reading::kept());
            site.mark_section();
            site.note_place();
        };
        sections::listen(look.clone());
        signals::on_rest(look.clone());
        reading::on_kept_elsewhere(look);
        put(&self.reading.settings, &reading::kept());
        self.reading.alive.set(true);
    }

    /// Updates the reading signals for a new page, which asks where everything is.
    pub fn begin_reading(&self) {
        self.place_bar(true);
        sections::watch();
        self.mark_section();
        let (_, _, fragment) = history::location();
        let reading_stage = reading_stage(&viewport::blocks(), viewport::READING_LINE, viewport::height());
        let at_beginning = matches!(reading_stage, ReadingStage::Beginning);
        self.reading.offer.set(fragment.is_empty() && at_beginning && self.kept_place().is_some());
    }

    /// Takes choice `index` of group `group` of `model::reading_settings::CHOICES`.
    pub fn choose_setting(&self, group: usize, index: usize) {
        let words = choose(&self.reading.settings.get_untracked(), group, index);
        reading::keep(&words);
        self.reading.settings.set(words);
    }

    /// Scrolls to the reading place that was kept.
    pub fn continue_reading(&self) {
        self.reading.offer.set(false);
        let Some(place) = self.kept_place() else { return };
        if let Some(block) = viewport::block(&place.id) {
            viewport::scroll_by(scroll_to_place(&place, &block, viewport::READING_LINE));
            viewport::focus_block(&place.id);
        }
    }

    fn mark_section(&self) {
        let headings = sections::headings();
        put(&self.reading.section, current_section(&headings, sections::line()).unwrap_or_default());
    }

    /// The slug of the article on the screen.
    fn slug(&self) -> Option<String> {
        match self.shown.with_untracked(|shown| shown.route()) {
            Some(Route::Article { slug, .. }) => Some(slug),
            _ => None,
        }
    }

    fn kept_place(&self) -> Option<ReadingPlace> {
        if !self.config.reading_features.resume {
            return None;
        }
        place_in(&storage::get(&storage::of_publication(PLACES))?, &self.slug()?)
    }

    /// Stores the reading place of the article on the screen, or removes it at the end.
    pub(super) fn note_place(&self) {
        let Some(slug) = self.slug().filter(|_| self.config.reading_features.resume) else { return };
        let place = match reading_stage(&viewport::blocks(), viewport::READING_LINE, viewport::height()) {
            // What was kept stays, and so does the offer.
            ReadingStage::Beginning => return,
            ReadingStage::Within(place) => Some(place),
            ReadingStage::End => None,
        };
        let key = storage::of_publication(PLACES);
        storage::set(&key, &with_place(&storage::get(&key).unwrap_or_default(), &slug, place.as_ref()));
        self.reading.offer.set(false);
    }
}

/// Sets the signal if the value differs.
pub(super) fn put(signal: &ArcRwSignal<String>, value: &str) {
    if signal.with_untracked(|old| old != value) {
        signal.set(value.to_owned());
    }
}
