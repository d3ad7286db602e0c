//! `Announcer`: what a screen reader is told.

use hustings::components::announcer::Announcer;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{settle, show};

#[wasm_bindgen_test]
async fn it_is_there_before_it_has_anything_to_say() {
    let screen = show(|| view! { <Announcer text=String::new()/> }).await;
    assert_eq!(screen.the("[role=status]").get_attribute("aria-live").as_deref(), Some("polite"));
    assert_eq!(screen.text(), "");
}

#[wasm_bindgen_test]
async fn it_takes_no_focus_and_speaks_as_a_status() {
    let screen = show(|| view! { <Announcer text="Night trains".to_owned()/> }).await;
    assert_eq!(screen.statuses(), ["Night trains"]);
    assert!(screen.tab_stops().is_empty());
}

#[wasm_bindgen_test]
async fn new_words_stand_in_the_same_region() {
    let text = RwSignal::new("Night trains".to_owned());
    let screen = show(move || view! { <Announcer text=text/> }).await;
    let region = screen.the("[role=status]");
    text.set("Clocks".to_owned());
    settle().await;
    assert!(screen.the("[role=status]") == region, "another region would not be heard");
    assert_eq!(screen.statuses(), ["Clocks"]);
}
