//! `ContinueOffer`: to go on where one was.

use hustings::components::continue_offer::ContinueOffer;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, settle, show};

async fn offer(offered: &ArcRwSignal<bool>, answers: &ArcRwSignal<Vec<bool>>) -> Screen {
    let answer = |wanted| {
        let answers = answers.clone();
        Callback::new(move |()| answers.update(|all| all.push(wanted)))
    };
    let (offered, on_continue, on_dismiss) = (offered.clone(), answer(true), answer(false));
    show(move || view! { <ContinueOffer offered=offered on_continue=on_continue on_dismiss=on_dismiss/> }).await
}

#[wasm_bindgen_test]
async fn it_appears_in_a_status_that_is_there_before_and_goes_again() {
    let (offered, answers) = (ArcRwSignal::new(false), ArcRwSignal::new(Vec::new()));
    let screen = offer(&offered, &answers).await;
    assert_eq!(screen.all("[role=status]").len(), 1);
    assert_eq!(screen.text(), "");
    offered.set(true);
    settle().await;
    assert_eq!(screen.statuses(), ["Continue where you were Not now"]);
    offered.set(false);
    settle().await;
    assert_eq!(screen.text(), "");
}

#[wasm_bindgen_test]
async fn both_answers_are_buttons_and_are_reported() {
    let (offered, answers) = (ArcRwSignal::new(true), ArcRwSignal::new(Vec::new()));
    let screen = offer(&offered, &answers).await;
    assert_eq!(screen.tab_stops(), ["Continue where you were", "Not now"]);
    screen.press("button", "Not now").await;
    screen.press("button", "Continue where you were").await;
    assert_eq!(answers.get_untracked(), [false, true]);
}
