//! `AsOf`: how old the figures beside it are.

use hustings::{components::as_of::AsOf, i18n::Zone};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples::noon,
    screen::{settle, show, show_in},
};

#[wasm_bindgen_test]
async fn it_says_the_date_while_the_figures_are_a_file_s_and_keeps_its_room_afterwards() {
    let still = RwSignal::new(true);
    let screen = show(move || view! { <AsOf at=noon() zone=Zone::Utc still=still/> }).await;
    // A date is not broken between its parts.
    assert_eq!(screen.text().replace('\u{a0}', " "), "As of November 2, 2026");
    assert_eq!(screen.the("time").get_attribute("datetime").as_deref(), Some("2026-11-02T12:00:00Z"));
    assert_eq!(screen.the(".as-of").get_attribute("data-still").as_deref(), Some("true"));
    still.set(false);
    settle().await;
    assert_eq!(screen.the(".as-of").get_attribute("data-still").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn it_is_words_of_the_page_s_language_that_nobody_is_interrupted_by() {
    let screen = show_in("ru", || view! { <AsOf at=noon() zone=Zone::Utc still=true/> }).await;
    assert!(screen.text().replace('\u{a0}', " ").contains("2 ноября 2026"), "{}", screen.text());
    assert!(screen.all("[aria-live], [role=status], [role=alert]").is_empty());
    assert!(screen.tab_stops().is_empty());
}
