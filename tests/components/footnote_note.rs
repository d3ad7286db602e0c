//! `FootnoteNote`: a footnote beside its mark.

use hustings::{
    components::footnote_note::FootnoteNote,
    dom::{document::close_popover, note},
};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, document, focus, is_visible, show, words};

async fn page() -> Screen {
    show(|| {
        view! {
            <div class="prose">
                <a class="footnote-ref" id="fnref-2" href="#fn-2">"2"</a>
                <a class="footnote-ref" id="fnref-3" href="#fn-3">"3"</a>
                <ol>
                    <li id="fn-2">
                        <p>"Counted on " <em>"workdays"</em> " " <a class="footnote-back" href="#fnref-2">"↩"</a></p>
                    </li>
                </ol>
            </div>
            <FootnoteNote/>
        }
    })
    .await
}

#[wasm_bindgen_test]
async fn nothing_of_it_shows_until_a_mark_is_pressed() {
    let screen = page().await;
    assert_eq!(screen.names("dialog"), Vec::<String>::new());
    assert!(note::open(&screen.the("#fnref-2")));
    assert_eq!(screen.names("dialog"), ["Note 2"]);
    assert_eq!(words(&screen.the(".footnote-note__text")), "Counted on workdays ↩");
    assert_eq!(screen.all("#fn-2").len(), 1, "no id is there twice");
    close_popover();
}

#[wasm_bindgen_test]
async fn the_focus_goes_into_it_and_comes_back_to_the_mark() {
    let screen = page().await;
    let mark = screen.the("#fnref-2");
    assert!(focus(&mark));
    assert!(note::open(&mark));
    let active = || document().active_element().map(|element| element.id());
    assert_eq!(active().as_deref(), Some("note"));
    screen.press("button", "Close").await;
    assert!(!is_visible(&screen.the(".footnote-note__text")));
    assert_eq!(active().as_deref(), Some("fnref-2"));
}

#[wasm_bindgen_test]
async fn a_mark_that_leads_nowhere_is_left_to_the_browser() {
    let screen = page().await;
    assert!(!note::open(&screen.the("#fnref-3")));
    assert_eq!(screen.names("dialog"), Vec::<String>::new());
}
