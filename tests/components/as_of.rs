//! `AsOf`: how old the figures beside it are.

use hustings::components::as_of::AsOf;
use hustings_core::i18n::Zone;
use hustings_wire::Timestamp;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples::noon,
    screen::{settle, show, show_in},
};

#[wasm_bindgen_test]
async fn the_date_shows_and_keeps_its_space_when_hidden() {
    let at = RwSignal::new(Some(noon()));
    let screen = show(move || view! { <AsOf at=at made=noon() zone=Zone::Utc/> }).await;
    // A date is not broken between its parts.
    let says = |words: &str, machine: &str, still: &str| {
        assert_eq!(screen.text().replace('\u{a0}', " "), words);
        assert_eq!(screen.the("time").get_attribute("datetime").as_deref(), Some(machine));
        assert_eq!(screen.the(".as-of").get_attribute("data-static").as_deref(), Some(still));
    };
    says("As of November 2, 2026", "2026-11-02T12:00:00Z", "true");
    at.set(None);
    settle().await;
    says("As of November 2, 2026", "2026-11-02T12:00:00Z", "false");
    at.set(Some(Timestamp::from_unix(noon().unix() + 86_400)));
    settle().await;
    says("As of November 3, 2026", "2026-11-03T12:00:00Z", "true");
}

#[wasm_bindgen_test]
async fn it_is_localised_and_not_announced() {
    let screen = show_in("ru", || view! { <AsOf at=Some(noon()) made=noon() zone=Zone::Utc/> }).await;
    assert!(screen.text().replace('\u{a0}', " ").contains("2 ноября 2026"), "{}", screen.text());
    assert!(screen.all("[aria-live], [role=status], [role=alert]").is_empty());
    assert!(screen.tab_stops().is_empty());
}
