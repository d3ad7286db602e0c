//! `SectionLinks`: whom an article is for.

use hustings::components::section_links::{SectionLink, SectionLinks};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, show};

async fn links(sections: &[(&str, &str)]) -> Screen {
    let link = |(href, label): &(&str, &str)| SectionLink { href: (*href).to_owned(), label: (*label).to_owned() };
    let sections: Vec<SectionLink> = sections.iter().map(link).collect();
    show(move || view! { <SectionLinks sections=sections/> }).await
}

#[wasm_bindgen_test]
async fn each_section_is_a_link_and_they_stand_in_one_line() {
    let screen = links(&[("/en/sections/business", "For business"), ("/en/sections/students", "For students")]).await;
    assert_eq!(screen.text(), "For business · For students");
    assert_eq!(screen.tab_stops(), ["For business", "For students"]);
    let link = screen.named("link", "For students");
    assert_eq!(link.get_attribute("href").as_deref(), Some("/en/sections/students"));
}

#[wasm_bindgen_test]
async fn without_a_section_there_is_nothing() {
    assert!(links(&[]).await.all("p").is_empty());
}
