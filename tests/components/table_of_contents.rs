//! `TableOfContents`: the headings of an article as links.

use hustings::components::table_of_contents::TableOfContents;
use hustings_wire::Heading;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, show};

async fn contents(headings: &[(&str, u8, &str)]) -> Screen {
    let headings: Vec<Heading> =
        headings.iter().map(|&(id, level, text)| Heading { id: id.to_owned(), level, text: text.to_owned() }).collect();
    show(move || view! { <TableOfContents headings=headings/> }).await
}

#[wasm_bindgen_test]
async fn each_heading_is_a_link_to_its_place() {
    let screen = contents(&[("b2", 2, "Fares"), ("b5", 3, "In winter"), ("b9", 2, "Timetables")]).await;
    screen.unfold("Contents").await;
    assert_eq!(screen.names("link"), ["Fares", "In winter", "Timetables"]);
    assert_eq!(screen.named("link", "In winter").get_attribute("href").as_deref(), Some("#b5"));
    assert_eq!(screen.all(".toc__item--sub").len(), 1, "a smaller heading is set in");
}

#[wasm_bindgen_test]
async fn it_is_a_named_navigation_that_unfolds() {
    let screen = contents(&[("b2", 2, "Fares"), ("b9", 2, "Timetables")]).await;
    assert_eq!(screen.names("navigation"), ["Contents"]);
    assert_eq!(screen.tab_stops(), ["Contents"]);
    screen.unfold("Contents").await;
    assert_eq!(screen.tab_stops(), ["Contents", "Fares", "Timetables"]);
}

#[wasm_bindgen_test]
async fn fewer_than_two_headings_need_no_contents() {
    for headings in [&[][..], &[("b2", 2, "Fares")]] {
        let screen = contents(headings).await;
        assert_eq!(screen.text(), "");
        assert!(screen.all("nav").is_empty());
    }
}
