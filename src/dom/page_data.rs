//! The data embedded in a served page.

use hustings_core::{
    json::decode,
    model::{page::PageData, poll_frame::PollFrame},
};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{document, viewport::elements};

/// The id of the root element.
pub const ROOT_ID: &str = "app";
/// The id of the script block with the page's data.
const DATA_ID: &str = "page-data";

/// Whether the root element holds a page that the server has rendered.
pub fn is_prerendered() -> bool {
    document().get_element_by_id(ROOT_ID).is_some_and(|root| root.has_attribute("data-prerendered"))
}

/// The data of the page that was served, with the article's texts as they stand in it.
pub fn served_page() -> Option<PageData> {
    let page: PageData = decode(&data()?).ok()?;
    Some(page.with_texts(&prose_texts()))
}

/// The data of the frame that was served.
pub fn served_frame() -> Option<PollFrame> {
    decode(&data()?).ok()
}

fn data() -> Option<String> {
    document().get_element_by_id(DATA_ID)?.text_content()
}

/// The root element.
///
/// # Panics
/// When the page has none: `index.html` has it.
pub fn root() -> HtmlElement {
    document().get_element_by_id(ROOT_ID).expect("index.html has a root element").unchecked_into()
}

/// The inner HTML of every text of the article, in order.
fn prose_texts() -> Vec<String> {
    elements(".prose").iter().map(|node| node.unchecked_ref::<Element>().inner_html()).collect()
}
