//! `ReadingSettings`: light or dark, the size of the text, the length of a line.

use hustings::components::reading_settings::ReadingSettings;
use hustings_core::model::reading_settings::choose;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::screen::{Screen, settle, show, show_in};

struct Panel {
    screen: Screen,
    settings: ArcRwSignal<String>,
}

async fn panel_in(lang: &str, kept: &str) -> Panel {
    let settings = ArcRwSignal::new(kept.to_owned());
    let (shown, set) = (settings.clone(), settings.clone());
    let on_choose = Callback::new(move |(group, index)| set.update(|kept| *kept = choose(kept, group, index)));
    let screen =
        show_in(lang, move || view! { <ReadingSettings settings=shown alive=true on_choose=on_choose/> }).await;
    Panel { screen, settings }
}

#[wasm_bindgen_test]
async fn its_button_opens_three_named_groups_of_radios() {
    let Panel { screen, .. } = panel_in("en", "").await;
    assert_eq!(screen.names("radio"), Vec::<String>::new(), "nothing is open");
    screen.press("button", "Reading settings").await;
    assert_eq!(screen.names("group"), ["Reading settings", "Colours", "Text size", "Line length"]);
    let radios = screen.names("radio");
    assert_eq!(radios[..3], ["Automatic", "Light", "Dark"]);
    assert_eq!(radios.len(), 10);
}

#[wasm_bindgen_test]
async fn the_keyboard_stops_at_the_button_and_at_each_group() {
    let Panel { screen, .. } = panel_in("en", "dark wide").await;
    assert_eq!(screen.tab_stops(), ["Reading settings"]);
    screen.press("button", "Reading settings").await;
    assert_eq!(screen.tab_stops(), ["Reading settings", "Dark", "Medium", "Long"], "the radios that are ticked");
}

#[wasm_bindgen_test]
async fn a_choice_is_reported_and_shown_and_so_is_one_made_elsewhere() {
    let Panel { screen, settings, .. } = panel_in("en", "").await;
    screen.press("button", "Reading settings").await;
    screen.press("radio", "Largest").await;
    assert_eq!(settings.get_untracked(), "largest");
    assert!(screen.input("radio", "Largest").checked());
    settings.set("dark".to_owned());
    settle().await;
    assert!(screen.input("radio", "Dark").checked());
    assert!(!screen.input("radio", "Largest").checked());
}

#[wasm_bindgen_test]
async fn its_words_are_those_of_the_page() {
    let Panel { screen, .. } = panel_in("ru", "").await;
    screen.press("button", "Настройки чтения").await;
    assert!(screen.says("Самый крупный"), "{}", screen.text());
}

#[wasm_bindgen_test]
async fn there_are_no_radios_that_nobody_hears() {
    let alive = ArcRwSignal::new(false);
    let running = alive.clone();
    let screen = show(move || {
        view! { <ReadingSettings settings=String::new() alive=running on_choose=Callback::new(|_| ())/> }
    })
    .await;
    assert!(screen.all("input").is_empty());
    alive.set(true);
    settle().await;
    assert_eq!(screen.all("input").len(), 10);
}
