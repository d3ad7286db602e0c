//! `SiteFooter`: the bottom of every page.

use hustings::components::site_footer::SiteFooter;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, show_in};

async fn footer(lang: &'static str, held: bool) -> Screen {
    show_in(lang, move || {
        view! {
            <SiteFooter
                name="The Hustings".to_owned()
                tagline="A publication whose readers answer.".to_owned()
                polls=format!("/{lang}/polls/")
                feed=format!("/{lang}/feed.xml")
                held=held.then(|| format!("/{lang}/me"))
            />
        }
    })
    .await
}

#[wasm_bindgen_test]
async fn it_says_whose_publication_this_is() {
    let screen = footer("en", false).await;
    assert_eq!(screen.text(), "The Hustings A publication whose readers answer. All polls Subscribe to the feed");
}

#[wasm_bindgen_test]
async fn polls_and_feed_are_its_links() {
    let screen = footer("en", false).await;
    assert_eq!(screen.tab_stops(), ["All polls", "Subscribe to the feed"]);
}

#[wasm_bindgen_test]
async fn what_the_app_cannot_show_is_left_to_the_browser() {
    let screen = footer("ru", true).await;
    let polls = screen.named("link", "Все опросы");
    assert_eq!(polls.get_attribute("href").as_deref(), Some("/ru/polls/"));
    assert_eq!(polls.get_attribute("rel"), None);
    let feed = screen.named("link", "Подписаться на ленту");
    assert_eq!(feed.get_attribute("href").as_deref(), Some("/ru/feed.xml"));
    assert_eq!(feed.get_attribute("rel").as_deref(), Some("external"));
    let held = screen.named("link", "Что о вас хранится");
    assert_eq!(held.get_attribute("href").as_deref(), Some("/ru/me"));
    assert_eq!(held.get_attribute("rel").as_deref(), Some("external"));
}
