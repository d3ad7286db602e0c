//! `PollCard` in its modes: scheduled, open, closed and final, results seen or hidden, one answer
//! or several.

use hustings_core::model::ballot::{Ballot, Delivery};
use hustings_wire::{Poll, PollState, Quiz, ResultsRule, Round, Timestamp, WriteIn, write_in::OTHER};
#[cfg_attr(
    not(feature = "stock"),
    expect(unused_imports, reason = "Leptos' signals have their methods from traits")
)]
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, HtmlSelectElement};

use crate::{
    poll_card::{Card, card, card_in},
    samples::{at, multiple, noon, poll, ranking, scale, voted},
    screen::{Screen, fire, settle, words},
};

pub(crate) fn hidden(results: ResultsRule) -> Poll {
    let mut poll = Poll { results, results_visible: false, ..poll() };
    poll.set_votes(None);
    poll
}

fn can_choose(screen: &Screen) -> bool {
    screen.all("input[name=option]:not(:disabled)").len() == 4
}

#[wasm_bindgen_test]
async fn how_many_to_choose_is_said_beforehand() {
    let cases = [
        (poll(), "Choose one answer"),
        (multiple(2, 2), "Choose exactly 2 answers"),
        (multiple(1, 3), "Choose up to 3 answers"),
        (multiple(2, 4), "Choose between 2 and 4 answers"),
    ];
    for (poll, hint) in cases {
        let Card { screen, .. } = card(Ballot::new(poll)).await;
        assert!(screen.says(hint), "{hint} in {}", screen.text());
    }
}

#[wasm_bindgen_test]
async fn of_several_answers_each_has_its_share_of_the_voters() {
    let mut poll = multiple(1, 3);
    poll.voters = 60;
    poll.set_votes(Some(&[33, 30, 24, 21]));
    let Card { screen, .. } = card(Ballot::new(poll)).await;
    assert!(screen.says("By sleeper 33 (55%)"), "{}", screen.text());
    assert!(screen.says("60 readers have voted"));
}

#[wasm_bindgen_test]
async fn results_hidden_until_the_vote_say_so_and_then_appear() {
    let Card { screen, ballot, .. } = card(Ballot::new(hidden(ResultsRule::AfterVote))).await;
    assert!(screen.says("Results are shown once you have voted"));
    assert!(!screen.says("33"), "{}", screen.text());
    assert!(screen.says("108 readers have voted"), "how many is no secret");
    let mut answer = voted(poll(), &["day"]).poll;
    answer.results = ResultsRule::AfterVote;
    ballot.update(|ballot| ballot.acknowledge(answer));
    settle().await;
    assert!(screen.says("33 (31%)"), "{}", screen.text());
    assert!(!screen.says("Results are shown"));
    assert_eq!(screen.statuses(), ["Your vote has been counted. Thank you."]);
}

#[wasm_bindgen_test]
async fn results_hidden_until_the_close_say_so_even_to_who_has_voted() {
    let Card { screen, .. } = card(voted(hidden(ResultsRule::AfterClose), &["day"])).await;
    assert!(screen.says("Results are shown once the poll has closed"));
    assert!(!screen.says("31%"), "{}", screen.text());
}

#[wasm_bindgen_test]
async fn a_scheduled_poll_says_when_it_opens_and_opens_by_the_clock() {
    let scheduled = Poll { state: PollState::Scheduled, opens_at: Some(at("2026-11-04T12:00:00Z")), ..poll() };
    let Card { screen, now, .. } = card(Ballot::new(scheduled)).await;
    assert!(screen.says("Opens on November\u{a0}4,\u{a0}2026"), "{}", screen.text());
    assert!(!can_choose(&screen));
    assert!(screen.names("button").is_empty());
    now.set(at("2026-11-04T12:00:00Z"));
    settle().await;
    assert!(can_choose(&screen));
    assert_eq!(screen.names("button"), ["Vote"]);
    assert!(!screen.says("Opens on"), "{}", screen.text());
}

#[wasm_bindgen_test]
async fn the_time_left_gets_finer_and_the_poll_closes_on_the_screen() {
    let closing = Poll { closes_at: Some(at("2026-11-05T13:00:00Z")), ..poll() };
    let Card { screen, now, .. } = card(Ballot::new(closing)).await;
    let cases = [
        ("2026-11-02T12:00:00Z", "Closes on November\u{a0}5,\u{a0}2026"),
        ("2026-11-05T08:30:00Z", "Closes in 4 hours"),
        ("2026-11-05T12:50:00Z", "Closes in 10 minutes"),
        ("2026-11-05T12:59:59Z", "Closes in 1 second"),
    ];
    for (time, said) in cases {
        now.set(at(time));
        settle().await;
        assert!(screen.says(said), "{said} in {}", screen.text());
        assert!(can_choose(&screen), "{time}");
    }
    screen.press("radio", "By coach").await;
    now.set(at("2026-11-05T13:00:00Z"));
    settle().await;
    assert!(screen.says("Closed on November\u{a0}5,\u{a0}2026"), "{}", screen.text());
    assert!(!can_choose(&screen));
    assert!(screen.names("button").is_empty());
    assert!(!screen.says("Choose one answer"));
}

#[wasm_bindgen_test]
async fn a_poll_closed_early_does_not_name_a_day_to_come() {
    let early: Option<Timestamp> = Some(at("2026-12-01T00:00:00Z"));
    let Card { screen, .. } = card(Ballot::new(Poll { state: PollState::Closed, closes_at: early, ..poll() })).await;
    assert!(screen.says("The poll is closed"), "{}", screen.text());
    assert!(screen.says("By sleeper 33 (31%)"), "its results stay");
    assert!(!can_choose(&screen));
}

#[wasm_bindgen_test]
async fn a_vote_in_a_closed_poll_cannot_be_withdrawn() {
    let closed = Poll { state: PollState::Closed, closes_at: Some(noon()), ..poll() };
    let Card { screen, .. } = card(voted(closed, &["day"])).await;
    assert!(screen.says("By day train Your choice 30 (28%)"), "{}", screen.text());
    assert!(screen.names("button").is_empty());
}

#[wasm_bindgen_test]
async fn that_a_vote_is_final_is_said_before_and_holds_after() {
    let last_word = Poll { changeable: false, ..poll() };
    let Card { screen, ballot, .. } = card(Ballot::new(last_word.clone())).await;
    assert!(screen.says("A vote in this poll is final"), "{}", screen.text());
    assert!(can_choose(&screen));
    ballot.update(|ballot| ballot.acknowledge(voted(last_word, &["day"]).poll));
    settle().await;
    assert!(!can_choose(&screen));
    assert!(screen.names("button").is_empty());
    assert!(screen.says("Your choice"));
}

#[wasm_bindgen_test]
async fn it_speaks_the_language_of_the_page() {
    let closing = Poll { closes_at: Some(at("2026-11-05T13:00:00Z")), voters: 21, ..poll() };
    let Card { screen, .. } = card_in("ru", Ballot::new(closing), None, 2).await;
    for words in
        ["Выберите один ответ", "Проголосовал 21 читатель", "Завершится 5\u{a0}ноября\u{a0}2026", "33 (31\u{a0}%)"]
    {
        assert!(screen.says(words), "{words} in {}", screen.text());
    }
}

#[wasm_bindgen_test]
async fn steps_of_a_scale_are_numbers_whose_controls_say_what_the_ends_mean() {
    let Card { screen, ballot, .. } = card(Ballot::new(scale([1, 2, 3, 4, 2]))).await;
    assert_eq!(screen.names("radio"), ["1, nothing", "2", "3", "4", "5, everything"]);
    assert!(screen.says("Choose one step"), "{}", screen.text());
    assert_eq!(words(&screen.the(".poll-card__ends")), "nothing everything");
    assert!(screen.says("Median 3, mean 3.33; half of the votes are between 2 and 4"), "{}", screen.text());
    screen.press("radio", "5, everything").await;
    assert_eq!(ballot.get_untracked().chosen, ["5"]);
    ballot.update(|ballot| ballot.poll = scale([0, 0, 1, 9, 1]));
    settle().await;
    assert!(screen.says("Median 4, mean 4; more than half of the votes are for 4"), "{}", screen.text());
}

#[wasm_bindgen_test]
async fn a_scale_of_words_says_which_answer_is_in_the_middle() {
    let mut poll = scale([1, 2, 3, 4, 2]);
    for (step, label) in poll.options.iter_mut().zip(["never", "seldom", "at times", "often", "always"]) {
        step.label = label.into();
    }
    let Card { screen, .. } = card(Ballot::new(poll)).await;
    assert_eq!(screen.names("radio"), ["never", "seldom", "at times", "often", "always"]);
    assert!(screen.says("The middle answer is “at times”"), "{}", screen.text());
    assert!(screen.all(".poll-card__ends").is_empty());
}

#[wasm_bindgen_test]
async fn a_scale_says_nothing_of_votes_that_are_hidden_or_not_there() {
    let mut hidden = scale([1, 2, 3, 4, 2]);
    hidden.set_votes(None);
    for poll in [hidden, scale([0; 5])] {
        let Card { screen, .. } = card(Ballot::new(poll)).await;
        assert!(!screen.says("Median"), "{}", screen.text());
    }
}

/// A quiz of which this reader is told this.
fn quiz(correct: Option<&str>) -> Poll {
    let correct = correct.map(|id| vec![id.to_owned()]);
    let explanation = correct.as_ref().map(|_| "It is the oldest.".to_owned());
    Poll { changeable: false, quiz: Some(Quiz { correct, explanation }), ..poll() }
}

#[wasm_bindgen_test]
async fn a_quiz_says_what_is_right_once_the_answer_has_arrived() {
    let Card { screen, ballot, .. } = card(Ballot::new(quiz(None))).await;
    assert!(!screen.says("Right answer") && !screen.says("It is the oldest."), "{}", screen.text());
    for (answer, said) in
        [("coach", "That is right. It is the oldest."), ("day", "That was another one. It is the oldest.")]
    {
        ballot.set(Ballot::new(quiz(None)));
        settle().await;
        ballot.update(|ballot| {
            ballot.choose(answer, true);
            ballot.delivery = Some(Delivery::Sending);
        });
        settle().await;
        assert!(!screen.says("It is the oldest."), "{}", screen.text());
        ballot.update(|ballot| ballot.acknowledge(voted(quiz(Some("coach")), &[answer]).poll));
        settle().await;
        assert!(screen.says(said), "{said} in {}", screen.text());
        assert_eq!(screen.all(".poll-option__right:not([hidden])").len(), 1);
        assert!(
            screen.says("By coach") && words(&screen.all(".poll-option")[2]).contains("Right answer"),
            "{}",
            screen.text()
        );
    }
}

#[wasm_bindgen_test]
async fn who_only_looks_at_a_quiz_is_told_and_has_no_answer() {
    let looked = Poll { abstain: true, has_abstained: true, my_vote: Some(Vec::new()), ..quiz(Some("coach")) };
    let Card { screen, .. } = card(Ballot::new(looked)).await;
    assert!(screen.says("It is the oldest."), "{}", screen.text());
    assert!(!screen.says("That is right.") && !screen.says("That was another one."), "{}", screen.text());
    assert!(!can_choose(&screen) && screen.names("button").is_empty());
}

/// The places that the options show, in the order of the options.
fn places(screen: &Screen) -> Vec<String> {
    let value = |list: HtmlElement| list.unchecked_into::<HtmlSelectElement>().value();
    screen.all(".poll-option__place").into_iter().map(value).collect()
}

#[wasm_bindgen_test]
async fn a_ranking_is_put_in_order_by_places_and_says_every_move() {
    let Card { screen, ballot, .. } = card(Ballot::new(ranking())).await;
    assert!(screen.says("Give up to 3 answers a place, 1 for the one you prefer"), "{}", screen.text());
    let give = async |option: usize, place: &str| {
        let list: HtmlSelectElement = screen.all(".poll-option__place").swap_remove(option).unchecked_into();
        list.set_value(place);
        fire(&list, "change");
        settle().await;
        places(&screen).join(" ")
    };
    assert_eq!(places(&screen).join(" "), "0 0 0 0");
    assert_eq!(give(2, "1").await, "0 0 1 0");
    assert_eq!(give(0, "3").await, "2 0 1 0", "a place behind the last is the next one");
    assert!(screen.statuses().concat().contains("Your order: 1. By coach · 2. By sleeper"), "{:?}", screen.statuses());
    assert_eq!(give(0, "1").await, "1 0 2 0");
    assert_eq!(ballot.get_untracked().chosen, ["sleeper", "coach"]);
    assert_eq!(give(0, "0").await, "0 0 1 0");
}

#[wasm_bindgen_test]
async fn a_ranking_says_who_is_ahead_and_who_has_won() {
    let rounds = |elected: &str| {
        let round = |eliminated: Option<&str>, elected: Option<&str>| Round {
            votes: vec![("coach".into(), 2), ("day".into(), 3)],
            exhausted: 0,
            eliminated: eliminated.map(str::to_owned),
            elected: elected.map(str::to_owned),
        };
        Some(vec![round(Some("plane"), None), round(None, Some(elected))])
    };
    let Card { screen, ballot, .. } = card(Ballot::new(Poll { rounds: rounds("day"), ..ranking() })).await;
    assert!(screen.says("“By day train” is ahead after 2 rounds of counting"), "{}", screen.text());
    ballot.update(|ballot| ballot.poll.rounds = rounds("coach"));
    settle().await;
    assert!(screen.says("“By coach” is ahead after 2 rounds of counting"), "{}", screen.text());
    ballot.update(|ballot| ballot.poll.state = PollState::Closed);
    settle().await;
    assert!(screen.says("“By coach” has won after 2 rounds of counting"), "{}", screen.text());
}

/// The poll with five answers in readers' own words, of which one may be this reader's.
fn worded(mine: Option<&str>) -> Poll {
    let write_in = Some(WriteIn { max: 80, count: None, percent: None, mine: mine.map(str::to_owned) });
    let my_vote = mine.map(|_| vec![OTHER.to_owned()]);
    let mut poll = Poll { write_in, my_vote, voters: 100, total_votes: 100, ..poll() };
    poll.set_votes(Some(&[33, 30, 17, 15, 5]));
    poll
}

#[wasm_bindgen_test]
async fn an_answer_of_the_readers_own_has_a_radio_a_field_and_a_line_of_its_own() {
    let Card { screen, ballot, .. } = card(Ballot::new(worded(None))).await;
    assert_eq!(screen.names("radio").last().map(String::as_str), Some("Another answer"));
    assert_eq!(screen.names("textbox"), ["Your own answer"]);
    assert!(screen.says("Another answer 5 (5%)"), "{}", screen.text());
    screen.type_into("Your own answer", "By bicycle").await;
    assert!(screen.input("radio", "Another answer").checked(), "what is written is ticked");
    screen.press("button", "Vote").await;
    assert_eq!(ballot.get_untracked().vote(), ["_other:By bicycle"]);
    ballot.update(|ballot| ballot.acknowledge(worded(Some("By bicycle"))));
    settle().await;
    assert!(screen.says("Another answer Your choice 5 (5%)"), "{}", screen.text());
    assert_eq!(screen.input("textbox", "Your own answer").value(), "By bicycle");
}

/// A field reports what was written before the app took it over, with what was ticked after that.
#[wasm_bindgen_test]
async fn what_was_written_before_another_answer_was_ticked_stays_written_and_is_no_vote() {
    let Card { screen, ballot, .. } = card(Ballot::new(worded(None))).await;
    screen.press("radio", "By coach").await;
    let ticked = ballot.get_untracked().vote();
    screen.type_into("Your own answer", "By bicycle").await;
    assert!(screen.input("radio", "By coach").checked());
    assert_eq!(ballot.get_untracked().vote(), ticked);
    screen.press("radio", "Another answer").await;
    assert_eq!(ballot.get_untracked().vote(), ["_other:By bicycle"]);
}

#[wasm_bindgen_test]
async fn an_answer_of_ones_own_without_words_says_what_is_missing() {
    let Card { screen, .. } = card(Ballot::new(worded(None))).await;
    screen.press("radio", "Another answer").await;
    assert_eq!(screen.statuses(), ["Write your answer, or choose another one."]);
    screen.press("radio", "By coach").await;
    assert!(screen.statuses().is_empty(), "{:?}", screen.statuses());
}

#[wasm_bindgen_test]
async fn where_nothing_can_be_written_any_more_ones_own_words_stay_readable() {
    let closed = |mine| Poll { state: PollState::Closed, closes_at: Some(noon()), ..worded(mine) };
    let Card { screen, .. } = card(Ballot::new(closed(Some("By bicycle")))).await;
    assert!(screen.input("textbox", "Your own answer").disabled());
    assert!(screen.says("Another answer Your choice 5 (5%)"), "{}", screen.text());
    let Card { screen, .. } = card(Ballot::new(closed(None))).await;
    assert!(screen.the(".poll-option__field").hidden());
}
