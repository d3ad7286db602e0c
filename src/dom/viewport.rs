//! What is where on the screen.

use web_sys::{Element, ScrollToOptions};

use super::{document, window};
use crate::model::reading_place::BlockBox;

/// The line of reading: CSS pixels below the top of the window.
pub const READING_LINE: f64 = 120.0;

/// The blocks of the article, in document order.
#[must_use]
pub fn blocks() -> Vec<BlockBox> {
    let Ok(nodes) = document().query_selector_all(".prose > [id]") else { return Vec::new() };
    let elements = (0..nodes.length()).filter_map(|i| nodes.item(i));
    elements.map(|node| block_box(&wasm_bindgen::JsCast::unchecked_into(node))).collect()
}

/// The block with this id.
#[must_use]
pub fn block(id: &str) -> Option<BlockBox> {
    document().get_element_by_id(id).map(|element| block_box(&element))
}

fn block_box(element: &Element) -> BlockBox {
    let rect = element.get_bounding_client_rect();
    BlockBox { id: element.id(), top: rect.top(), bottom: rect.bottom() }
}

/// Scrolls by `pixels`, at once.
pub fn scroll_by(pixels: f64) {
    scroll_to(window().scroll_y().unwrap_or(0.0) + pixels);
}

/// Scrolls to `top` pixels from the document's top, at once.
pub fn scroll_to(top: f64) {
    let options = ScrollToOptions::new();
    options.set_top(top);
    options.set_behavior(web_sys::ScrollBehavior::Instant);
    window().scroll_to_with_scroll_to_options(&options);
}

/// Scrolls so that the element with this id begins at the top. Returns whether there is one.
pub fn scroll_to_id(id: &str) -> bool {
    let Some(element) = document().get_element_by_id(id) else { return false };
    element.scroll_into_view();
    true
}
