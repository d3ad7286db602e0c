//! `LanguageSwitcher`: the languages of a page, each in its own words.

use hustings::components::language_switcher::{LanguageLink, LanguageSwitcher};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, show};

/// English is the page's own, Russian there, Arabic not translated.
async fn switcher() -> Screen {
    let link = |lang: &str, dir, name: &str, label: &str, href: Option<&str>| LanguageLink {
        lang: lang.into(),
        dir,
        name: name.into(),
        label: label.into(),
        href: href.map(Into::into),
    };
    let languages = vec![
        link("en", "ltr", "English", "Read in English", Some("/en/articles/a")),
        link("ru", "ltr", "Русский", "Читать на русском", Some("/ru/articles/a")),
        link("ar", "rtl", "العربية", "اقرأ بالعربية", None),
    ];
    show(move || view! { <LanguageSwitcher languages=languages/> }).await
}

#[wasm_bindgen_test]
async fn each_language_invites_in_its_own_words() {
    let screen = switcher().await;
    assert_eq!(screen.text(), "English Читать на русском العربية");
    let russian = screen.named("link", "Читать на русском");
    assert_eq!(russian.get_attribute("href").as_deref(), Some("/ru/articles/a"));
    assert_eq!(russian.get_attribute("hreflang").as_deref(), Some("ru"));
}

#[wasm_bindgen_test]
async fn it_is_a_named_navigation_with_only_real_links_in_it() {
    let screen = switcher().await;
    assert_eq!(screen.names("navigation"), ["Languages"]);
    assert_eq!(screen.tab_stops(), ["Читать на русском"]);
}

#[wasm_bindgen_test]
async fn the_current_language_is_marked_and_no_link() {
    let screen = switcher().await;
    let current = screen.the("[aria-current]");
    assert_eq!(current.inner_text(), "English");
    assert_eq!(screen.names("link"), ["Читать на русском"]);
}

#[wasm_bindgen_test]
async fn a_missing_translation_is_said_in_the_language_of_the_page() {
    let screen = switcher().await;
    let missing = screen.the("[title]");
    assert_eq!(missing.get_attribute("title").as_deref(), Some("Not translated: العربية"));
    let of = |element: &web_sys::HtmlElement| (element.lang(), element.dir());
    assert_eq!(of(&missing), ("en".to_owned(), "ltr".to_owned()));
    assert_eq!(of(&screen.the("s")), ("ar".to_owned(), "rtl".to_owned()));
}

#[wasm_bindgen_test]
async fn each_language_is_marked_as_what_it_is() {
    let screen = switcher().await;
    let marked: Vec<String> = screen.all("li").iter().map(|item| format!("{} {}", item.lang(), item.dir())).collect();
    assert_eq!(marked, ["en ltr", "ru ltr", "ar rtl"]);
}
