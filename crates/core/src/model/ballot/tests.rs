//! What a ballot makes of choices, clocks, the live stream and snapshots.

use hustings_wire::{Direction, PollOption, ResultsRule, Round};

use super::*;

pub(crate) fn poll(kind: PollKind, min: u32, max: u32) -> Poll {
    let option = |id: &str| PollOption {
        id: id.into(),
        label: id.to_uppercase(),
        image: None,
        votes: Some(0),
        percent: Some(0),
    };
    Poll {
        id: "p".into(),
        lang: "en".into(),
        dir: Direction::Ltr,
        question: "Which?".into(),
        kind,
        min_choices: min,
        max_choices: max,
        options: ["a", "b", "c"].map(option).to_vec(),
        voters: 0,
        total_votes: 0,
        state: PollState::Open,
        opens_at: None,
        closes_at: None,
        results: ResultsRule::Always,
        results_visible: true,
        changeable: true,
        abstain: false,
        abstained: None,
        has_abstained: false,
        identity_required: false,
        allowed_origins: Vec::new(),
        write_in: None,
        quiz: None,
        rounds: None,
        my_vote: None,
        flow: None,
        my_before: None,
        seq: Seq::new("e", 1),
    }
}

fn tally(number: u64, a: u64) -> Tally {
    Tally {
        id: "p".into(),
        seq: Seq::new("e", number),
        state: PollState::Open,
        totals: [a, a],
        votes: Some(vec![("a".to_owned(), a)]),
        rounds: None,
        abstained: None,
    }
}

#[test]
fn a_single_choice_replaces_and_a_multiple_one_collects() {
    let mut single = Ballot::new(poll(PollKind::Single, 1, 1));
    single.choose("b", true);
    single.choose("a", true);
    assert_eq!(single.chosen, ["a"]);

    let mut multiple = Ballot::new(poll(PollKind::Multiple, 1, 2));
    multiple.choose("c", true);
    multiple.choose("a", true);
    assert_eq!(multiple.chosen, ["a", "c"], "in the order of the options");
    multiple.choose("c", false);
    assert_eq!(multiple.chosen, ["a"]);
}

#[test]
fn a_ranking_keeps_the_readers_order_which_is_the_vote() {
    let mut ballot = Ballot::new(poll(PollKind::Ranking, 2, 3));
    ballot.choose("c", true);
    assert_eq!((ballot.chosen.len(), ballot.check()), (1, Err(ChoiceFault::TooFew(2))));
    ballot.choose("a", true);
    assert_eq!((ballot.chosen.as_slice(), ballot.check()), (&["c".to_owned(), "a".to_owned()][..], Ok(())));
    let voted = Poll { my_vote: Some(vec!["c".into(), "a".into()]), ..poll(PollKind::Ranking, 2, 3) };
    ballot.acknowledge(voted);
    assert!(!ballot.differs_from_vote());
    ballot.choose("c", false);
    ballot.choose("c", true);
    assert!(ballot.differs_from_vote(), "the same options in another order");
}

#[test]
fn the_rounds_of_a_ranking_go_with_its_votes() {
    let round =
        |votes| Round { votes: vec![("a".into(), votes)], exhausted: 0, eliminated: None, elected: Some("a".into()) };
    let with = |number, votes| Tally { rounds: Some(vec![round(votes)]), ..tally(number, votes) };
    let mut ballot = Ballot::new(poll(PollKind::Ranking, 1, 3));
    ballot.apply_live(with(3, 2));
    ballot.apply_live(with(2, 1));
    assert_eq!(ballot.poll.rounds, Some(vec![round(2)]), "an older snapshot is passed over");
    ballot.apply_snapshot(poll(PollKind::Ranking, 1, 3));
    assert_eq!(ballot.poll.rounds, Some(vec![round(2)]), "so is an older answer");
    ballot.apply_live(Tally { votes: None, rounds: None, ..tally(4, 2) });
    assert_eq!(ballot.poll.rounds, None, "they hide with the votes");
}

#[test]
fn limits_are_said_before_anything_is_sent() {
    let mut ballot = Ballot::new(poll(PollKind::Multiple, 2, 2));
    assert_eq!(ballot.check(), Err(ChoiceFault::TooFew(2)));
    for id in ["a", "b", "c"] {
        ballot.choose(id, true);
    }
    assert_eq!(ballot.check(), Err(ChoiceFault::TooMany(2)));
    ballot.choose("a", false);
    assert_eq!(ballot.check(), Ok(()));
}

#[test]
fn options_stay_where_they_are_when_the_server_asks_in_another_order() {
    let mut ballot = Ballot::new(poll(PollKind::Multiple, 1, 3));
    let in_order = |ids: &str, seq: u64| {
        let mut drawn = poll(PollKind::Multiple, 1, 3);
        let find = |id: char| drawn.options.iter().find(|o| o.id == id.to_string()).cloned();
        drawn.options = ids.chars().filter_map(find).collect();
        drawn.set_votes(Some(&ids.bytes().map(u64::from).collect::<Vec<_>>()));
        drawn.seq = Seq::new("e", seq);
        drawn
    };
    let shown = |ballot: &Ballot| -> Vec<_> { ballot.poll.options.iter().map(|o| (o.id.clone(), o.votes)).collect() };
    let expected = [("a", 97), ("b", 98), ("c", 99)].map(|(id, votes)| (id.to_owned(), Some(votes)));
    for (ids, seq) in [("cab", 2), ("bca", 3), ("cba", 2)] {
        ballot.apply_snapshot(in_order(ids, seq));
        assert_eq!(shown(&ballot), expected, "{ids}");
    }
    ballot.acknowledge(in_order("cba", 4));
    assert_eq!(shown(&ballot), expected, "after a vote");
    // An editor has taken one out.
    ballot.apply_snapshot(in_order("cb", 5));
    assert_eq!(shown(&ballot), expected[1..]);
}

#[test]
fn the_clock_opens_and_closes_a_poll_without_a_snapshot() {
    let at = Timestamp::from_unix;
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    ballot.poll.state = PollState::Scheduled;
    ballot.poll.opens_at = Some(at(100));
    ballot.poll.closes_at = Some(at(200));
    for (now, state) in [(99, PollState::Scheduled), (100, PollState::Open), (200, PollState::Closed)] {
        assert_eq!(ballot.state_at(at(now)), state, "{now}");
    }
    ballot.poll.state = PollState::Closed;
    assert_eq!(ballot.state_at(at(150)), PollState::Closed, "the owner may close early");
}

#[test]
fn an_older_tally_is_ignored_and_a_newer_keeps_ticks() {
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    ballot.choose("b", true);
    ballot.apply_live(tally(5, 3));
    ballot.apply_live(tally(4, 1));
    assert_eq!(ballot.poll.options[0].votes, Some(3));
    assert_eq!(ballot.poll.options[0].percent, Some(100));
    assert_eq!(ballot.chosen, ["b"]);
}

#[test]
fn what_is_ticked_while_something_is_on_its_way_stays_ticked() {
    let answer = |number, mine: Option<&str>| {
        let my_vote = mine.map(|id| vec![id.to_owned()]);
        Poll { my_vote, seq: Seq::new("e", number), ..poll(PollKind::Single, 1, 1) }
    };
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    ballot.choose("a", true);
    ballot.send();
    ballot.choose("b", true);
    ballot.acknowledge(answer(2, Some("a")));
    assert_eq!((&*ballot.chosen, ballot.delivery), (&["b".to_owned()][..], Some(Delivery::Delivered)), "a vote");
    ballot.apply_snapshot(answer(3, Some("a")));
    assert_eq!(ballot.chosen, ["b"], "it is being chosen");
    ballot.send();
    ballot.choose("a", true);
    ballot.acknowledge(answer(4, Some("b")));
    assert_eq!(ballot.chosen, ["a"], "the choice before");
    ballot.chosen.clear();
    ballot.send();
    ballot.choose("b", true);
    ballot.acknowledge(answer(5, None));
    assert_eq!((&*ballot.chosen, ballot.delivery), (&["b".to_owned()][..], Some(Delivery::Withdrawn)), "a withdrawal");
    ballot.send();
    ballot.acknowledge(answer(6, Some("b")));
    ballot.apply_snapshot(answer(7, Some("a")));
    assert_eq!(ballot.chosen, ["a"], "changed elsewhere, and nothing was ticked since");
}

#[test]
fn a_late_acknowledgement_keeps_newer_counts() {
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    ballot.choose("a", true);
    ballot.delivery = Some(Delivery::Sending);
    ballot.apply_live(tally(9, 7));
    let mut answer = poll(PollKind::Single, 1, 1);
    answer.my_vote = Some(vec!["a".into()]);
    answer.seq = Seq::new("e", 6);
    ballot.acknowledge(answer);
    assert_eq!(ballot.delivery, Some(Delivery::Delivered));
    assert_eq!(ballot.poll.my_vote.as_deref(), Some(&["a".to_owned()][..]));
    assert_eq!(ballot.poll.options[0].votes, Some(7));
    assert!(!ballot.differs_from_vote());
}

#[test]
fn a_stale_response_keeps_an_acknowledged_vote() {
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    let at = |number, mine: Option<&str>| {
        let mut snapshot = poll(PollKind::Single, 1, 1);
        (snapshot.seq, snapshot.my_vote) = (Seq::new("e", number), mine.map(|id| vec![id.to_owned()]));
        snapshot
    };
    ballot.acknowledge(at(6, Some("a")));
    ballot.apply_snapshot(at(5, None));
    assert_eq!(ballot.poll.my_vote.as_deref(), Some(&["a".to_owned()][..]));
    assert!(!ballot.differs_from_vote());
    ballot.apply_snapshot(at(7, None));
    assert_eq!(ballot.poll.my_vote, None, "it was taken back elsewhere");
}

#[test]
fn another_reader_sees_neither_the_vote_nor_what_it_opened() {
    for (name, results, state, visible) in [
        ("results for everybody", ResultsRule::Always, PollState::Open, true),
        ("results for voters", ResultsRule::AfterVote, PollState::Open, false),
        ("results for voters, and the poll is closed", ResultsRule::AfterVote, PollState::Closed, true),
    ] {
        let snapshot = Poll { results, state, my_vote: Some(vec!["a".into()]), ..poll(PollKind::Single, 1, 1) };
        let mut ballot = Ballot::new(snapshot.clone());
        ballot.acknowledge(Poll { seq: Seq::new("e", 6), ..snapshot });
        ballot.pass_on();
        assert_eq!((&ballot.poll.my_vote, &ballot.chosen, ballot.delivery), (&None, &Vec::new(), None), "{name}");
        assert_eq!(ballot.poll.results_visible, visible, "{name}");
        assert_eq!(ballot.poll.options[0].votes.is_some(), visible, "{name}");
        let own = Poll { my_vote: Some(vec!["b".into()]), ..poll(PollKind::Single, 1, 1) };
        ballot.apply_snapshot(own);
        assert_eq!(ballot.chosen, ["b"], "{name}: what was acknowledged to the last reader outdates nothing");
    }
}

#[test]
fn a_poll_that_has_asked_for_signed_readers_is_signed_from_then_on() {
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    assert!(!ballot.is_signed);
    for identity_required in [true, false] {
        ballot.apply_snapshot(Poll { identity_required, ..poll(PollKind::Single, 1, 1) });
        assert!(ballot.is_signed, "{identity_required}");
    }
}

#[test]
fn a_file_gives_words_and_takes_neither_votes_nor_marks_away() {
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    ballot.poll.my_vote = Some(vec!["a".into()]);
    ballot.poll.state = PollState::Closed;
    ballot.apply_live(Tally { state: PollState::Closed, ..tally(9, 7) });
    let mut file = poll(PollKind::Single, 1, 1);
    file.question = "Welche?".into();
    file.seq = Seq::new(hustings_wire::STATIC_EPOCH, 20);
    ballot.apply_snapshot(file.clone());
    assert_eq!((ballot.poll.question.as_str(), ballot.poll.options[0].votes), ("Welche?", Some(7)));
    assert_eq!(ballot.poll.my_vote.as_deref(), Some(&["a".to_owned()][..]));
    assert_eq!((ballot.poll.state, ballot.seq().is_static()), (PollState::Closed, false));

    let mut known_by_file = Ballot::new(file);
    known_by_file.apply_snapshot(poll(PollKind::Single, 1, 1));
    assert!(!known_by_file.seq().is_static(), "the backend's word is taken over a file's");
}

#[test]
fn a_vote_that_cannot_change_locks_the_options() {
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    let now = Timestamp::from_unix(0);
    ballot.poll.changeable = false;
    assert!(ballot.can_choose(now));
    ballot.poll.my_vote = Some(vec!["a".into()]);
    assert!(!ballot.can_choose(now));
}

/// A poll in which the reader only looks.
fn looked_at(poll: Poll) -> Poll {
    Poll { abstain: true, abstained: Some(1), has_abstained: true, my_vote: Some(Vec::new()), ..poll }
}

#[test]
fn who_only_looks_can_still_vote_but_for_a_quiz() {
    let now = Timestamp::from_unix(0);
    let last_word = Poll { changeable: false, ..poll(PollKind::Single, 1, 1) };
    assert!(Ballot::new(looked_at(last_word.clone())).can_choose(now));
    let told = Quiz { correct: Some(vec!["a".into()]), explanation: None };
    let quiz = Ballot::new(looked_at(Poll { quiz: Some(told), ..last_word }));
    assert!(!quiz.can_choose(now));
    assert_eq!(quiz.poll.was_right(), None, "no answer is neither right nor wrong");
}

#[test]
fn how_many_only_look_comes_and_goes_with_the_votes() {
    let shown = looked_at(Poll { results: ResultsRule::AfterVote, ..poll(PollKind::Single, 1, 1) });
    let mut ballot = Ballot::new(shown.clone());
    ballot.apply_live(Tally { abstained: Some(7), ..tally(3, 2) });
    ballot.apply_snapshot(shown);
    assert_eq!((ballot.poll.abstained, ballot.poll.voters), (Some(7), 2), "an older answer takes nothing away");
    ballot.pass_on();
    assert_eq!((ballot.poll.abstained, ballot.poll.has_abstained, ballot.poll.my_vote.clone()), (None, false, None));
}

#[test]
fn an_answer_from_before_it_does_not_undo_that_a_reader_only_looks() {
    let mut ballot = Ballot::new(poll(PollKind::Single, 1, 1));
    ballot.acknowledge(Poll { seq: Seq::new("e", 5), ..looked_at(poll(PollKind::Single, 1, 1)) });
    assert_eq!(ballot.delivery, Some(Delivery::Delivered));
    ballot.apply_snapshot(Poll { seq: Seq::new("e", 4), ..poll(PollKind::Single, 1, 1) });
    assert_eq!((ballot.poll.has_abstained, ballot.poll.my_vote.clone()), (true, Some(Vec::new())));
    ballot.choose("a", true);
    assert!(ballot.differs_from_vote());
}

#[test]
fn an_option_that_was_taken_out_is_not_ticked_any_more() {
    let mut ballot = Ballot::new(poll(PollKind::Multiple, 1, 2));
    ballot.choose("a", true);
    ballot.choose("b", true);
    let mut snapshot = poll(PollKind::Multiple, 1, 2);
    snapshot.options.retain(|option| option.id != "b");
    ballot.apply_snapshot(snapshot);
    assert_eq!(ballot.chosen, ["a"], "what is left can be sent");
}

#[test]
fn what_a_quiz_has_told_stays_with_the_vote_and_goes_with_its_reader() {
    let told = || Some(Quiz { correct: Some(vec!["a".into()]), explanation: None });
    let mut ballot = Ballot::new(Poll { quiz: Some(Quiz::default()), ..poll(PollKind::Single, 1, 1) });
    let answer = Poll { quiz: told(), my_vote: Some(vec!["a".into()]), seq: Seq::new("e", 5), ..ballot.poll.clone() };
    ballot.acknowledge(answer);
    // It was on its way before the vote.
    ballot.apply_snapshot(Poll { quiz: Some(Quiz::default()), seq: Seq::new("e", 4), ..poll(PollKind::Single, 1, 1) });
    assert_eq!((ballot.poll.quiz.clone(), ballot.poll.was_right()), (told(), Some(true)));
    ballot.pass_on();
    assert_eq!((ballot.poll.quiz.clone(), ballot.poll.was_right()), (Some(Quiz::default()), None));
}

#[test]
fn a_place_in_an_order_moves_the_others() {
    let mut ballot = Ballot::new(poll(PollKind::Ranking, 1, 3));
    let steps = [
        ("b", 1, &["b"][..]),
        ("a", 1, &["a", "b"]),
        ("c", 9, &["a", "b", "c"]),
        ("c", 1, &["c", "a", "b"]),
        ("a", 3, &["c", "b", "a"]),
        ("b", 0, &["c", "a"]),
    ];
    for (option, place, expected) in steps {
        ballot.give_place(option, place);
        assert_eq!(ballot.chosen, expected, "{option} at {place}");
    }
    assert_eq!(["c", "a", "b"].map(|id| ballot.place_of(id)), [1, 2, 0]);
}

fn worded(mine: Option<&str>) -> Poll {
    let write_in = WriteIn { max: 80, count: None, percent: None, mine: mine.map(str::to_owned) };
    let my_vote = mine.map(|_| vec![OTHER.to_owned()]);
    Poll { write_in: Some(write_in), my_vote, ..poll(PollKind::Multiple, 1, 2) }
}

#[test]
fn what_is_written_is_ticked_and_sent_behind_the_options() {
    let mut ballot = Ballot::new(worded(None));
    ballot.choose(&with_words("My own"), true);
    ballot.choose("b", true);
    assert_eq!((ballot.chosen.join(" "), ballot.check()), ("b _other".to_owned(), Ok(())));
    assert_eq!(ballot.vote(), ["b", "_other:My own"]);
    ballot.choose(&with_words("  "), true);
    assert_eq!(ballot.check(), Err(ChoiceFault::NoWords));
    ballot.choose(OTHER, false);
    assert_eq!((ballot.vote(), &*ballot.words), (vec!["b".to_owned()], "  "));

    let mut later = Ballot::new(worded(None));
    later.show(&["a".to_owned(), "_other:Kept".to_owned()]);
    assert_eq!((later.chosen.join(" "), &*later.words), ("a _other".to_owned(), "Kept"));
}

#[test]
fn own_words_follow_the_vote_and_other_ones_are_another_vote() {
    let mut ballot = Ballot::new(worded(Some("First")));
    assert_eq!((ballot.vote(), ballot.differs_from_vote()), (vec!["_other:First".to_owned()], false));
    ballot.choose(&with_words("Second  thoughts"), true);
    assert!(ballot.differs_from_vote());
    ballot.apply_snapshot(worded(Some("First")));
    assert_eq!(ballot.words, "Second  thoughts", "nothing is taken away while the reader writes");
    ballot.acknowledge(worded(Some("Second thoughts")));
    assert_eq!((&*ballot.words, ballot.differs_from_vote()), ("Second thoughts", false));
    ballot.pass_on();
    assert_eq!((ballot.words.len(), ballot.vote().len()), (0, 0), "they are the last reader's");
}

#[test]
fn answers_in_own_words_are_a_line_of_the_tally() {
    let mut ballot = Ballot::new(worded(None));
    let live = |number, other| Tally {
        votes: Some(vec![("a".to_owned(), 2), (OTHER.to_owned(), other)]),
        totals: [3, 2 + other],
        ..tally(number, 0)
    };
    ballot.apply_live(live(3, 1));
    let own = |ballot: &Ballot| ballot.poll.write_in.as_ref().map(|own| (own.count, own.percent));
    assert_eq!(own(&ballot), Some((Some(1), Some(33))));
    ballot.apply_snapshot(worded(None));
    assert_eq!(own(&ballot), Some((Some(1), Some(33))), "an older answer");
    ballot.apply_live(Tally { votes: None, ..live(4, 1) });
    assert_eq!(own(&ballot), Some((None, None)));

    let takes_none = Poll { write_in: worded(None).write_in.map(|own| WriteIn { max: 0, ..own }), ..worded(None) };
    ballot.choose(&with_words("Too late"), true);
    ballot.apply_snapshot(Poll { seq: Seq::new("e", 5), ..takes_none });
    assert_eq!(ballot.chosen.len(), 0);
}

#[test]
fn how_a_reader_moved_is_told_once_both_answers_are_given() {
    let answer = |id: &str| Some(vec![id.to_owned()]);
    let later = Poll { my_before: answer("a"), ..poll(PollKind::Single, 1, 1) };
    let mut ballot = Ballot::new(later.clone());
    assert_eq!(ballot.moved(), None, "nothing is said yet after reading");
    ballot.choose("b", true);
    ballot.delivery = Some(Delivery::Sending);
    assert_eq!(ballot.moved(), None);
    ballot.acknowledge(Poll { my_vote: answer("b"), seq: Seq::new("e", 2), ..later.clone() });
    assert_eq!(ballot.moved(), Some(("A", "B")));
    // An answer from before the acknowledged one says nothing of either.
    ballot.apply_snapshot(Poll { my_before: None, ..later.clone() });
    assert_eq!(ballot.moved(), Some(("A", "B")));
    ballot.apply_snapshot(Poll { my_before: answer("b"), my_vote: answer("b"), seq: Seq::new("e", 3), ..later });
    assert_eq!(ballot.moved(), Some(("B", "B")));
    ballot.pass_on();
    assert_eq!(ballot.moved(), None);
}

/// Else every snapshot of the stream would have the poll asked for anew.
#[test]
fn before_reading_nothing_is_hidden_that_could_show() {
    let results = ResultsRule::AfterVote;
    let first = Poll { my_vote: Some(vec!["a".to_owned()]), results, ..poll(PollKind::Single, 1, 1) };
    let told = Tally { votes: None, ..tally(2, 1) };
    for (id, is_hidden) in [("p_before", false), ("p", true)] {
        let ballot = Ballot::new(Poll { id: id.to_owned(), ..first.clone() });
        assert_eq!(ballot.is_hidden_from_stream(&told), is_hidden, "{id}");
    }
}
