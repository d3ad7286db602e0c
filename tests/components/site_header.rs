//! `SiteHeader`: the publication's name, and its sections.

use hustings::components::site_header::{Logo, NavLink, SiteHeader};
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, show, words};

async fn header() -> Screen {
    let link = |href: &str, label: &str, current| NavLink { href: href.into(), label: label.into(), current };
    let sections = vec![link("/en/", "All articles", false), link("/en/sections/students", "For students", true)];
    show(move || {
        view! {
            <SiteHeader name="The Hustings".to_owned() home="/en/".to_owned() sections=sections>
                <button>"Languages"</button>
            </SiteHeader>
        }
    })
    .await
}

#[wasm_bindgen_test]
async fn the_name_leads_home_and_each_section_to_its_list() {
    let screen = header().await;
    assert_eq!(screen.named("link", "The Hustings").get_attribute("href").as_deref(), Some("/en/"));
    let students = screen.named("link", "For students");
    assert_eq!(students.get_attribute("href").as_deref(), Some("/en/sections/students"));
}

#[wasm_bindgen_test]
async fn it_is_a_banner_with_a_named_navigation() {
    let screen = header().await;
    assert_eq!(screen.names("navigation"), ["Sections"]);
    assert_eq!(screen.tab_stops(), ["The Hustings", "Languages", "All articles", "For students"]);
}

#[wasm_bindgen_test]
async fn only_the_section_on_the_screen_is_marked() {
    let screen = header().await;
    let marked: Vec<String> = screen.all("[aria-current=page]").iter().map(words).collect();
    assert_eq!(marked, ["For students"]);
}

#[wasm_bindgen_test]
async fn a_logo_stands_in_the_place_of_the_name_and_says_it() {
    let logo = Some(Logo { src: "/brand/logo.svg".into(), alt: "The Hustings, a journal".into() });
    let screen = show(move || {
        view! {
            <SiteHeader name="The Hustings".to_owned() logo=logo home="/en/".to_owned() sections=Vec::new()>
                <button>"Languages"</button>
            </SiteHeader>
        }
    })
    .await;
    let home = screen.named("link", "The Hustings, a journal");
    assert_eq!(home.get_attribute("href").as_deref(), Some("/en/"));
    assert_eq!(screen.the("img").get_attribute("src").as_deref(), Some("/brand/logo.svg"));
    assert!(!screen.says("The Hustings"));
}
