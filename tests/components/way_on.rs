//! `WayOn`: what happened, and where to go from here.

use hustings::components::way_on::{Way, WayOn};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, focus, show};

async fn way_on(retry: Option<(String, Callback<()>)>) -> Screen {
    let ways = vec![
        Way {
            href: "/ru/articles/a".into(), label: "Читать на русском".into(), lang: Some("ru".into())
        },
        Way { href: "/ar/articles/a".into(), label: "اقرأ بالعربية".into(), lang: Some("ar".into()) },
        Way { href: "/en/".into(), label: "To all articles".into(), lang: None },
    ];
    show(move || {
        view! {
            <WayOn
                title="Page not found".to_owned()
                explanation="There is nothing here.".to_owned()
                ways=ways
                on_retry=retry
            />
        }
    })
    .await
}

#[wasm_bindgen_test]
async fn it_says_what_happened_and_offers_ways() {
    let screen = way_on(None).await;
    assert!(screen.says("There is nothing here."));
    assert_eq!(screen.names("link"), ["Читать на русском", "اقرأ بالعربية", "To all articles"]);
    assert_eq!(screen.named("link", "To all articles").get_attribute("href").as_deref(), Some("/en/"));
    assert!(screen.names("button").is_empty(), "nothing can be tried again");
}

#[wasm_bindgen_test]
async fn its_title_takes_focus_from_the_app_but_not_from_the_tab_key() {
    let screen = way_on(None).await;
    assert_eq!(screen.names("heading"), ["Page not found"]);
    assert!(focus(&screen.the("h1")));
    assert_eq!(screen.tab_stops(), ["Читать на русском", "اقرأ بالعربية", "To all articles"]);
}

#[wasm_bindgen_test]
async fn trying_again_is_reported() {
    let tried = RwSignal::new(0);
    let on_retry = Callback::new(move |()| tried.update(|times| *times += 1));
    let screen = way_on(Some(("Try again".to_owned(), on_retry))).await;
    screen.press("button", "Try again").await;
    screen.press("button", "Try again").await;
    assert_eq!(tried.get_untracked(), 2);
}

#[wasm_bindgen_test]
async fn a_way_in_another_language_says_so() {
    let screen = way_on(None).await;
    let arabic = screen.named("link", "اقرأ بالعربية");
    assert_eq!(arabic.get_attribute("lang").as_deref(), Some("ar"));
    assert!(arabic.matches(":dir(rtl)").expect("the selector is well formed"));
    assert!(!screen.named("link", "To all articles").has_attribute("lang"));
}
