//! `ArticleBar` and `BarMenu`: what an article has at its ends, within a hand's reach.

use hustings::components::article_bar::{ArticleBar, BarMenu};
use hustings_core::model::article_bar::BarState;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, settle, show};

async fn bar(state: impl Into<Signal<BarState>>) -> Screen {
    let state = state.into();
    show(move || {
        view! {
            <ArticleBar state=state>
                <BarMenu name="languages" label="English".to_owned() purpose=Some("Languages".to_owned())>
                    <a href="/ru/">"Читать на русском"</a>
                </BarMenu>
                <a class="article-bar__item" href="#rating">"Rate"</a>
            </ArticleBar>
        }
    })
    .await
}

#[wasm_bindgen_test]
async fn it_is_a_named_landmark_with_what_is_given_to_it() {
    let screen = bar(Signal::stored(BarState::Shown)).await;
    assert_eq!(screen.names("navigation"), ["This article"]);
    assert_eq!(screen.names("button"), ["Languages English"], "what it is for, and what it says");
    assert_eq!(screen.names("link"), ["Rate"], "a panel is closed at first");
}

#[wasm_bindgen_test]
async fn the_keyboard_finds_a_panel_right_after_its_button() {
    let screen = bar(Signal::stored(BarState::Away)).await;
    assert_eq!(screen.tab_stops(), ["Languages English", "Rate"]);
    screen.press("button", "Languages English").await;
    assert_eq!(screen.tab_stops(), ["Languages English", "Читать на русском", "Rate"]);
    screen.press("button", "Languages English").await;
    assert_eq!(screen.tab_stops(), ["Languages English", "Rate"], "the button closes it, too");
}

#[wasm_bindgen_test]
async fn it_says_to_the_style_sheet_where_it_is() {
    let state = ArcRwSignal::new(BarState::AtTop);
    let screen = bar(state.clone()).await;
    for (now, class) in [
        (BarState::Away, "article-bar"),
        (BarState::Shown, "article-bar article-bar--shown"),
        (BarState::AtTop, "article-bar article-bar--at-top"),
    ] {
        state.set(now);
        settle().await;
        assert_eq!(screen.the("nav").class_name(), class);
    }
}
