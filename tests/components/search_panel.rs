//! `SearchPanel`: a field, what a search has come to, and the articles.

use hustings::components::search_panel::{FoundArticle, SearchPanel};
use hustings_core::model::search::{MAX_QUERY, Piece, Query};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlFormElement;

use crate::screen::{Screen, settle, show_in, words};

fn marked(query: &str, text: &str) -> Vec<Piece> {
    Query::parse(query).map(|query| query.marked(text)).unwrap_or_default()
}

async fn panel(lang: &'static str, query: &'static str, said: RwSignal<Vec<String>>) -> Screen {
    let texts = ["Night <trains>", "", "They leave at night, slowly."].map(|text| marked(query, text));
    let articles = vec![FoundArticle { href: "/en/articles/night-trains".into(), texts }];
    show_in(lang, move || {
        view! {
            <SearchPanel
                action=format!("/{lang}/search")
                query=query.to_owned()
                outcome="1 article".to_owned()
                articles=articles
                on_search=Callback::new(move |typed| said.update(|said| said.push(typed)))
            />
        }
    })
    .await
}

#[wasm_bindgen_test]
async fn matches_are_marked_in_escaped_text() {
    let screen = panel("en", "night", RwSignal::default()).await;
    assert!(screen.says("Night <trains> They leave at night, slowly."), "{}", screen.text());
    let marks: Vec<String> = screen.all("mark").iter().map(words).collect();
    assert_eq!(marks, ["Night", "night"]);
    let link = screen.named("link", "Night <trains>");
    assert_eq!(link.get_attribute("href").as_deref(), Some("/en/articles/night-trains"));
    assert_eq!(screen.statuses(), ["1 article"]);
}

#[wasm_bindgen_test]
async fn it_is_a_search_with_a_named_field_and_a_button() {
    for (lang, label, button) in
        [("en", "What are you looking for?", "Search"), ("ru", "Что вы ищете?", "Поиск"), ("ar", "عمّ تبحث؟", "بحث")]
    {
        let screen = panel(lang, "night", RwSignal::default()).await;
        assert_eq!(screen.tab_stops(), [label, button, "Night <trains>"]);
        assert_eq!(screen.all("form[role=search]").len(), 1);
        let field = screen.input("searchbox", label);
        assert_eq!((field.value(), field.max_length()), ("night".to_owned(), MAX_QUERY as i32));
    }
}

#[wasm_bindgen_test]
async fn input_is_reported_and_the_form_works_without_scripts() {
    let said = RwSignal::default();
    let screen = panel("en", "night", said).await;
    screen.input("searchbox", "What are you looking for?").set_value("slow trains");
    screen.press("button", "Search").await;
    settle().await;
    assert_eq!(said.get_untracked(), ["slow trains"]);
    let form: HtmlFormElement = wasm_bindgen::JsCast::unchecked_into(screen.the("form"));
    assert!(form.action().ends_with("/en/search") && form.method() == "get", "{}", form.action());
}
