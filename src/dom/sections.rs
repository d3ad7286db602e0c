//! Observes which section of an article is on the screen.

use std::cell::RefCell;

use hustings_core::model::reading_place::BlockBox;
use wasm_bindgen::JsCast;
use web_sys::{Element, IntersectionObserver, IntersectionObserverInit};

use super::{signals, viewport};

const HEADINGS: &str = ".prose > :is(h2, h3)[id]";
/// A heading counts as seen from when it has come above the upper fifth of the window, and however far above: so no
/// jump leaves it out.
const MARGINS: &str = "1000000px 0px -80% 0px";

thread_local! {
    static OBSERVER: RefCell<Option<IntersectionObserver>> = const { RefCell::new(None) };
}

/// Calls `handler` whenever a heading of what is watched comes or goes. To be called once.
pub fn listen(handler: impl Fn() + 'static) {
    let closure = signals::lasting(handler);
    let options = IntersectionObserverInit::new();
    options.set_root_margin(MARGINS);
    OBSERVER.set(IntersectionObserver::new_with_options(&closure, &options).ok());
}

/// Watches the headings of the article that is on the page now, and no others.
pub fn watch() {
    OBSERVER.with_borrow(|observer| {
        let Some(observer) = observer else { return };
        observer.disconnect();
        for heading in viewport::elements(HEADINGS) {
            observer.observe(heading.unchecked_ref::<Element>());
        }
    });
}

/// The headings of the article, in order.
pub fn headings() -> Vec<BlockBox> {
    viewport::boxes(HEADINGS)
}

/// The line that a section begins at: CSS pixels below the top of the window. Two more than where the observer looks,
/// which rounds otherwise.
pub fn line() -> f64 {
    viewport::height() / 5.0 + 2.0
}
