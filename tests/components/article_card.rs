//! `ArticleCard`: an article in a list.

use hustings::components::{article_card::ArticleCard, section_links::SectionLink};
use hustings_core::i18n::Zone;
use hustings_wire::{ArticleCard as Card, RatingSummary};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples,
    screen::{Screen, name_of, show_in},
};

async fn card(lang: &str, card: Card, media_base: &'static str, audiences: &'static [&str]) -> Screen {
    let audiences = audiences.iter().map(|&label| SectionLink { href: "/en/sections/x".into(), label: label.into() });
    let audiences: Vec<SectionLink> = audiences.collect();
    show_in(lang, move || {
        view! {
            <ArticleCard
                card=&card
                href="/en/articles/night-trains".to_owned()
                media_base=media_base.to_owned()
                audiences=audiences
                zone=Zone::Utc
            />
        }
    })
    .await
}

#[wasm_bindgen_test]
async fn it_tells_what_one_decides_by() {
    let screen = card("en", samples::card(), "", &["For business", "For students"]).await;
    for words in [
        "Night trains are back",
        "What they cost, and whom they serve.",
        "For business · For students",
        "November\u{a0}2,\u{a0}2026 7 minute read votes: 4, rating: 5",
    ] {
        assert!(screen.says(words), "{words} in {}", screen.text());
    }
    assert_eq!(screen.tab_stops(), ["For business", "For students", "Night trains are back"]);
}

#[wasm_bindgen_test]
async fn the_title_is_a_link_and_the_picture_is_silent() {
    let screen = card("en", samples::card(), "", &[]).await;
    assert_eq!(screen.all("article").len(), 1);
    assert_eq!(screen.tab_stops(), ["Night trains are back"]);
    let link = screen.named("link", "Night trains are back");
    assert_eq!(link.get_attribute("href").as_deref(), Some("/en/articles/night-trains"));
    assert_eq!(name_of(&screen.the("img")), "");
    assert_eq!(screen.names("heading"), ["Night trains are back"]);
}

#[wasm_bindgen_test]
async fn the_picture_keeps_its_place_and_comes_from_the_backend() {
    let screen = card("en", samples::card(), "https://polls.example", &[]).await;
    let picture = screen.the("img");
    let attribute = |name: &str| picture.get_attribute(name).unwrap_or_default();
    assert_eq!(attribute("src"), "https://polls.example/media/night-trains/platform.svg");
    assert_eq!((attribute("width"), attribute("height")), ("1200".to_owned(), "800".to_owned()));
    assert_eq!(attribute("loading"), "lazy");
}

#[wasm_bindgen_test]
async fn what_it_has_not_takes_no_place() {
    let bare = Card { image: None, rating: RatingSummary { votes: 0, mean: None }, ..samples::card() };
    let screen = card("en", bare, "", &[]).await;
    assert!(screen.all("img, .section-links, .article-card__rating").is_empty());
}

#[wasm_bindgen_test]
async fn it_speaks_the_language_of_the_page() {
    let rated = Card { rating: RatingSummary { votes: 1_234, mean: Some(4.33) }, ..samples::card() };
    let screen = card("ru", rated, "", &[]).await;
    assert!(screen.says("7 минут чтения"), "{}", screen.text());
    assert!(screen.says("голосов: 1\u{a0}234, оценка: 4,33"), "{}", screen.text());
}

#[wasm_bindgen_test]
async fn a_translation_that_is_older_than_its_original_has_a_mark() {
    for (outdated, expected) in [(true, true), (false, false)] {
        let card = Card { outdated, ..samples::card() };
        let screen = self::card("en", card, "", &[]).await;
        assert_eq!(screen.says("Older than the original"), expected, "{}", screen.text());
    }
}
