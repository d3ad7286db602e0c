//! `TallyBar`: a bar as long as a percentage.

use hustings::components::tally_bar::TallyBar;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, role_of, settle, show};

fn length(screen: &Screen) -> String {
    screen.the(".tally-bar__fill").get_attribute("width").expect("a bar has a length")
}

#[wasm_bindgen_test]
async fn it_is_as_long_as_the_percentage() {
    let screen = show(|| view! { <TallyBar percent=31/> }).await;
    assert_eq!(length(&screen), "31%");
    let (track, fill) = (screen.the(".tally-bar__track"), screen.the(".tally-bar__fill"));
    let share = fill.get_bounding_client_rect().width() / track.get_bounding_client_rect().width();
    assert!((share - 0.31).abs() < 0.01, "{share}");
}

#[wasm_bindgen_test]
async fn it_is_silent_and_takes_no_focus() {
    let screen = show(|| view! { <TallyBar percent=31/> }).await;
    assert_eq!(role_of(&screen.the("svg")), "");
    assert!(screen.tab_stops().is_empty());
}

#[wasm_bindgen_test]
async fn it_moves_without_a_style_attribute() {
    let percent = RwSignal::new(0);
    let screen = show(move || view! { <TallyBar percent=percent/> }).await;
    for (next, expected) in [(0, "0%"), (100, "100%"), (7, "7%")] {
        percent.set(next);
        settle().await;
        assert_eq!(length(&screen), expected);
    }
    assert!(screen.all("[style]").is_empty(), "the Content-Security-Policy would block it");
}
