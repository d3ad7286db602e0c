//! Follows the page's scrolling, for the article's bar. The rule is in `model::article_bar`.

use super::{Site, lock::locked, reading::put};
use crate::dom::viewport;

impl Site {
    /// Starts the listener of the bar, where there is to be one.
    pub(super) fn start_bar(&self) {
        if self.config.reading_features.bar {
            let site = self.clone();
            viewport::on_scroll(move || site.place_bar(false));
        }
    }

    /// Leaves the bar where it is while the page is drawn anew, until the app has placed it.
    pub(super) fn hold_bar(&self) {
        locked(&self.reading.bar_rule).hold();
    }

    /// Says where the bar is, now that the page has been scrolled: by the app itself or by its reader.
    pub(super) fn place_bar(&self, by_app: bool) {
        let (top, header_is_seen) = (viewport::top().min(viewport::lowest()), viewport::is_seen(".site-header"));
        let state = {
            let mut rule = locked(&self.reading.bar_rule);
            if by_app { rule.moved(top, header_is_seen) } else { rule.scrolled(top, header_is_seen) }
        };
        put(&self.reading.bar, state.as_str());
    }
}
