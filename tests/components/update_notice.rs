//! `UpdateNotice`: a newer version, offered.

use hustings::components::update_notice::UpdateNotice;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, settle, show};

async fn notice(ready: RwSignal<bool>, reported: RwSignal<String>) -> Screen {
    let report = move |what: &'static str| Callback::new(move |()| reported.set(what.to_owned()));
    show(move || view! { <UpdateNotice ready=ready on_reload=report("reload") on_dismiss=report("dismiss")/> }).await
}

#[wasm_bindgen_test]
async fn nothing_is_there_until_a_version_is_ready() {
    let ready = RwSignal::new(false);
    let screen = notice(ready, RwSignal::default()).await;
    assert_eq!(screen.text(), "");
    ready.set(true);
    settle().await;
    assert!(screen.says("A new version is ready"), "{}", screen.text());
    ready.set(false);
    settle().await;
    assert_eq!(screen.text(), "");
}

#[wasm_bindgen_test]
async fn it_has_a_name_and_two_buttons() {
    let reported = RwSignal::new(String::new());
    let screen = notice(RwSignal::new(true), reported).await;
    assert_eq!(screen.names("complementary"), ["A new version is ready"]);
    assert_eq!(screen.names("button"), ["Reload", "Not now"]);
    for (name, expected) in [("Reload", "reload"), ("Not now", "dismiss")] {
        screen.press("button", name).await;
        assert_eq!(reported.get_untracked(), expected);
    }
}
