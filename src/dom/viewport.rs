//! Positions of elements in the viewport, and scrolling.

use hustings_core::model::reading_place::BlockBox;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node, ScrollToOptions};

use super::{document, signals, window};

/// The line of reading: CSS pixels below the top of the window.
pub const READING_LINE: f64 = 120.0;

/// The blocks of the article, in document order.
pub fn blocks() -> Vec<BlockBox> {
    boxes(".prose > [id]")
}

/// Where everything of a selector is, in document order.
pub(super) fn boxes(selector: &str) -> Vec<BlockBox> {
    elements(selector).iter().map(|node| block_box(node.unchecked_ref())).collect()
}

/// The elements of a selector, in document order.
pub(super) fn elements(selector: &str) -> Vec<Node> {
    document().document_element().map(|root| elements_in(&root, selector)).unwrap_or_default()
}

/// The elements of a selector within `root`, in document order.
pub(super) fn elements_in(root: &Element, selector: &str) -> Vec<Node> {
    let Ok(nodes) = root.query_selector_all(selector) else { return Vec::new() };
    (0..nodes.length()).filter_map(|index| nodes.item(index)).collect()
}

/// The height of the window, in CSS pixels.
pub fn height() -> f64 {
    window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default()
}

/// How far the page is scrolled down, in CSS pixels.
pub fn top() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// How far it can be; a finger pulls it further for a moment.
pub fn lowest() -> f64 {
    let root = document().document_element();
    root.map_or(0.0, |root| f64::from(root.scroll_height())) - height()
}

/// Calls `handler` whenever the page has scrolled or the window has another size. Lives as long as the page.
pub fn on_scroll(handler: impl Fn() + Clone + 'static) {
    signals::listen(&window(), "scroll", handler.clone());
    signals::listen(&window(), "resize", handler);
}

/// Whether something of a selector is on the screen.
pub fn is_seen(selector: &str) -> bool {
    seen(selector).is_some()
}

/// Moves the focus to the first of a selector that is on the screen, with a `ring` for who goes by keys. Returns whether
/// there is one.
pub fn focus_seen(selector: &str, ring: bool) -> bool {
    seen(selector).is_some_and(|element| {
        super::document::focus_element(element.unchecked_ref::<HtmlElement>(), ring);
        true
    })
}

fn seen(selector: &str) -> Option<Node> {
    elements(selector).into_iter().find(|node| {
        let BlockBox { top, bottom, .. } = block_box(node.unchecked_ref());
        // What is folded away has no height.
        bottom > top.max(0.0) && top < height()
    })
}

/// Moves the focus to the block with this id, for those who go on by keyboard or by ear.
pub fn focus_block(id: &str) {
    let Some(block) = document().get_element_by_id(id) else { return };
    let _ = block.set_attribute("tabindex", "-1");
    super::document::focus_element(block.unchecked_ref::<HtmlElement>(), true);
}

/// The block with this id.
pub fn block(id: &str) -> Option<BlockBox> {
    document().get_element_by_id(id).map(|element| block_box(&element))
}

fn block_box(element: &Element) -> BlockBox {
    let rect = element.get_bounding_client_rect();
    BlockBox { id: element.id(), top: rect.top(), bottom: rect.bottom() }
}

/// Scrolls by `pixels`, at once.
pub fn scroll_by(pixels: f64) {
    scroll_to(top() + pixels);
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
