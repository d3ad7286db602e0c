//! `LoadingBar`: the next page is on its way.

use hustings::components::loading_bar::LoadingBar;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{settle, show};

#[wasm_bindgen_test]
async fn it_is_there_only_while_something_is_on_its_way() {
    let loading = RwSignal::new(false);
    let screen = show(move || view! { <LoadingBar loading=loading/> }).await;
    for (next, bars) in [(false, 0), (true, 1), (false, 0)] {
        loading.set(next);
        settle().await;
        assert_eq!(screen.names("progressbar").len(), bars, "loading: {next}");
    }
}

#[wasm_bindgen_test]
async fn it_is_a_named_progress_bar_without_a_tab_stop() {
    let screen = show(|| view! { <LoadingBar loading=true/> }).await;
    assert_eq!(screen.names("progressbar"), ["Loading…"]);
    assert!(screen.tab_stops().is_empty());
}
