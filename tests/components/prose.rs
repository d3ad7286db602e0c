//! `Prose`: the one place that sets inner HTML.

use hustings::components::prose::Prose;
use hustings_core::model::trusted_html::{Body, TrustedHtml};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples::article,
    screen::{settle, show},
};

fn text(body_html: &str) -> TrustedHtml {
    Body::of(&article(body_html), "", "", "Share this passage").texts.remove(0)
}

#[wasm_bindgen_test]
async fn a_text_becomes_elements() {
    let html = text("<p id=\"b1\">One &amp; <em>two</em></p><ul id=\"b2\"><li>three</li></ul>");
    let screen = show(move || view! { <Prose html=html/> }).await;
    assert_eq!(screen.text(), "One & two three");
    assert_eq!(screen.the("p").id(), "b1");
    assert_eq!(screen.all("em, li").len(), 2);
}

#[wasm_bindgen_test]
async fn its_links_and_share_buttons_are_reached_by_name() {
    let html = text("<h2 id=\"b1\">Fares</h2><p id=\"b2\"><a href=\"#b1\">above</a></p>");
    let screen = show(move || view! { <Prose html=html/> }).await;
    assert_eq!(screen.tab_stops(), ["Share this passage", "above"]);
    assert_eq!(screen.names("heading"), ["Fares Share this passage"]);
}

#[wasm_bindgen_test]
async fn inner_html_is_set_only_once() {
    let html = text("<p id=\"b1\">One</p>");
    let around = RwSignal::new(1);
    let screen = show(move || view! { <p>{move || around.get()}</p><Prose html=html/> }).await;
    screen.the("#b1").set_attribute("data-touched", "").expect("a plain attribute");
    around.set(2);
    settle().await;
    assert_eq!(screen.text(), "2 One");
    assert_eq!(screen.all("#b1[data-touched]").len(), 1);
}
