//! `LiveBadge`: a quiet sign of how the stream does.

use hustings::components::live_badge::LiveBadge;
use hustings_core::model::live_status::LiveStatus;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{settle, show, show_in};

#[wasm_bindgen_test]
async fn each_status_has_its_word_and_its_look() {
    let status = RwSignal::new(LiveStatus::Off);
    let screen = show(move || view! { <LiveBadge status=status/> }).await;
    let cases = [
        (LiveStatus::Off, "", "off"),
        (LiveStatus::Live, "Live", "live"),
        (LiveStatus::Reconnecting, "Reconnecting…", "reconnecting"),
        (LiveStatus::Offline, "Offline", "offline"),
    ];
    for (next, word, look) in cases {
        status.set(next);
        settle().await;
        assert_eq!(screen.text(), word);
        assert_eq!(screen.the(".live-badge").get_attribute("data-status").as_deref(), Some(look));
    }
}

#[wasm_bindgen_test]
async fn it_is_plain_words_that_nobody_is_interrupted_by() {
    let screen = show(|| view! { <LiveBadge status=LiveStatus::Live/> }).await;
    assert!(screen.all("[aria-live], [role=status], [role=alert]").is_empty());
    assert!(screen.tab_stops().is_empty());
}

#[wasm_bindgen_test]
async fn it_speaks_the_language_of_the_page() {
    let screen = show_in("ru", || view! { <LiveBadge status=LiveStatus::Offline/> }).await;
    assert_eq!(screen.text(), "Нет связи");
}
