//! Moves the progress bar in browsers without scroll-driven animations.

use hustings_core::model::reading_place::share_read;
use hustings_wire::digits::digits;
use js_sys::Reflect;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{document, viewport};

/// Whether [`show`] has to be called at every scrolling: the browser lacks the property that
/// `style/components/reading_progress.css` asks for before it moves the bar itself.
pub fn needs_script() -> bool {
    let root = document().document_element();
    let style = root.map(|root| root.unchecked_into::<HtmlElement>().style());
    !style.is_some_and(|style| Reflect::has(&style, &"timelineScope".into()).unwrap_or(false))
}

/// Makes the bar say how much of the article is read. Does nothing without a bar.
pub fn show() {
    let Some(bar) = document().query_selector(".reading-progress").ok().flatten() else { return };
    let Some(text) = viewport::boxes(".article-page__body").pop() else { return };
    let thousandths = (share_read(&text, viewport::height()) * 1_000.0) as u64;
    let transform = ["scaleX(calc(", &digits(thousandths), " / 1000))"].concat();
    let _ = bar.unchecked_ref::<HtmlElement>().style().set_property("transform", &transform);
}
