//! Cases of the suite that are about closings of polls.

use std::{collections::BTreeSet, sync::Arc};

use hustings_domain::{Clock, Forced, Schedule};
use hustings_store::{Closing, ClosingCause, ClosingChange, ClosingState, Mutation, Store};
use hustings_wire::Timestamp;

use crate::suite::{Database, noon};

/// Seconds after noon.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(noon().unix() + seconds)
}

fn closes(seconds: i64) -> Schedule {
    Schedule { opens_at: None, closes_at: Some(at(seconds)) }
}

async fn force(store: &Arc<dyn Store>, poll: &str, forced: Option<Forced>, schedule: Schedule) {
    let mutation = Mutation::ForcePoll { poll: poll.to_owned(), forced, schedule };
    store.apply(mutation).await.expect("forced");
}

async fn note(store: &Arc<dyn Store>, poll: &str, seconds: i64) {
    let note = ClosingChange::Note(vec![(poll.to_owned(), at(seconds))]);
    assert_eq!(store.change_closing(note).await, Ok(None));
}

async fn claim(store: &Arc<dyn Store>) -> Option<Closing> {
    store.change_closing(ClosingChange::Claim { lease: 60, not_before: noon() }).await.expect("claimed")
}

/// Why and when a poll has closed, in seconds after noon.
async fn closings(store: &Arc<dyn Store>, poll: &str) -> Vec<(ClosingCause, i64)> {
    let closings = store.closings(Some(poll)).await.expect("read");
    closings.iter().map(|closing| (closing.cause, closing.closed_at.unix() - noon().unix())).collect()
}

pub(crate) async fn each_time_that_a_poll_closes_is_a_closing_of_its_own(database: &dyn Database) {
    let clock = Clock::standing_at(noon());
    let store = database.open(clock.clone()).await;
    let unscheduled = Schedule::default();
    assert_eq!(closings(&store, "p").await, []);
    for _ in 0..2 {
        force(&store, "p", Some(Forced::Closed), unscheduled).await;
    }
    assert_eq!(closings(&store, "p").await, [(ClosingCause::Operator, 0)], "closed already");
    // Within the same second, too.
    force(&store, "p", Some(Forced::Open), unscheduled).await;
    force(&store, "p", Some(Forced::Closed), unscheduled).await;
    clock.set(at(5));
    force(&store, "p", None, unscheduled).await;
    force(&store, "p", Some(Forced::Closed), unscheduled).await;
    let expected = [0, 0, 5].map(|seconds| (ClosingCause::Operator, seconds));
    assert_eq!(closings(&store, "p").await, expected);
    store.close().await;

    let again = database.open(clock).await;
    assert_eq!(closings(&again, "p").await, expected);
    let all = again.closings(None).await.expect("read");
    let ids: BTreeSet<&str> = all.iter().map(|closing| closing.id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| id.starts_with("closing_") && !id.contains('.')), "{ids:?}");
    assert!(all.iter().all(|c| c.state == ClosingState::Waiting && c.attempts == 0 && c.due == c.closed_at));
}

/// What happens in the life of a poll whose file says that it closes at twenty seconds, and which closings there are then.
pub(crate) async fn a_closing_by_schedule_is_noted_unless_the_poll_was_closed_already_or_is_kept_open(
    database: &dyn Database,
) {
    use {ClosingCause as Cause, Forced::Closed, Forced::Open};
    // At a second, an operator's word, or none where the servers only look.
    type Step = (i64, Option<Option<Forced>>);
    type Case<'a> = (&'a str, &'a [Step], &'a [(Cause, i64)]);
    let clock = Clock::standing_at(noon());
    let store = database.open(clock.clone()).await;
    let cases: [Case<'_>; 9] = [
        ("too early", &[(19, None)], &[]),
        ("by-schedule", &[(20, None), (21, None)], &[(Cause::Schedule, 20)]),
        ("seen late", &[(90, None)], &[(Cause::Schedule, 20)]),
        ("kept open", &[(10, Some(Some(Open))), (30, None)], &[]),
        (
            "kept open and closed",
            &[(10, Some(Some(Open))), (30, Some(Some(Closed))), (31, None)],
            &[(Cause::Operator, 30)],
        ),
        ("kept open and left", &[(10, Some(Some(Open))), (30, Some(None)), (31, None)], &[(Cause::Operator, 30)]),
        (
            "closed all along",
            &[(10, Some(Some(Closed))), (25, None), (30, Some(None)), (31, None)],
            &[(Cause::Operator, 10)],
        ),
        (
            "closed, and left to the schedule in time",
            &[(10, Some(Some(Closed))), (15, Some(None)), (25, None)],
            &[(Cause::Operator, 10), (Cause::Schedule, 20)],
        ),
        (
            "closed by hand before anybody had looked",
            &[(25, Some(Some(Closed))), (26, None), (30, Some(Some(Open))), (40, Some(Some(Closed))), (41, None)],
            &[(Cause::Schedule, 20), (Cause::Operator, 40)],
        ),
    ];
    for (poll, steps, expected) in cases {
        for (seconds, word) in steps {
            clock.set(at(*seconds));
            match word {
                Some(word) => force(&store, poll, *word, closes(20)).await,
                None => note(&store, poll, 20).await,
            }
        }
        assert_eq!(closings(&store, poll).await, expected, "{poll}");
    }
    // A file that says a later time opens the poll again.
    clock.set(at(100));
    note(&store, "by-schedule", 95).await;
    let expected = [(Cause::Schedule, 20), (Cause::Schedule, 95)];
    assert_eq!(closings(&store, "by-schedule").await, expected);
}

pub(crate) async fn a_closing_is_one_server_s_until_its_claim_ends(database: &dyn Database) {
    let clock = Clock::standing_at(noon());
    let store = database.open(clock.clone()).await;
    clock.set(at(20));
    note(&store, "p", 20).await;
    // Votes that were in time may be on their way still.
    assert_eq!(claim(&store).await, None);
    clock.set(at(30));
    let first = claim(&store).await.expect("due");
    assert_eq!((first.poll.as_str(), first.attempts, first.due), ("p", 1, at(90)));
    clock.set(at(89));
    assert_eq!(claim(&store).await, None);
    store.close().await;

    let again = database.open(clock.clone()).await;
    assert_eq!(claim(&again).await, None, "a restart ends no claim");
    clock.set(at(90));
    let second = claim(&again).await.expect("whoever had it has gone");
    assert_eq!((&second.id, second.attempts), (&first.id, 2));

    force(&again, "q", Some(Forced::Closed), Schedule::default()).await;
    let later = ClosingChange::Claim { lease: 60, not_before: at(91) };
    assert_eq!(again.change_closing(later).await, Ok(None), "nobody is told of what has waited for too long");
    assert_eq!(claim(&again).await.expect("at once").poll, "q");
}

pub(crate) async fn what_is_said_of_a_closing_is_what_was_said_first(database: &dyn Database) {
    let store = database.open(Clock::standing_at(noon())).await;
    force(&store, "p", Some(Forced::Closed), Schedule::default()).await;
    let id = claim(&store).await.expect("due").id;
    for body in ["first", "second"] {
        let keep = ClosingChange::KeepBody { id: id.clone(), body: body.to_owned() };
        let kept = store.change_closing(keep).await.expect("kept").expect("there");
        assert_eq!(kept.body.as_deref(), Some("first"));
    }
}

pub(crate) async fn what_came_of_a_closing_is_said_by_whoever_holds_its_claim(database: &dyn Database) {
    let clock = Clock::standing_at(noon());
    let store = database.open(clock.clone()).await;
    force(&store, "p", Some(Forced::Closed), Schedule::default()).await;
    let id = claim(&store).await.expect("due").id;
    let settle = |attempt, state, wait| {
        let (id, outcome) = (id.clone(), format!("attempt {attempt}"));
        let settle = ClosingChange::Settle { id, attempt, state, wait, outcome };
        let store = Arc::clone(&store);
        async move { store.change_closing(settle).await.expect("settled").expect("there") }
    };
    let failed = settle(1, ClosingState::Waiting, 10).await;
    assert_eq!((failed.due, failed.outcome.as_deref()), (at(10), Some("attempt 1")));
    clock.set(at(10));
    assert_eq!(claim(&store).await.expect("due").attempts, 2);
    let late = settle(1, ClosingState::GivenUp, 0).await;
    assert_eq!(
        (late.state, late.outcome.as_deref()),
        (ClosingState::Waiting, Some("attempt 1")),
        "not its claim any more"
    );
    let taken = settle(1, ClosingState::Sent, 0).await;
    assert_eq!(taken.state, ClosingState::Sent, "what was taken was taken");
    assert_eq!(settle(2, ClosingState::Waiting, 0).await.state, ClosingState::Sent);
    clock.set(at(1_000));
    assert_eq!(claim(&store).await, None);

    let again = store.change_closing(ClosingChange::Again { id: id.clone() }).await.expect("asked").expect("there");
    assert_eq!((again.id, again.state, again.attempts, again.due), (id, ClosingState::Waiting, 0, at(1_000)));
    assert_eq!(claim(&store).await.expect("due").attempts, 1);
    let unknown = ClosingChange::Again { id: "closing_0".to_owned() };
    assert_eq!(store.change_closing(unknown).await, Ok(None));
}

pub(crate) async fn several_servers_claim_each_closing_once(database: &dyn Database) {
    let clock = Clock::standing_at(noon());
    let (here, there) = (database.open(clock.clone()).await, database.open(clock.clone()).await);
    let polls: Vec<(String, Timestamp)> = (0..20).map(|number| (format!("poll-{number}"), at(20))).collect();
    clock.set(at(30));
    let all = |store: Arc<dyn Store>| {
        let note = ClosingChange::Note(polls.clone());
        async move {
            store.change_closing(note).await.expect("noted");
            let mut claimed = Vec::new();
            while let Some(closing) = claim(&store).await {
                claimed.push(closing.poll);
            }
            claimed
        }
    };
    let (mut ours, theirs) = tokio::join!(all(here), all(there));
    ours.extend(theirs);
    assert_eq!(ours.len(), 20);
    assert_eq!(BTreeSet::from_iter(ours).len(), 20);
}

/// Asserts that a migrated store with a poll `kept-closed` tells nobody of it, also when its schedule ends later.
pub(crate) async fn nobody_is_told_of_what_was_closed_before(store: &dyn Store) {
    let note = ClosingChange::Note(vec![("kept-closed".to_owned(), noon())]);
    store.change_closing(note).await.expect("noted");
    let closings = store.closings(None).await.expect("read");
    assert_eq!(closings.len(), 1, "{closings:?}");
    assert_eq!((closings[0].poll.as_str(), closings[0].state), ("kept-closed", ClosingState::Untold));
}
