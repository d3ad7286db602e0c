//! `LanguageSwitcher`: the languages of a page, each in its own words.

use hustings::components::language_switcher::{LanguageLink, LanguageList, LanguageSwitcher};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, show};

/// So many languages, of which English is the page's own.
fn languages(count: usize) -> Vec<LanguageLink> {
    let link = |number: usize| LanguageLink {
        lang: if number == 0 { "en".to_owned() } else { format!("x-{number}") },
        dir: "ltr",
        name: if number == 0 { "English".to_owned() } else { format!("Language {number}") },
        label: format!("Read in language {number}"),
        href: Some(format!("/x-{number}/articles/a")),
    };
    (0..count).map(link).collect()
}

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
    assert_eq!(screen.text(), "English Читать на русском Not yet in 1 other language");
    let russian = screen.named("link", "Читать на русском");
    assert_eq!(russian.get_attribute("href").as_deref(), Some("/ru/articles/a"));
    assert_eq!(russian.get_attribute("hreflang").as_deref(), Some("ru"));
}

#[wasm_bindgen_test]
async fn it_is_a_named_navigation_with_only_real_links_in_it() {
    let screen = switcher().await;
    assert_eq!(screen.names("navigation"), ["Languages"]);
    assert_eq!(screen.tab_stops(), ["Читать на русском", "Not yet in 1 other language"]);
}

#[wasm_bindgen_test]
async fn the_current_language_is_marked_and_no_link() {
    let screen = switcher().await;
    let current = screen.the("[aria-current]");
    assert_eq!(current.inner_text(), "English");
    assert_eq!(screen.names("link"), ["Читать на русском"]);
}

#[wasm_bindgen_test]
async fn what_is_not_translated_is_one_line_that_says_so_and_unfolds() {
    let screen = switcher().await;
    assert!(!screen.says("العربية"));
    screen.unfold("Not yet in 1 other language").await;
    assert!(screen.says("العربية"), "{}", screen.text());
    assert_eq!(screen.names("link"), ["Читать на русском"], "there is nothing to follow");
}

#[wasm_bindgen_test]
async fn nothing_is_said_where_nothing_is_missing() {
    let screen = show(|| view! { <LanguageSwitcher languages=languages(8)/> }).await;
    assert!(screen.all("details").is_empty(), "{}", screen.text());
    assert_eq!(screen.names("link").len(), 7);
}

#[wasm_bindgen_test]
async fn many_languages_are_folded_under_the_name_of_the_current_one() {
    let screen = show(|| view! { <LanguageSwitcher languages=languages(40)/> }).await;
    assert_eq!(screen.text(), "Languages English");
    assert_eq!(screen.tab_stops().len(), 1);
    screen.unfold("Languages English").await;
    assert_eq!(screen.names("link").len(), 39);
}

#[wasm_bindgen_test]
async fn a_list_alone_is_named_and_no_landmark() {
    let screen = show(|| view! { <LanguageList languages=languages(40)/> }).await;
    assert_eq!(screen.names("navigation"), Vec::<String>::new());
    assert_eq!(screen.names("list"), ["Languages"]);
    assert_eq!(screen.names("link").len(), 39, "what opens a panel unfolds no second one");
}

#[wasm_bindgen_test]
async fn each_language_is_marked_as_what_it_is() {
    let screen = switcher().await;
    let marked: Vec<String> = screen.all("li").iter().map(|item| format!("{} {}", item.lang(), item.dir())).collect();
    assert_eq!(marked, ["en ltr", "ru ltr", "ar rtl"]);
}
