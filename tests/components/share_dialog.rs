//! `ShareDialog`: sharing an article, or one heading or quote of it.

use hustings::{
    components::share_dialog::{SHARE_DIALOG_ID, ShareDialog},
    dom::document::{close_dialog, show_dialog},
};
use hustings_core::model::share::{Subject, Target};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, settle, show};

async fn dialog(subject: impl Into<Signal<Subject>>) -> Screen {
    let subject = subject.into();
    show(move || view! { <ShareDialog subject=subject targets=vec![Target::Copy, Target::Facebook]/> }).await
}

fn quote() -> Subject {
    Subject { url: "https://hustings.example/en/articles/a#b7".into(), title: "We sleep, the train does not".into() }
}

#[wasm_bindgen_test]
async fn nothing_of_it_is_there_until_it_is_opened() {
    let screen = dialog(Signal::stored(quote())).await;
    assert_eq!(screen.text(), "");
    show_dialog(SHARE_DIALOG_ID);
    for words in ["Share", "We sleep, the train does not", "Facebook"] {
        assert!(screen.says(words), "{words} in {}", screen.text());
    }
    close_dialog(SHARE_DIALOG_ID);
    assert_eq!(screen.text(), "");
}

#[wasm_bindgen_test]
async fn it_is_a_named_dialog_with_its_ways_open() {
    let screen = dialog(Signal::stored(quote())).await;
    show_dialog(SHARE_DIALOG_ID);
    assert_eq!(screen.names("dialog"), ["Share"]);
    assert_eq!(screen.tab_stops(), ["Share", "Copy link", "Facebook", "Close"]);
}

#[wasm_bindgen_test]
async fn its_button_closes_it() {
    let screen = dialog(Signal::stored(quote())).await;
    show_dialog(SHARE_DIALOG_ID);
    screen.press("button", "Close").await;
    assert!(!screen.the("dialog").has_attribute("open"));
}

#[wasm_bindgen_test]
async fn it_shares_the_passage_it_was_opened_for() {
    let subject = RwSignal::new(Subject::default());
    let screen = dialog(subject).await;
    subject.set(quote());
    settle().await;
    show_dialog(SHARE_DIALOG_ID);
    assert!(screen.says("We sleep, the train does not"));
    let href = screen.named("link", "Facebook").get_attribute("href").expect("a link leads somewhere");
    assert!(href.ends_with("%2Fa%23b7"), "{href}");
}
