//! `ReadingProgress`: how much of an article is read.

use hustings::{components::reading_progress::ReadingProgress, dom::progress};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{show, words};

#[wasm_bindgen_test]
async fn it_is_for_the_eyes_alone() {
    let screen = show(|| view! { <ReadingProgress/> }).await;
    assert_eq!(screen.names("progressbar"), Vec::<String>::new());
    assert_eq!(screen.the("div").get_attribute("aria-hidden").as_deref(), Some("true"));
    assert!(screen.tab_stops().is_empty());
}

#[wasm_bindgen_test]
async fn a_script_can_move_it_where_style_sheets_cannot() {
    let screen = show(|| {
        view! {
            <ReadingProgress/>
            <div class="article-page__body">"Short."</div>
        }
    })
    .await;
    progress::show();
    let bar = screen.the(".reading-progress");
    let transform = bar.style().get_property_value("transform").expect("a plain property");
    assert!(transform.starts_with("scaleX("), "{transform}");
    assert_eq!(words(&screen.the(".article-page__body")), "Short.");
}
