//! `ArticleBar`: what an article has at its ends, within a hand's reach.

use hustings::components::article_bar::{ArticleBar, BarMenu};
use hustings_core::model::article_bar::BarState;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, settle, show};

struct Bar {
    screen: Screen,
    state: ArcRwSignal<String>,
    mean: ArcRwSignal<String>,
    shared: ArcRwSignal<u32>,
}

async fn bar() -> Bar {
    let state = ArcRwSignal::new(BarState::Shown.as_str().to_owned());
    let (mean, shared) = (ArcRwSignal::new("4.5".to_owned()), ArcRwSignal::new(0));
    let (where_it_is, rated, sharing) = (state.clone(), mean.clone(), shared.clone());
    let screen = show(move || {
        let panel = view! { <a href="/ru/">"Читать на русском"</a> }.into_any();
        let languages =
            BarMenu { name: "languages", purpose: "Languages".to_owned(), words: "English".to_owned(), panel };
        let on_share = Callback::new(move |()| sharing.update(|count| *count += 1));
        view! { <ArticleBar state=where_it_is menus=vec![languages] mean=rated on_share=on_share/> }
    })
    .await;
    Bar { screen, state, mean, shared }
}

#[wasm_bindgen_test]
async fn it_is_a_named_landmark_of_buttons_and_a_link() {
    let Bar { screen, mean, .. } = bar().await;
    assert_eq!(screen.names("navigation"), ["This article"]);
    assert_eq!(screen.names("button"), ["Languages English", "Share"], "what it is for, and what it says");
    assert_eq!(screen.names("link"), ["Rate this article 4.5"], "a panel is closed at first");
    mean.set("4.6".to_owned());
    settle().await;
    assert_eq!(screen.names("link"), ["Rate this article 4.6"]);
}

#[wasm_bindgen_test]
async fn the_keyboard_finds_a_panel_right_after_its_button() {
    let Bar { screen, .. } = bar().await;
    let closed = ["Languages English", "Rate this article 4.5", "Share"];
    assert_eq!(screen.tab_stops(), closed);
    screen.press("button", "Languages English").await;
    assert_eq!(screen.tab_stops(), ["Languages English", "Читать на русском", "Rate this article 4.5", "Share"]);
    screen.press("button", "Languages English").await;
    assert_eq!(screen.tab_stops(), closed, "the button closes it, too");
}

#[wasm_bindgen_test]
async fn sharing_is_reported() {
    let Bar { screen, shared, .. } = bar().await;
    screen.press("button", "Share").await;
    assert_eq!(shared.get_untracked(), 1);
}

#[wasm_bindgen_test]
async fn it_says_to_the_style_sheet_where_it_is() {
    let Bar { screen, state, .. } = bar().await;
    for now in [BarState::Away, BarState::Shown, BarState::AtTop] {
        state.set(now.as_str().to_owned());
        settle().await;
        assert_eq!(screen.the("nav").get_attribute("data-bar").as_deref(), Some(now.as_str()));
    }
}
