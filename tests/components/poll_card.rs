//! `PollCard`: choosing, sending, changing and withdrawing. Its modes are in `poll_modes`.

use hustings::components::{
    poll_card::{PollCard, PollEvents, PollSignals},
    star_rating::FormPaths,
};
use hustings_core::{
    i18n::Zone,
    model::{
        ballot::{Ballot, Delivery},
        live_status::LiveStatus,
    },
};
use hustings_wire::{ErrorCode, Poll, PollSnapshot, PollState, ResultsRule, Seq, Timestamp};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    poll_modes::hidden,
    samples::{multiple, noon, poll, voted},
    screen::{Screen, settle, show_in},
};

/// A poll on the screen, joined to the rules as the app joins it, and what it has reported.
pub(crate) struct Card {
    pub(crate) screen: Screen,
    pub(crate) ballot: RwSignal<Ballot>,
    pub(crate) now: RwSignal<Timestamp>,
    live: RwSignal<LiveStatus>,
    reported: RwSignal<Vec<String>>,
}

/// The poll in the language `lang`, at noon.
pub(crate) async fn card_in(lang: &str, ballot: Ballot, problem: Option<&str>, heading: u8) -> Card {
    let ballot = RwSignal::new(ballot);
    let (now, live) = (RwSignal::new(noon()), RwSignal::new(LiveStatus::Off));
    let reported = RwSignal::new(Vec::new());
    let report = move |what: String| reported.update(|all| all.push(what));
    let events = PollEvents {
        on_choose: Callback::new(move |(option, place): (String, usize)| {
            ballot.update(|ballot| ballot.give_place(&option, place));
            report(format!("{} {option}", if place > 0 { "choose" } else { "leave" }));
        }),
        on_send: Callback::new(move |()| report("send".to_owned())),
        on_withdraw: Callback::new(move |()| report("withdraw".to_owned())),
    };
    let signals = PollSignals { ballot: ballot.into(), now: now.into(), zone: Zone::Utc.into(), live: live.into() };
    let form = FormPaths { action: "/en/polls/trains/vote".into(), back: "/en/polls/trains".into() };
    let problem = problem.map(str::to_owned);
    let view = move || {
        view! {
            <PollCard signals=signals events=events form=form problem=problem media_base=String::new() heading=heading>
                <p>"Share this poll"</p>
            </PollCard>
        }
    };
    Card { screen: show_in(lang, view).await, ballot, now, live, reported }
}

/// The poll in English.
pub(crate) async fn card(ballot: Ballot) -> Card {
    card_in("en", ballot, None, 2).await
}

fn chosen(screen: &Screen, role: &str) -> Vec<String> {
    let ticked = |name: &String| screen.input(role, name).checked();
    screen.names(role).into_iter().filter(ticked).collect()
}

fn lengths(screen: &Screen) -> Vec<String> {
    screen.all(".tally-bar__fill").iter().filter_map(|bar| bar.get_attribute("width")).collect()
}

#[wasm_bindgen_test]
async fn a_question_its_answers_and_how_they_stand() {
    let Card { screen, .. } = card(Ballot::new(poll())).await;
    for words in [
        "How would you travel?",
        "Choose one answer",
        "By sleeper 33 (31%)",
        "By day train 30 (28%)",
        "By coach 24 (22%)",
        "By plane 21 (19%)",
        "108 readers have voted",
        "Share this poll",
    ] {
        assert!(screen.says(words), "{words} in {}", screen.text());
    }
    assert_eq!(lengths(&screen), ["31%", "28%", "22%", "19%"]);
}

#[wasm_bindgen_test]
async fn answers_are_one_tab_stop_of_a_group_named_by_the_question() {
    let Card { screen, .. } = card(Ballot::new(poll())).await;
    assert_eq!(screen.names("region"), ["How would you travel?"]);
    assert_eq!(screen.names("radiogroup"), ["How would you travel?"]);
    assert_eq!(screen.names("radio"), ["By sleeper", "By day train", "By coach", "By plane"]);
    assert_eq!(screen.tab_stops(), ["By sleeper", "Vote"]);
}

#[wasm_bindgen_test]
async fn answers_of_which_several_can_be_chosen_are_a_tab_stop_each() {
    let Card { screen, .. } = card(Ballot::new(multiple(1, 3))).await;
    assert_eq!(screen.names("group"), ["How would you travel?"]);
    assert_eq!(screen.tab_stops(), ["By sleeper", "By day train", "By coach", "By plane", "Vote"]);
}

#[wasm_bindgen_test]
async fn on_its_own_page_the_question_is_the_title() {
    for (heading, tag) in [(1, "h1"), (2, "h2")] {
        let Card { screen, .. } = card_in("en", Ballot::new(poll()), None, heading).await;
        assert_eq!(screen.the(tag).inner_text(), "How would you travel?");
    }
}

#[wasm_bindgen_test]
async fn one_choice_replaces_another() {
    let Card { screen, reported, .. } = card(Ballot::new(poll())).await;
    screen.press("radio", "By coach").await;
    assert_eq!(chosen(&screen, "radio"), ["By coach"]);
    screen.press("radio", "By sleeper").await;
    assert_eq!(chosen(&screen, "radio"), ["By sleeper"]);
    assert_eq!(reported.get_untracked(), ["choose coach", "choose sleeper"], "choosing does not send");
}

#[wasm_bindgen_test]
async fn a_vote_is_sent_by_the_button_once_there_is_a_choice() {
    let Card { screen, reported, .. } = card(Ballot::new(poll())).await;
    screen.press("radio", "By coach").await;
    screen.press("button", "Vote").await;
    assert_eq!(reported.get_untracked(), ["choose coach", "send"]);
}

#[wasm_bindgen_test]
async fn the_enter_key_sends_too() {
    let Card { screen, reported, .. } = card(Ballot::new(poll())).await;
    screen.press("radio", "By coach").await;
    let form: web_sys::HtmlFormElement = screen.the("form").unchecked_into();
    form.request_submit().expect("the form is complete");
    settle().await;
    assert_eq!(reported.get_untracked(), ["choose coach", "send"]);
}

#[wasm_bindgen_test]
async fn limits_are_said_while_choosing() {
    let Card { screen, .. } = card(Ballot::new(multiple(2, 3))).await;
    let steps = [
        ("By sleeper", &["Choose at least 2 answers"][..]),
        ("By day train", &[]),
        ("By coach", &[]),
        ("By plane", &["Choose no more than 3 answers"]),
    ];
    for (answer, said) in steps {
        screen.press("checkbox", answer).await;
        assert_eq!(screen.statuses(), said, "{answer}");
    }
    screen.press("checkbox", "By plane").await;
    assert_eq!(chosen(&screen, "checkbox"), ["By sleeper", "By day train", "By coach"]);
}

#[wasm_bindgen_test]
async fn a_reader_who_sends_nothing_is_told_what_is_missing() {
    let mut ballot = Ballot::new(poll());
    ballot.tried = true;
    let Card { screen, .. } = card(ballot).await;
    assert_eq!(screen.statuses(), ["Choose at least 1 answer"]);
}

#[wasm_bindgen_test]
async fn the_own_vote_is_marked_and_can_be_changed() {
    let Card { screen, reported, .. } = card(voted(poll(), &["day"])).await;
    assert_eq!(screen.names("radio"), ["By sleeper", "By day train Your choice", "By coach", "By plane"]);
    assert_eq!(chosen(&screen, "radio"), ["By day train Your choice"]);
    screen.press("radio", "By plane").await;
    screen.press("button", "Change my vote").await;
    assert_eq!(reported.get_untracked(), ["choose plane", "send"]);
}

#[wasm_bindgen_test]
async fn a_vote_can_be_withdrawn_by_who_has_one() {
    let Card { screen, .. } = card(Ballot::new(poll())).await;
    assert!(!screen.says("Withdraw my vote"));
    let Card { screen, reported, .. } = card(voted(poll(), &["day"])).await;
    screen.press("button", "Withdraw my vote").await;
    assert_eq!(reported.get_untracked(), ["withdraw"], "withdrawing sends no vote besides");
}

#[wasm_bindgen_test]
async fn who_only_wants_to_see_the_results_says_so_by_a_button() {
    let Card { screen, .. } = card(Ballot::new(poll())).await;
    assert!(!screen.says("Only show me the results"), "not where the poll's file does not have it");
    let shy = Poll { abstain: true, ..hidden(ResultsRule::AfterVote) };
    let Card { screen, ballot, reported, .. } = card(Ballot::new(shy.clone())).await;
    assert_eq!(screen.tab_stops(), ["By sleeper", "Vote", "Only show me the results"]);
    screen.press("button", "Only show me the results").await;
    assert_eq!(reported.get_untracked(), ["withdraw"], "it sends no vote besides");

    let told = Poll { abstained: Some(12), has_abstained: true, my_vote: Some(Vec::new()), ..shy };
    let mut told = Poll { results_visible: true, ..told };
    told.set_votes(Some(&[33, 30, 24, 21]));
    ballot.update(|ballot| ballot.acknowledge(told));
    settle().await;
    assert_eq!(screen.statuses(), ["You only looked at the results."]);
    assert!(screen.says("By sleeper 33 (31%)") && screen.says("108 readers have voted · 12 readers only looked"));
    assert_eq!(screen.tab_stops(), ["By sleeper", "Vote"], "a vote is still possible, and there is none to withdraw");
    screen.press("radio", "By coach").await;
    screen.press("button", "Vote").await;
    assert_eq!(reported.get_untracked(), ["withdraw", "choose coach", "send"]);
}

#[wasm_bindgen_test]
async fn bars_move_as_others_vote_and_the_choice_in_the_making_stays() {
    let Card { screen, ballot, .. } = card(Ballot::new(poll())).await;
    screen.press("radio", "By coach").await;
    let votes = [("sleeper", 34), ("day", 30), ("coach", 24), ("plane", 112)];
    let frame = PollSnapshot {
        id: "trains".into(),
        seq: Seq::new("e", 2),
        state: PollState::Open,
        voters: 200,
        total_votes: 200,
        votes: Some(votes.map(|(id, votes)| (id.to_owned(), votes)).into()),
        rounds: None,
        abstained: None,
        write_in: None,
    };
    ballot.update(|ballot| ballot.apply_live(frame.clone().into()));
    settle().await;
    assert!(screen.says("By plane 112 (56%)"), "{}", screen.text());
    assert!(screen.says("200 readers have voted"));
    assert_eq!(lengths(&screen), ["17%", "15%", "12%", "56%"]);
    assert_eq!(chosen(&screen, "radio"), ["By coach"]);
    assert!(screen.statuses().is_empty(), "others' votes are not announced");
}

#[wasm_bindgen_test]
async fn what_became_of_the_vote_is_said() {
    let Card { screen, ballot, .. } = card(Ballot::new(poll())).await;
    let cases = [
        (None, &[][..]),
        (Some(Delivery::Sending), &["Sending…"]),
        (
            Some(Delivery::NotSent),
            &["Not sent yet. It is kept on this device and goes out by itself as soon as it can."],
        ),
        (
            Some(Delivery::SignedOut),
            &["Not sent yet. It is kept on this device and goes out once this site has signed you in again."],
        ),
        (Some(Delivery::Delivered), &["Your vote has been counted. Thank you."]),
        (Some(Delivery::Withdrawn), &["Your vote has been withdrawn."]),
        (Some(Delivery::Refused(ErrorCode::PollClosed)), &["The poll has closed; no more votes are counted."]),
        (
            Some(Delivery::Refused(ErrorCode::VoteNotChangeable)),
            &["You have voted already, and a vote in this poll is final."],
        ),
        (
            Some(Delivery::Refused(ErrorCode::Unavailable)),
            &["The publication cannot be reached at the moment. Try again shortly."],
        ),
    ];
    for (delivery, said) in cases {
        ballot.update(|ballot| ballot.delivery = delivery);
        settle().await;
        assert_eq!(screen.statuses(), said, "{delivery:?}");
    }
}

#[wasm_bindgen_test]
async fn a_refused_form_shows_why_until_the_next_action() {
    let Card { screen, ballot, .. } = card_in("en", Ballot::new(poll()), Some("The poll has closed."), 2).await;
    assert_eq!(screen.statuses(), ["The poll has closed."]);
    ballot.update(|ballot| ballot.delivery = Some(Delivery::Sending));
    settle().await;
    assert_eq!(screen.statuses(), ["Sending…"]);
}

#[wasm_bindgen_test]
async fn how_the_stream_does_is_shown_in_a_word() {
    let Card { screen, live, .. } = card(Ballot::new(poll())).await;
    for (status, word) in [(LiveStatus::Live, "Poll Live"), (LiveStatus::Offline, "Poll Offline")] {
        live.set(status);
        settle().await;
        assert!(screen.says(word), "{word} in {}", screen.text());
    }
}

#[wasm_bindgen_test]
async fn without_scripts_it_is_a_form_that_comes_back() {
    let Card { screen, .. } = card(voted(poll(), &["day"])).await;
    let form = screen.the("form");
    assert_eq!(form.get_attribute("method").as_deref(), Some("post"));
    assert_eq!(form.get_attribute("action").as_deref(), Some("/en/polls/trains/vote"));
    assert_eq!(screen.the("input[name=return]").get_attribute("value").as_deref(), Some("/en/polls/trains"));
    let sent: Vec<_> = screen.all("button").iter().filter_map(|button| button.get_attribute("value")).collect();
    assert_eq!(sent, ["vote", "withdraw"]);
    let options: Vec<_> = screen.all("input[name=option]").iter().filter_map(|o| o.get_attribute("value")).collect();
    assert_eq!(options, ["sleeper", "day", "coach", "plane"]);
}
