//! `ArticleHead`: title, dek, byline, dates, and the picture.

use hustings::components::{
    article_head::{ArticleHead, DateText},
    section_links::SectionLink,
};
use hustings_core::i18n::Zone;
use hustings_wire::{Article, Author};
use js_sys::Function;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples,
    screen::{Screen, focus, settle, show_in},
};

async fn head(lang: &str, article: Article) -> Screen {
    let audiences = vec![SectionLink { href: "/en/sections/business".into(), label: "For business".into() }];
    show_in(lang, move || {
        view! { <ArticleHead article=&article media_base=String::new() audiences=audiences zone=Zone::Utc/> }
    })
    .await
}

#[wasm_bindgen_test]
async fn it_says_what_by_whom_and_when() {
    let screen = head("en", samples::article("")).await;
    for words in [
        "Night trains are back",
        "What they cost, and whom they serve.",
        "Transport desk Reporting",
        "November\u{a0}2,\u{a0}2026 7 minute read",
        "The last train of the evening",
    ] {
        assert!(screen.says(words), "{words} in {}", screen.text());
    }
    assert!(!screen.says("Updated"));
}

#[wasm_bindgen_test]
async fn its_title_takes_focus_from_the_app_and_its_picture_has_words() {
    let screen = head("en", samples::article("")).await;
    assert_eq!(screen.names("heading"), ["Night trains are back"]);
    assert!(focus(&screen.the("h1")));
    assert_eq!(screen.tab_stops(), ["For business"]);
    assert_eq!(screen.names("image"), ["A platform at night"]);
}

#[wasm_bindgen_test]
async fn dates_are_words_for_readers_and_instants_for_machines() {
    let updated = Article { updated_at: Some(samples::at("2026-11-20T08:00:00Z")), ..samples::article("") };
    let screen = head("en", updated).await;
    assert!(screen.says("Updated November\u{a0}20,\u{a0}2026"), "{}", screen.text());
    let instants: Vec<_> = screen.all("time").iter().filter_map(|time| time.get_attribute("datetime")).collect();
    assert_eq!(instants, ["2026-11-02T12:00:00Z", "2026-11-20T08:00:00Z"]);
}

#[wasm_bindgen_test]
async fn reading_time_has_the_plural_forms_of_the_language() {
    let cases = [
        ("en", 1, "1 minute read"),
        ("ru", 1, "1 минута чтения"),
        ("ru", 3, "3 минуты чтения"),
        ("ru", 11, "11 минут чтения"),
        ("ru", 25, "25 минут чтения"),
        ("ru", 31, "31 минута чтения"),
    ];
    for (lang, reading_minutes, words) in cases {
        let screen = head(lang, Article { reading_minutes, ..samples::article("") }).await;
        assert!(screen.says(words), "{words} in {}", screen.text());
    }
}

#[wasm_bindgen_test]
async fn what_it_has_not_takes_no_place() {
    let author = Author { name: "Transport desk".into(), role: String::new() };
    let screen = head("en", Article { image: None, author, ..samples::article("") }).await;
    assert!(screen.all("figure, .article-head__role").is_empty());
}

/// Makes this the reader's time zone. Returns the way back.
fn read_in(zone: &str) -> Function {
    let travel = Function::new_with_args(
        "timeZone",
        "const real = Intl.DateTimeFormat;
        Intl.DateTimeFormat = class extends real {
            constructor(lang, options) { super(lang, { timeZone, ...options }); }
        };
        return () => { Intl.DateTimeFormat = real; };",
    );
    let back = travel.call1(&JsValue::NULL, &zone.into()).expect("a browser knows its own dates");
    back.unchecked_into()
}

#[wasm_bindgen_test]
async fn a_date_follows_the_clock_it_is_told_by() {
    let home = read_in("Pacific/Kiritimati");
    let zone = RwSignal::new(Zone::Utc);
    // In a language that no other test shows: its formatters are made here.
    let screen = show_in("en-NZ", move || view! { <DateText at=samples::noon() zone=zone/> }).await;
    assert_eq!(screen.text(), "2\u{a0}November\u{a0}2026");
    zone.set(Zone::Reader);
    settle().await;
    assert_eq!(screen.text(), "3\u{a0}November\u{a0}2026", "it is past midnight there");
    home.call0(&JsValue::NULL).expect("the way back works");
}
