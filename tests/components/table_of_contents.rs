//! `TableOfContents`: the headings of an article as links.

use hustings::components::table_of_contents::TableOfContents;
use hustings_wire::Heading;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, settle, show, words};

const THREE: [(&str, u8, &str); 3] = [("b2", 2, "Fares"), ("b5", 3, "In winter"), ("b9", 2, "Timetables")];

async fn contents(headings: &[(&str, u8, &str)], current: impl Into<Signal<String>>) -> Screen {
    let headings: Vec<Heading> =
        headings.iter().map(|&(id, level, text)| Heading { id: id.to_owned(), level, text: text.to_owned() }).collect();
    let current = current.into();
    show(move || view! { <TableOfContents headings=headings current=current/> }).await
}

/// Without a style sheet the list stands there twice: folded, and open for where there is room beside the text.
async fn folded(screen: &Screen) {
    screen.the(".toc__side").remove();
    settle().await;
}

#[wasm_bindgen_test]
async fn each_heading_is_a_link_to_its_place() {
    let screen = contents(&THREE, String::new()).await;
    folded(&screen).await;
    screen.unfold("Contents").await;
    assert_eq!(screen.names("link"), ["Fares", "In winter", "Timetables"]);
    assert_eq!(screen.named("link", "In winter").get_attribute("href").as_deref(), Some("#b5"));
    assert_eq!(screen.all(".toc__item--sub").len(), 1, "a smaller heading is set in");
}

#[wasm_bindgen_test]
async fn it_is_a_named_navigation_that_unfolds() {
    let screen = contents(&THREE, String::new()).await;
    assert_eq!(screen.names("navigation"), ["Contents"]);
    folded(&screen).await;
    assert_eq!(screen.tab_stops(), ["Contents"]);
    screen.unfold("Contents").await;
    assert_eq!(screen.tab_stops(), ["Contents", "Fares", "In winter", "Timetables"]);
}

#[wasm_bindgen_test]
async fn the_section_on_the_screen_is_marked_and_no_other() {
    let current = ArcRwSignal::new(String::new());
    let screen = contents(&THREE, current.clone()).await;
    let marked = || -> Vec<String> { screen.all(".toc__side [aria-current=location]").iter().map(words).collect() };
    assert!(marked().is_empty());
    for (id, name) in [("b2", "Fares"), ("b9", "Timetables")] {
        current.set(id.to_owned());
        settle().await;
        assert_eq!(marked(), [name]);
    }
}

#[wasm_bindgen_test]
async fn a_short_article_needs_no_contents() {
    for count in 0..3 {
        let screen = contents(&THREE[..count], String::new()).await;
        assert_eq!(screen.text(), "");
        assert!(screen.all("nav").is_empty());
    }
}
