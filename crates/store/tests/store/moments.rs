//! Two answers of one reader to a poll that asks before reading and after, on every store.

use std::sync::Arc;

use hustings_domain::{Clock, Forced, LogKind, ReaderKeys};
use hustings_store::{Answered, Mutation, Outcome, PollRecord, PollRules, Provenance, Store, StoreError, Verdict};
use hustings_wire::{
    Moment::{self, After, Before},
    Timestamp,
};

use crate::suite::{Database, OPEN, clock, noon, reader};

fn at(moment: Moment) -> PollRules {
    PollRules { moment: Some(moment), ..OPEN }
}

/// The reader with these keys answers at `moment`.
fn say(moment: Moment, keys: &[u64], option: &str) -> Mutation {
    Mutation::CastVote {
        poll: "p".to_owned(),
        reader: ReaderKeys::new(reader(keys[0]), keys.iter().map(|key| reader(*key))),
        options: vec![option.to_owned()],
        provenance: Provenance::default(),
        wording: Arc::default(),
        has_receipt: false,
        rules: at(moment),
    }
}

fn take_back(moment: Moment, key: u64) -> Mutation {
    Mutation::WithdrawVote { poll: "p".to_owned(), reader: reader(key).into(), rules: at(moment) }
}

async fn done(store: &Arc<dyn Store>, mutation: Mutation) -> PollRecord {
    match store.apply(mutation).await.expect("taken") {
        Outcome::Poll(record) => record,
        other => panic!("a vote was answered with {other:?}"),
    }
}

/// What counts, and the reader's answers before reading and after, such as `a=1: b, a`.
fn told(record: &PollRecord) -> String {
    let votes: Vec<String> = record.tally.votes.iter().map(|(id, votes)| format!("{id}={votes}")).collect();
    let own = |answer: &Option<Vec<String>>| answer.as_ref().map_or("-".to_owned(), |options| options.join("+"));
    format!("{}: {}, {}", votes.join(" "), own(&record.my_before), own(&record.my_vote))
}

async fn is_sound(store: &Arc<dyn Store>) {
    assert_eq!(store.recount(false).await, Ok(Vec::new()));
    assert_eq!(store.check_log().await, Ok(Vec::new()));
}

pub(crate) async fn the_later_of_two_answers_counts_and_each_is_taken_back_by_itself(database: &dyn Database) {
    let store = database.open(clock()).await;
    for (mutation, expected) in [
        (say(Before, &[1], "a"), "a=1: a, -"),
        (say(Before, &[1], "a"), "a=1: a, -"),
        (say(After, &[1], "b"), "b=1: a, b"),
        (say(After, &[1], "b"), "b=1: a, b"),
        (say(Before, &[1], "c"), "b=1: c, b"),
        (say(Before, &[1], "c"), "b=1: c, b"),
        (take_back(After, 1), "c=1: c, -"),
        (take_back(After, 1), "c=1: c, -"),
        (say(Before, &[1], "a"), "a=1: a, -"),
        (say(After, &[1], "a"), "a=1: a, a"),
        (take_back(Before, 1), "a=1: -, a"),
        (take_back(Before, 1), "a=1: -, a"),
        (say(Before, &[1], "b"), "a=1: b, a"),
        (say(After, &[1], "_abstain"), "_abstain=1: b, _abstain"),
        (take_back(After, 1), "b=1: b, -"),
        (take_back(Before, 1), ": -, -"),
        (say(After, &[1], "c"), "c=1: -, c"),
        (take_back(After, 1), ": -, -"),
    ] {
        let record = done(&store, mutation.clone()).await;
        assert_eq!(told(&record), expected, "{mutation:?}");
        let read = store.poll("p", Some(&reader(1).into())).await.expect("read");
        assert_eq!((told(&read), read.tally.number), (expected.to_owned(), record.tally.number));
    }
    let log = store.log("p", 0, 100).await.expect("read");
    let kinds: Vec<&str> = log.iter().map(|logged| logged.entry.kind.as_str()).collect();
    let [cast, change, withdraw] = [LogKind::Cast, LogKind::Change, LogKind::Withdraw].map(LogKind::as_str);
    let said = [cast, change, change, change, change, change, withdraw, cast, withdraw];
    assert_eq!(kinds[1..], said, "what counts, and nothing else");
    is_sound(&store).await;

    done(&store, say(Before, &[2], "a")).await;
    let close = |forced| Mutation::ForcePoll { poll: "p".to_owned(), forced, schedule: OPEN.schedule };
    store.apply(close(Some(Forced::Closed))).await.expect("closed");
    assert_eq!(told(&done(&store, say(Before, &[2], "a")).await), "a=1: a, -", "the same again");
    for late in [say(After, &[2], "a"), say(Before, &[2], "b"), take_back(Before, 2), take_back(After, 2)] {
        assert_eq!(store.apply(late).await, Err(StoreError::PollClosed));
    }
}

pub(crate) async fn answers_under_keys_that_meet_are_put_side_by_side(database: &dyn Database) {
    let store = database.open(clock()).await;
    done(&store, say(Before, &[1], "a")).await;
    done(&store, say(After, &[2], "b")).await;
    // A request with both keys, in either order, shows that they are one reader's.
    assert_eq!(told(&done(&store, say(After, &[1, 2], "b")).await), "b=1: a, b");
    done(&store, say(After, &[3], "b")).await;
    done(&store, say(Before, &[4], "a")).await;
    assert_eq!(told(&done(&store, say(Before, &[3, 4], "c")).await), "b=2: c, b");
    is_sound(&store).await;
    let flow = store.flow("p").await.expect("read").pairs;
    assert_eq!(flow.len(), 2);
    assert!(flow.iter().all(|(_, after, readers)| (after.as_str(), *readers) == ("b", 1)), "{flow:?}");

    let own = store.own(&[("p".to_owned(), reader(3).into())], &[]).await.expect("read").votes.remove(0);
    assert_eq!((own.options, own.before), (vec!["b".to_owned()], Some(vec!["c".to_owned()])));
    done(&store, Mutation::DisownVote { poll: "p".to_owned(), reader: reader(3).into() }).await;
    assert_eq!(told(&store.poll("p", Some(&reader(3).into())).await.expect("read")), "b=2: -, -");
    is_sound(&store).await;
}

pub(crate) async fn how_readers_moved_is_counted_once_for_all_who_ask(database: &dyn Database) {
    let store = database.open(clock()).await;
    for (key, before, after) in [(1, "a", "b"), (2, "a", "b"), (3, "b", "b"), (4, "a", "_abstain")] {
        done(&store, say(Before, &[key], before)).await;
        done(&store, say(After, &[key], after)).await;
    }
    done(&store, say(Before, &[5], "a")).await;
    let number = done(&store, say(After, &[6], "a")).await.tally.number;
    let first = store.flows().count(store.as_ref(), "p", number).await.expect("read");
    let mut pairs = first.pairs.clone();
    pairs.sort();
    let pair = |(before, after, readers): (&str, &str, u64)| (before.to_owned(), after.to_owned(), readers);
    assert_eq!(pairs, [("a", "_abstain", 1), ("a", "b", 2), ("b", "b", 1)].map(pair));
    let again = store.flows().count(store.as_ref(), "p", number).await.expect("read");
    assert!(Arc::ptr_eq(&first, &again), "nothing has changed");

    let number = done(&store, say(Before, &[1], "b")).await.tally.number;
    assert!(number > first.number, "another first answer is another flow");
    let next = store.flows().count(store.as_ref(), "p", number).await.expect("read");
    assert!(next.pairs.contains(&pair(("b", "b", 2))), "{next:?}");
    assert_eq!(store.flow("other").await.expect("read").pairs, []);
}

pub(crate) async fn whether_results_may_be_seen_hangs_on_the_answer_after_reading(database: &dyn Database) {
    let store = database.open(clock()).await;
    done(&store, say(Before, &[1], "a")).await;
    let asked = [("p".to_owned(), reader(1))];
    assert_eq!(store.voted(&asked).await, Ok(vec![(asked[0].clone(), Answered::Before)]));
    assert_eq!(store.changes().take().voters.get(&asked[0]), Some(&Answered::Before));
    done(&store, say(After, &[1], "a")).await;
    assert_eq!(store.voted(&asked).await, Ok(vec![(asked[0].clone(), Answered::After)]));
    assert_eq!(store.changes().take().voters.get(&asked[0]), Some(&Answered::After));
    assert_eq!([Answered::Nowhere, Answered::Before, Answered::After].map(|at| at.is_vote(true)), [false, false, true]);
    assert_eq!([Answered::Nowhere, Answered::Before, Answered::After].map(|at| at.is_vote(false)), [false, true, true]);
    store.close().await;
    let store = database.open(clock()).await;
    assert_eq!(told(&store.poll("p", Some(&reader(1).into())).await.expect("read")), "a=1: a, a");
}

/// The same, set aside.
fn aside(moment: Moment, keys: &[u64], option: &str) -> Mutation {
    match say(moment, keys, option) {
        Mutation::CastVote { poll, reader, options, provenance, wording, has_receipt, rules } => {
            Mutation::SetAside { poll, reader, options, provenance, wording, has_receipt, reason: "no-work", rules }
        }
        _ => unreachable!("a vote"),
    }
}

/// What the reader has once the owner of the poll counts all that is set aside.
async fn counted(store: &Arc<dyn Store>, key: u64) -> String {
    let decision = hustings_store::Decision { verdict: Verdict::Count, day: None, why: "looked at".to_owned() };
    store.apply(Mutation::DecideAside { poll: "p".to_owned(), decision }).await.expect("counted");
    told(&store.poll("p", Some(&reader(key).into())).await.expect("read"))
}

pub(crate) async fn two_answers_that_are_set_aside_are_counted_together(database: &dyn Database) {
    let store = database.open(clock()).await;
    done(&store, aside(Before, &[1], "a")).await;
    assert!(done(&store, aside(After, &[1], "b")).await.is_aside);
    assert_eq!(store.aside_count("p").await, Ok(1));
    assert_eq!(counted(&store, 1).await, "b=1: a, b");
    is_sound(&store).await;
}

pub(crate) async fn an_answer_that_is_set_aside_is_put_beside_the_one_that_counts(database: &dyn Database) {
    let store = database.open(clock()).await;
    done(&store, aside(Before, &[1], "a")).await;
    assert_eq!(told(&done(&store, say(After, &[1], "b")).await), "b=1: a, b");
    done(&store, aside(After, &[2], "b")).await;
    let both = done(&store, say(Before, &[2], "c")).await;
    assert_eq!((told(&both), both.is_aside), ("b=2: c, b".to_owned(), false));
    assert_eq!(store.aside_count("p").await, Ok(0));
    is_sound(&store).await;
}

pub(crate) async fn answers_that_are_set_aside_under_keys_that_meet_are_put_side_by_side(database: &dyn Database) {
    let store = database.open(clock()).await;
    done(&store, aside(Before, &[1], "a")).await;
    done(&store, aside(After, &[2], "b")).await;
    done(&store, aside(After, &[1, 2], "b")).await;
    assert_eq!(store.aside_count("p").await, Ok(1));
    assert_eq!(counted(&store, 1).await, "b=1: a, b");

    // What counts is the last answer, and the first is set aside; then the other way round.
    done(&store, say(After, &[3], "b")).await;
    done(&store, aside(Before, &[4], "a")).await;
    assert_eq!(told(&done(&store, say(After, &[3, 4], "b")).await), "b=2: a, b");
    done(&store, say(Before, &[5], "c")).await;
    done(&store, aside(After, &[6], "b")).await;
    assert_eq!(told(&done(&store, say(Before, &[5, 6], "c")).await), "b=3: c, b");
    assert_eq!(store.aside_count("p").await, Ok(0));

    // What a closed poll shows stays as it is.
    done(&store, say(After, &[7], "b")).await;
    done(&store, aside(Before, &[8], "a")).await;
    let close = Mutation::ForcePoll { poll: "p".to_owned(), forced: Some(Forced::Closed), schedule: OPEN.schedule };
    store.apply(close).await.expect("closed");
    assert_eq!(told(&done(&store, say(After, &[7, 8], "b")).await), "b=4: -, b");
    is_sound(&store).await;
}

pub(crate) async fn one_of_two_answers_that_are_set_aside_is_taken_back_by_itself(database: &dyn Database) {
    let store = database.open(clock()).await;
    for key in [1, 2] {
        done(&store, aside(Before, &[key], "a")).await;
        done(&store, aside(After, &[key], "b")).await;
    }
    assert!(done(&store, take_back(After, 1)).await.is_aside);
    assert!(done(&store, take_back(After, 1)).await.is_aside, "there is none any more");
    assert!(done(&store, take_back(Before, 2)).await.is_aside);
    assert_eq!(store.aside_count("p").await, Ok(2));
    assert_eq!(counted(&store, 1).await, "a=1 b=1: a, -");
    assert_eq!(told(&store.poll("p", Some(&reader(2).into())).await.expect("read")), "a=1 b=1: -, b");
    done(&store, aside(Before, &[3], "a")).await;
    assert!(!done(&store, take_back(Before, 3)).await.is_aside);
    assert_eq!(store.aside_count("p").await, Ok(0));
    is_sound(&store).await;
}

pub(crate) async fn the_log_has_the_day_on_which_an_answer_was_set_aside(database: &dyn Database) {
    let store = database.open(clock()).await;
    done(&store, aside(After, &[1], "b")).await;
    store.close().await;
    let later = Timestamp::from_unix(noon().unix() + 86_400);
    let store = database.open(Clock::standing_at(later)).await;
    done(&store, aside(Before, &[1], "a")).await;
    let days: Vec<i64> = store.log("p", 0, 100).await.expect("read").iter().map(|logged| logged.entry.day).collect();
    let (first, last) = (days[0], days[days.len() - 1]);
    assert_eq!((days.is_sorted(), last - first), (true, 1), "{days:?}");
    is_sound(&store).await;
}
