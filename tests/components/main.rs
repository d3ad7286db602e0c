//! The components of the front-end in a real browser, by text, role and value as a reader meets
//! them; and at the end what else has a browser below it: `Intl`, the JSON parser.
//! Looks are not tested here: no style sheet is loaded. Whole journeys are in `tests/e2e`.

mod fake_backend;
#[path = "../../crates/core/src/i18n/fold/cases.rs"]
mod fold_cases;
#[path = "../../crates/core/src/json/cases.rs"]
mod json_cases;
#[path = "../../crates/core/src/query/cases.rs"]
mod query_cases;
mod samples;
mod screen;
#[path = "../../crates/core/src/model/search/cases.rs"]
mod search_cases;

mod announcer;
mod article_bar;
mod article_card;
mod article_head;
mod as_of;
mod continue_offer;
mod footnote_note;
mod language_switcher;
mod live_badge;
mod loading_bar;
mod poll_card;
mod poll_modes;
mod poll_option;
mod prose;
mod reading_progress;
mod reading_settings;
mod search_panel;
mod section_links;
mod share_buttons;
mod share_dialog;
mod site_footer;
mod site_header;
mod star_rating;
mod table_of_contents;
mod tally_bar;
mod translation_note;
mod update_notice;
mod way_on;

mod fold;
mod intl;
mod json;
mod outbox;
mod problem_words;
mod query;
mod search_script;
mod slices;
mod views;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
