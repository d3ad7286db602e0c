//! `PollOption`: one answer of a poll.

use hustings::components::poll_option::{Control, PollOption};
use hustings_core::model::ballot::{Ballot, Delivery};
use hustings_wire::OptionImage;
use leptos::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    samples::{multiple, poll, voted},
    screen::{Screen, is_visible, name_of, settle, show_in},
};

/// The first answer on the screen, and what it has reported.
struct Answer {
    screen: Screen,
    ballot: RwSignal<Ballot>,
    enabled: RwSignal<bool>,
    reported: RwSignal<Vec<(String, usize)>>,
}

async fn answer_in(lang: &str, ballot: Ballot, multiple: bool) -> Answer {
    let ballot = RwSignal::new(ballot);
    let enabled = RwSignal::new(true);
    let reported = RwSignal::new(Vec::new());
    let on_choose = Callback::new(move |choice| reported.update(|all| all.push(choice)));
    let view = move || {
        view! {
            <PollOption
                ballot=ballot.into()
                index=0
                control=if multiple { Control::Checkbox } else { Control::Radio }
                enabled=enabled.into()
                media_base="https://polls.example".to_owned()
                on_choose=on_choose
            />
        }
    };
    Answer { screen: show_in(lang, view).await, ballot, enabled, reported }
}

async fn answer(ballot: Ballot) -> Answer {
    answer_in("en", ballot, false).await
}

#[wasm_bindgen_test]
async fn it_shows_its_words_its_votes_and_its_share() {
    let Answer { screen, .. } = answer(Ballot::new(poll())).await;
    assert_eq!(screen.text(), "By sleeper 33 (31%)");
    assert_eq!(screen.the(".tally-bar__fill").get_attribute("width").as_deref(), Some("31%"));
}

#[wasm_bindgen_test]
async fn its_picture_describes_it_and_names_nothing() {
    for (several, role) in [(false, "radio"), (true, "checkbox")] {
        let image =
            OptionImage { src: "/media/polls/p/a.png?v=1".into(), width: 400, height: 300, alt: "A bunk".into() };
        let mut poll = if several { multiple(1, 3) } else { poll() };
        poll.options[0].image = Some(image);
        let Answer { screen, .. } = answer_in("en", Ballot::new(poll), several).await;
        let image = screen.the(".poll-option__image");
        assert_eq!((screen.names(role), name_of(&image)), (vec!["By sleeper".to_owned()], "A bunk".to_owned()));
        let attribute = |name| image.get_attribute(name).unwrap_or_default();
        assert_eq!(attribute("src"), "https://polls.example/media/polls/p/a.png?v=1");
        assert_eq!([attribute("width"), attribute("height"), attribute("loading")], ["400", "300", "lazy"]);
        assert_eq!(screen.the("input").get_attribute("aria-describedby"), Some(attribute("id")));
    }
}

#[wasm_bindgen_test]
async fn it_is_a_radio_or_a_checkbox_named_by_its_words() {
    for (several, role) in [(false, "radio"), (true, "checkbox")] {
        let Answer { screen, .. } = answer_in("en", Ballot::new(multiple(1, 3)), several).await;
        assert_eq!(screen.names(role), ["By sleeper"]);
        assert_eq!(screen.tab_stops(), ["By sleeper"]);
    }
}

#[wasm_bindgen_test]
async fn ticking_and_unticking_are_reported() {
    let Answer { screen, reported, .. } = answer_in("en", Ballot::new(multiple(1, 3)), true).await;
    screen.press("checkbox", "By sleeper").await;
    screen.press("checkbox", "By sleeper").await;
    assert_eq!(reported.get_untracked(), [("sleeper".to_owned(), 1), ("sleeper".to_owned(), 0)]);
}

#[wasm_bindgen_test]
async fn it_is_ticked_as_the_ballot_says() {
    let Answer { screen, ballot, .. } = answer(Ballot::new(poll())).await;
    for (chosen, ticked) in [("sleeper", true), ("coach", false)] {
        ballot.update(|ballot| ballot.choose(chosen, true));
        settle().await;
        assert_eq!(screen.input("radio", "By sleeper").checked(), ticked, "{chosen}");
    }
}

#[wasm_bindgen_test]
async fn it_cannot_be_ticked_while_it_is_disabled() {
    let Answer { screen, enabled, reported, .. } = answer(Ballot::new(poll())).await;
    enabled.set(false);
    settle().await;
    screen.press("radio", "By sleeper").await;
    assert!(reported.get_untracked().is_empty());
    assert!(screen.tab_stops().is_empty());
}

#[wasm_bindgen_test]
async fn the_own_choice_is_marked_in_words_once_it_has_arrived() {
    let Answer { screen, ballot, .. } = answer(voted(poll(), &["sleeper"])).await;
    assert_eq!(screen.names("radio"), ["By sleeper Your choice"]);
    assert!(screen.input("radio", "By sleeper Your choice").checked());
    ballot.update(|ballot| ballot.delivery = Some(Delivery::Sending));
    settle().await;
    assert!(!screen.says("Your choice"), "what is on its way is not counted yet");
}

#[wasm_bindgen_test]
async fn hidden_results_leave_neither_figures_nor_a_bar() {
    let mut hidden = poll();
    hidden.set_votes(None);
    let Answer { screen, ballot, .. } = answer(Ballot::new(hidden)).await;
    assert_eq!(screen.text(), "By sleeper");
    assert!(!is_visible(&screen.the(".poll-option__bar")));
    ballot.update(|ballot| ballot.poll.set_votes(Some(&[33, 30, 24, 21])));
    settle().await;
    assert_eq!(screen.text(), "By sleeper 33 (31%)");
    assert!(is_visible(&screen.the(".poll-option__bar")));
}

#[wasm_bindgen_test]
async fn figures_are_written_as_the_language_writes_them() {
    let mut many = poll();
    many.voters = 20_000;
    many.set_votes(Some(&[12_345, 0, 0, 7_655]));
    let Answer { screen, .. } = answer_in("ru", Ballot::new(many), false).await;
    assert_eq!(screen.text(), "By sleeper 12\u{a0}345 (62\u{a0}%)");
}
