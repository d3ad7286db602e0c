//! The notice of a crash: not a component, since no component works any more, but seen like one.

use hustings::dom::crash;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{document, locale};

/// What the notice says; it is taken off the page.
fn notice() -> Vec<String> {
    let notice = document().query_selector("[role=alert]").expect("a plain selector").expect("a notice");
    notice.remove();
    let parts = notice.children();
    (0..parts.length()).filter_map(|index| parts.item(index)?.text_content()).collect()
}

#[wasm_bindgen_test]
fn it_has_the_same_english_with_and_without_a_catalogue() {
    crash::show("config.json is missing.");
    let built_in = notice();
    assert_eq!(built_in[1..], ["config.json is missing.", "Reload the page"]);
    crash::prepare(&locale("en"));
    crash::show("config.json is missing.");
    assert_eq!(notice(), built_in);
    crash::prepare(&locale("ru"));
    crash::show("");
    assert_eq!(notice()[2], "Загрузить заново");
}
