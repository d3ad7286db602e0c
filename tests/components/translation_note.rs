//! `TranslationNote`: what a translation lacks, and the way to the original.

use hustings::components::{language_switcher::LanguageLink, translation_note::TranslationNote};
use hustings_core::i18n::Zone;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples,
    screen::{Screen, show_in},
};

async fn note(original: Option<LanguageLink>) -> Screen {
    let changed_at = samples::at("2026-11-09T10:00:00Z");
    show_in("ru", move || view! { <TranslationNote changed_at=changed_at original=original zone=Zone::Utc/> }).await
}

fn english() -> LanguageLink {
    LanguageLink {
        lang: "en".into(),
        dir: "ltr",
        name: "English".into(),
        label: "Read in English".into(),
        href: Some("/en/articles/a".into()),
    }
}

#[wasm_bindgen_test]
async fn it_says_when_the_original_was_changed_and_leads_to_it() {
    let screen = note(Some(english())).await;
    assert!(screen.says("Оригинал изменён 9\u{a0}ноября\u{a0}2026\u{a0}г."), "{}", screen.text());
    assert_eq!(screen.names("link"), ["Read in English"]);
    let link = screen.the("a");
    for (attribute, value) in [("href", "/en/articles/a"), ("hreflang", "en"), ("lang", "en"), ("dir", "ltr")] {
        assert_eq!(link.get_attribute(attribute).as_deref(), Some(value), "{attribute}");
    }
}

#[wasm_bindgen_test]
async fn only_the_link_is_focusable_and_only_with_an_original() {
    assert_eq!(note(Some(english())).await.tab_stops().len(), 1);
    let screen = note(None).await;
    assert!(screen.tab_stops().is_empty());
    assert!(screen.says("Оригинал изменён"));
}
