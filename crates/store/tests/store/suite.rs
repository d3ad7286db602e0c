//! What every store must do, whatever database is behind it. A database takes part by a function that
//! opens it, and by `store_suite!`, which makes a test of each case.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use hustings_domain::{
    ABSTENTION, Breakdown, Clock, Forced, LogHash, LogKind, OptionDefinition, PollDefinition, ReaderKey, ReaderKeys,
    Schedule, Wording, abstention,
};
use hustings_store::{
    Answered, Ballots, Decision, LoggedEntry, LoggedWording, Mutation, Outcome, Own, OwnRating, OwnVote, PollRecord,
    PollRules, PollStanding, Provenance, RatingRecord, Store, StoreError, Verdict, VoteEntry,
};
use hustings_wire::{PollKind, Timestamp};
use tokio::task::JoinSet;

pub(crate) use crate::breakdowns::{
    a_ranking_is_counted_by_group_for_first_choices,
    votes_are_counted_by_group_once_for_all_who_ask_and_anew_after_another_vote,
};

pub(crate) use crate::closings::{
    a_closing_by_schedule_is_noted_unless_the_poll_was_closed_already_or_is_kept_open,
    a_closing_is_one_server_s_until_its_claim_ends, each_time_that_a_poll_closes_is_a_closing_of_its_own,
    several_servers_claim_each_closing_once, what_came_of_a_closing_is_said_by_whoever_holds_its_claim,
    what_is_said_of_a_closing_is_what_was_said_first,
};

pub(crate) use crate::notices::{
    a_notice_is_one_server_s_until_its_claim_ends_and_gone_once_it_is_told,
    a_reader_has_one_notice_for_a_poll_under_whichever_of_their_keys, how_many_notices_a_poll_has_is_estimated_by_some,
    several_servers_claim_each_notice_once, what_was_asked_for_before_a_poll_ends_is_due_then,
};

pub(crate) use crate::moments::{
    an_answer_that_is_set_aside_is_put_beside_the_one_that_counts,
    answers_that_are_set_aside_under_keys_that_meet_are_put_side_by_side,
    answers_under_keys_that_meet_are_put_side_by_side, how_readers_moved_is_counted_once_for_all_who_ask,
    one_of_two_answers_that_are_set_aside_is_taken_back_by_itself,
    the_later_of_two_answers_counts_and_each_is_taken_back_by_itself,
    the_log_has_the_day_on_which_an_answer_was_set_aside, two_answers_that_are_set_aside_are_counted_together,
    whether_results_may_be_seen_hangs_on_the_answer_after_reading,
};

/// The most that any test waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// The moment at which tests begin.
pub(crate) fn noon() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().expect("an instant")
}

/// A database that can be opened again with what was written to it.
#[async_trait::async_trait]
pub(crate) trait Database: Send + Sync {
    async fn open(&self, clock: Clock) -> Arc<dyn Store>;
}

/// Makes a test of every case of the suite for the database that `$open` makes.
macro_rules! store_suite {
    ($open:expr) => {
        $crate::suite::store_suite!(
            $open,
            a_vote_is_counted_once_changed_and_withdrawn,
            a_final_vote_stays_and_may_be_repeated,
            the_schedule_and_the_operator_decide_when_votes_are_taken,
            a_rating_replaces_the_one_before,
            concurrent_votes_are_all_counted_and_none_twice,
            what_was_answered_is_there_after_opening_again,
            a_database_is_seeded_once,
            numbers_grow_only_with_changes,
            a_repeated_vote_succeeds_after_the_poll_has_closed,
            voters_are_counted_by_where_they_voted,
            votes_are_counted_by_group_once_for_all_who_ask_and_anew_after_another_vote,
            a_ranking_is_counted_by_group_for_first_choices,
            what_is_stored_for_a_reader_is_found_and_can_be_disowned,
            keys_that_meet_are_one_reader_s_from_then_on,
            voters_are_as_many_as_readers_however_their_keys_meet,
            what_is_known_of_a_database_is_there_after_opening_again,
            the_log_says_what_happened_and_its_hashes_follow_from_it,
            other_words_are_logged_with_the_first_vote_for_them,
            what_is_set_aside_counts_only_once_its_owner_says_so,
            a_reader_takes_back_or_replaces_what_is_set_aside,
            what_is_set_aside_has_a_bound,
            whose_keys_meet_has_one_vote_counted_or_set_aside,
            the_orders_of_a_ranking_are_read_as_they_were_given,
            a_ranking_is_counted_once_for_all_who_ask,
            each_time_that_a_poll_closes_is_a_closing_of_its_own,
            a_closing_by_schedule_is_noted_unless_the_poll_was_closed_already_or_is_kept_open,
            a_closing_is_one_server_s_until_its_claim_ends,
            what_is_said_of_a_closing_is_what_was_said_first,
            what_came_of_a_closing_is_said_by_whoever_holds_its_claim,
            several_servers_claim_each_closing_once,
            a_reader_has_one_notice_for_a_poll_under_whichever_of_their_keys,
            what_was_asked_for_before_a_poll_ends_is_due_then,
            how_many_notices_a_poll_has_is_estimated_by_some,
            a_notice_is_one_server_s_until_its_claim_ends_and_gone_once_it_is_told,
            several_servers_claim_each_notice_once,
            who_only_looks_is_counted_apart_from_the_voters,
            who_only_looks_may_vote_where_votes_are_final,
            whose_keys_meet_has_voted_if_one_of_them_has,
            own_words_are_counted_as_one_option_and_told_to_owner_and_reader_alone,
            the_later_of_two_answers_counts_and_each_is_taken_back_by_itself,
            answers_under_keys_that_meet_are_put_side_by_side,
            how_readers_moved_is_counted_once_for_all_who_ask,
            whether_results_may_be_seen_hangs_on_the_answer_after_reading,
            two_answers_that_are_set_aside_are_counted_together,
            an_answer_that_is_set_aside_is_put_beside_the_one_that_counts,
            answers_that_are_set_aside_under_keys_that_meet_are_put_side_by_side,
            one_of_two_answers_that_are_set_aside_is_taken_back_by_itself,
            the_log_has_the_day_on_which_an_answer_was_set_aside
        );

        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn it_does_what_the_model_says() {
            $crate::model::it_does_what_the_model_says(&$open, 60).await;
        }
    };
    ($open:expr, $($case:ident),*) => {
        $(#[tokio::test]
        async fn $case() {
            let database = $open;
            tokio::time::timeout($crate::suite::PATIENCE, $crate::suite::$case(&database))
                .await
                .expect("the store answers in time");
        })*
    };
}
pub(crate) use store_suite;

pub(crate) const OPEN: PollRules = PollRules {
    schedule: Schedule { opens_at: None, closes_at: None },
    changeable: true,
    binds_abstainers: false,
    moment: None,
};

pub(crate) fn clock() -> Clock {
    Clock::standing_at(noon())
}

pub(crate) fn reader(number: u64) -> ReaderKey {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&number.to_le_bytes());
    ReaderKey(key)
}

fn cast(poll: &str, number: u64, options: &[&str], rules: PollRules) -> Mutation {
    let options = options.iter().map(|option| (*option).to_owned()).collect();
    Mutation::CastVote {
        poll: poll.to_owned(),
        reader: reader(number).into(),
        options,
        provenance: Provenance::default(),
        wording: Arc::default(),
        has_receipt: false,
        rules,
    }
}

fn withdraw(poll: &str, number: u64, rules: PollRules) -> Mutation {
    Mutation::WithdrawVote { poll: poll.to_owned(), reader: reader(number).into(), rules }
}

fn rate(article: &str, number: u64, stars: Option<u8>) -> Mutation {
    Mutation::Rate { article: article.to_owned(), reader: reader(number).into(), stars }
}

async fn vote(store: &Arc<dyn Store>, mutation: Mutation) -> Result<PollRecord, StoreError> {
    match store.apply(mutation).await? {
        Outcome::Poll(record) => Ok(record),
        other => panic!("a vote was answered with {other:?}"),
    }
}

async fn stars(store: &Arc<dyn Store>, mutation: Mutation) -> RatingRecord {
    match store.apply(mutation).await.expect("taken") {
        Outcome::Rating(record) => record,
        other => panic!("a rating was answered with {other:?}"),
    }
}

fn counts(record: &PollRecord) -> Vec<(&str, u64)> {
    record.tally.votes.iter().map(|(option, votes)| (option.as_str(), *votes)).collect()
}

pub(crate) async fn a_vote_is_counted_once_changed_and_withdrawn(database: &dyn Database) {
    let store = database.open(clock()).await;
    let first = vote(&store, cast("p", 1, &["a", "b"], OPEN)).await.expect("taken");
    assert_eq!((first.tally.voters, counts(&first)), (1, vec![("a", 1), ("b", 1)]));
    let again = vote(&store, cast("p", 1, &["a", "b"], OPEN)).await.expect("taken");
    assert_eq!(again, first);
    let changed = vote(&store, cast("p", 1, &["b", "c"], OPEN)).await.expect("taken");
    assert_eq!((changed.tally.voters, counts(&changed)), (1, vec![("b", 1), ("c", 1)]));
    assert_eq!(changed.my_vote, Some(vec!["b".to_owned(), "c".to_owned()]));
    assert_eq!(store.poll("p", Some(&reader(1).into())).await.expect("read"), changed);
    assert_eq!(store.poll("p", Some(&reader(2).into())).await.expect("read").my_vote, None);

    let withdrawn = vote(&store, withdraw("p", 1, OPEN)).await.expect("taken");
    assert_eq!((withdrawn.tally.voters, counts(&withdrawn), withdrawn.my_vote.clone()), (0, vec![], None));
    vote(&store, withdraw("p", 1, OPEN)).await.expect("nothing to withdraw is no error");
    assert_eq!(store.poll("p", Some(&reader(1).into())).await.expect("read").my_vote, None);
    assert_eq!(store.poll("other", None).await.expect("read"), PollRecord::default());
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

pub(crate) async fn a_final_vote_stays_and_may_be_repeated(database: &dyn Database) {
    let store = database.open(clock()).await;
    let rules = PollRules { changeable: false, ..OPEN };
    let first = vote(&store, cast("p", 1, &["a"], rules)).await.expect("taken");
    assert_eq!(vote(&store, cast("p", 1, &["a"], rules)).await, Ok(first.clone()));
    assert_eq!(vote(&store, cast("p", 1, &["b"], rules)).await, Err(StoreError::VoteNotChangeable));
    assert_eq!(vote(&store, withdraw("p", 1, rules)).await, Err(StoreError::VoteNotChangeable));
    assert_eq!(store.poll("p", Some(&reader(1).into())).await.expect("read"), first);
}

pub(crate) async fn the_schedule_and_the_operator_decide_when_votes_are_taken(database: &dyn Database) {
    let clock = clock();
    let store = database.open(clock.clone()).await;
    let at = |seconds: i64| Timestamp::from_unix(noon().unix() + seconds);
    let schedule = Schedule { opens_at: Some(at(10)), closes_at: Some(at(20)) };
    let rules = PollRules { schedule, ..OPEN };
    let force = |forced| Mutation::ForcePoll { poll: "p".to_owned(), forced, schedule };

    assert_eq!(vote(&store, cast("p", 1, &["a"], rules)).await, Err(StoreError::PollNotOpen));
    clock.set(at(10));
    vote(&store, cast("p", 1, &["a"], rules)).await.expect("open now");
    clock.set(at(20));
    assert_eq!(vote(&store, cast("p", 2, &["a"], rules)).await, Err(StoreError::PollClosed));
    assert_eq!(vote(&store, withdraw("p", 1, rules)).await, Err(StoreError::PollClosed));

    store.apply(force(Some(Forced::Open))).await.expect("forced");
    vote(&store, cast("p", 2, &["b"], rules)).await.expect("opened by the operator");
    store.apply(force(Some(Forced::Closed))).await.expect("forced");
    assert_eq!(vote(&store, cast("p", 3, &["a"], rules)).await, Err(StoreError::PollClosed));
    let record = store.poll("p", None).await.expect("read");
    assert_eq!((record.tally.voters, record.tally.forced), (2, Some(Forced::Closed)));
    let standing = PollStanding { voters: 2, forced: Some(Forced::Closed) };
    assert_eq!(store.polls().await.expect("read"), [("p".to_owned(), standing)].into());

    store.apply(force(None)).await.expect("left to the schedule");
    let record = store.poll("p", None).await.expect("read");
    assert_eq!((record.tally.voters, record.tally.forced), (2, None));
    assert_eq!(vote(&store, cast("p", 3, &["a"], rules)).await, Err(StoreError::PollClosed));
    clock.set(at(15));
    vote(&store, cast("p", 3, &["a"], rules)).await.expect("open by its schedule");
}

pub(crate) async fn a_repeated_vote_succeeds_after_the_poll_has_closed(database: &dyn Database) {
    let clock = clock();
    let store = database.open(clock.clone()).await;
    let later = Timestamp::from_unix(noon().unix() + 60);
    let rules = PollRules { schedule: Schedule { opens_at: None, closes_at: Some(later) }, ..OPEN };
    let first = vote(&store, cast("p", 1, &["a"], rules)).await.expect("taken");
    clock.set(later);
    assert_eq!(vote(&store, cast("p", 1, &["a"], rules)).await, Ok(first));
    assert_eq!(vote(&store, cast("p", 1, &["b"], rules)).await, Err(StoreError::PollClosed));
}

pub(crate) async fn a_rating_replaces_the_one_before(database: &dyn Database) {
    let store = database.open(clock()).await;
    assert_eq!(stars(&store, rate("x", 1, Some(5))).await.tally.histogram, [0, 0, 0, 0, 1]);
    assert_eq!(stars(&store, rate("x", 2, Some(1))).await.tally.histogram, [1, 0, 0, 0, 1]);
    let replaced = stars(&store, rate("x", 1, Some(2))).await;
    assert_eq!((replaced.tally.histogram, replaced.my_stars), ([1, 1, 0, 0, 0], Some(2)));
    assert_eq!(stars(&store, rate("x", 1, None)).await.tally.histogram, [1, 0, 0, 0, 0]);
    let read = store.rating("x", Some(&reader(2).into())).await.expect("read");
    assert_eq!((read.tally.histogram, read.my_stars), ([1, 0, 0, 0, 0], Some(1)));
    assert_eq!(store.rating("x", Some(&reader(1).into())).await.expect("read").my_stars, None);
    assert_eq!(store.ratings().await.expect("read").into_keys().collect::<Vec<_>>(), ["x"]);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

pub(crate) async fn concurrent_votes_are_all_counted_and_none_twice(database: &dyn Database) {
    let store = database.open(clock()).await;
    let mut tasks = JoinSet::new();
    // Every reader votes three times at once, for options that differ; one of the three stays.
    for number in 0..200 {
        for option in ["a", "b", "c"] {
            let store = Arc::clone(&store);
            tasks.spawn(async move { vote(&store, cast("p", number, &[option], OPEN)).await });
        }
    }
    let results = tasks.join_all().await;
    assert!(results.iter().all(Result::is_ok));
    let record = store.poll("p", None).await.expect("read");
    assert_eq!(record.tally.voters, 200);
    assert_eq!(record.tally.votes.values().sum::<u64>(), 200);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
    let kept: BTreeSet<u64> = results.into_iter().filter_map(Result::ok).map(|record| record.tally.number).collect();
    assert!(kept.iter().all(|number| *number <= record.tally.number));
}

pub(crate) async fn what_was_answered_is_there_after_opening_again(database: &dyn Database) {
    {
        let store = database.open(clock()).await;
        vote(&store, cast("p", 1, &["a"], OPEN)).await.expect("taken");
        stars(&store, rate("x", 1, Some(4))).await;
        // The store is dropped as it is, without closing, as when the process is killed.
    }
    let store = database.open(clock()).await;
    let record = store.poll("p", Some(&reader(1).into())).await.expect("read");
    assert_eq!((counts(&record), record.my_vote.clone()), (vec![("a", 1)], Some(vec!["a".to_owned()])));
    assert_eq!(store.rating("x", Some(&reader(1).into())).await.expect("read").my_stars, Some(4));
}

pub(crate) async fn a_database_is_seeded_once(database: &dyn Database) {
    let store = database.open(clock()).await;
    let votes = || (0..30).map(|_| Mutation::seeded_vote("p", vec!["a".to_owned()])).collect::<Vec<_>>();
    store.seed(votes()).await.expect("seeded");
    store.seed(votes()).await.expect("nothing to do");
    assert_eq!(store.poll("p", None).await.expect("read").tally.voters, 30);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

pub(crate) async fn numbers_grow_only_with_changes(database: &dyn Database) {
    let store = database.open(clock()).await;
    let first = vote(&store, cast("p", 1, &["a"], OPEN)).await.expect("taken").tally.number;
    assert_eq!(vote(&store, cast("p", 1, &["a"], OPEN)).await.expect("taken").tally.number, first);
    let second = vote(&store, cast("p", 1, &["b"], OPEN)).await.expect("taken").tally.number;
    assert!(second > first);
    let third = vote(&store, withdraw("p", 1, OPEN)).await.expect("taken").tally.number;
    assert!(third > second);
    assert_eq!(vote(&store, withdraw("p", 1, OPEN)).await.expect("taken").tally.number, third);
}

pub(crate) async fn voters_are_counted_by_where_they_voted(database: &impl Database) {
    let store = database.open(clock()).await;
    let from = |number, partner: Option<&str>, lang: &str| {
        let mut vote = cast("p", number, &["a"], OPEN);
        if let Mutation::CastVote { provenance, .. } = &mut vote {
            *provenance = Provenance { partner: partner.map(str::to_owned), lang: Some(lang.to_owned()) };
        }
        vote
    };
    let partner = Some("https://a.example");
    for vote in [from(1, None, "en"), from(2, partner, "en"), from(3, partner, "ar"), from(4, None, "ru")] {
        store.apply(vote).await.expect("counted");
    }
    store.apply(cast("q", 9, &["a"], OPEN)).await.expect("counted");
    // Who votes again for something else has voted where they did so last.
    let mut again = from(4, partner, "ru");
    if let Mutation::CastVote { options, .. } = &mut again {
        *options = vec!["b".to_owned()];
    }
    store.apply(again).await.expect("counted");
    let by = async |by| store.voters_by("p", by).await.expect("an answer").into_iter().collect::<Vec<_>>();
    assert_eq!(by(Breakdown::Partner).await, [(None, 1), (partner.map(str::to_owned), 3)]);
    let langs = [("ar", 1), ("en", 2), ("ru", 1)].map(|(lang, voters)| (Some(lang.to_owned()), voters));
    assert_eq!(by(Breakdown::Lang).await, langs);
    assert!(store.voters_by("nobody", Breakdown::Lang).await.expect("an answer").is_empty());
}

pub(crate) async fn what_is_stored_for_a_reader_is_found_and_can_be_disowned(database: &dyn Database) {
    let store = database.open(clock()).await;
    vote(&store, cast("p", 1, &["a"], OPEN)).await.expect("stored");
    vote(&store, cast("p", 2, &["b"], OPEN)).await.expect("stored");
    stars(&store, rate("t", 1, Some(4))).await;
    let subjects = store.subjects().await.expect("stored");
    assert_eq!((subjects.polls, subjects.articles), (vec!["p".to_owned()], vec!["t".to_owned()]));

    let keys = |subject: &str| [(subject.to_owned(), ReaderKeys::from(reader(1)))];
    let own = store.own(&keys("p"), &keys("t")).await.expect("stored");
    let today = noon().unix() / 86_400;
    assert_eq!(
        own.votes,
        [OwnVote {
            is_aside: false,
            poll: "p".to_owned(),
            options: vec!["a".to_owned()],
            before: None,
            provenance: Provenance::default(),
            cast_on: today
        }]
    );
    assert_eq!(own.ratings, [OwnRating { article: "t".to_owned(), stars: 4, cast_on: today }]);
    assert_eq!(store.own(&keys("other"), &keys("other")).await.expect("stored"), Own::default());

    let asked = [("p", 1), ("p", 3), ("other", 1), ("p", 2)].map(|(poll, number)| (poll.to_owned(), reader(number)));
    let mut voted = store.voted(&asked).await.expect("read");
    voted.sort();
    assert_eq!(voted, [0, 3].map(|place: usize| (asked[place].clone(), Answered::After)));

    let disown = Mutation::DisownVote { poll: "p".to_owned(), reader: reader(1).into() };
    let record = vote(&store, disown).await.expect("stored");
    assert_eq!((counts(&record), &record.my_vote), (vec![("a", 1), ("b", 1)], &None));
    assert_eq!(store.own(&keys("p"), &[]).await.expect("stored"), Own::default());
    assert_eq!(store.poll("p", Some(&reader(1).into())).await.expect("stored").my_vote, None);
    assert_eq!(store.recount(false).await.expect("stored"), []);
    // The entry stays, and says nothing of whose it was.
    assert_eq!(store.check_log().await.expect("stored"), []);
}

pub(crate) async fn keys_that_meet_are_one_reader_s_from_then_on(database: &impl Database) {
    let store = database.open(clock()).await;
    let by = |numbers: &[u64], option: &str| {
        let mut vote = cast("p", 0, &[option], OPEN);
        if let Mutation::CastVote { reader: by, .. } = &mut vote {
            *by = ReaderKeys::new(reader(numbers[0]), numbers.iter().map(|number| reader(*number)));
        }
        vote
    };
    // Three who seem to be three, then two of them one, then all.
    for (numbers, option, voters) in [
        (&[1][..], "a", 1),
        (&[2], "b", 2),
        (&[3], "c", 3),
        (&[2, 1], "a", 2),
        (&[1], "d", 2),
        (&[3, 1], "b", 1),
        (&[1], "a", 1),
        (&[2], "c", 1),
        (&[4, 2], "d", 1),
    ] {
        let record = vote(&store, by(numbers, option)).await.expect("taken");
        assert_eq!((record.tally.voters, counts(&record)[..].iter().any(|(id, _)| *id == option)), (voters, true));
    }
    let store = database.open(clock()).await;
    for number in 1..=4 {
        let record = store.poll("p", Some(&reader(number).into())).await.expect("read");
        assert_eq!((record.my_vote.clone(), counts(&record)), (Some(vec!["d".to_owned()]), vec![("d", 1)]), "{number}");
    }
    let rated = |numbers: [u64; 2], stars| Mutation::Rate {
        article: "x".to_owned(),
        reader: ReaderKeys::new(reader(numbers[0]), [reader(numbers[1])]),
        stars,
    };
    stars(&store, rate("x", 5, Some(1))).await;
    stars(&store, rate("x", 6, Some(5))).await;
    assert_eq!(stars(&store, rated([5, 6], Some(4))).await.tally.histogram, [0, 0, 0, 1, 0]);
    assert_eq!(stars(&store, rate("x", 6, None)).await.tally.histogram, [0; 5]);
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

pub(crate) async fn what_is_known_of_a_database_is_there_after_opening_again(database: &dyn Database) {
    let store = database.open(clock()).await;
    assert_eq!(store.fact("keys").await, Ok(None));
    for value in ["one", "another"] {
        store.set_fact("keys", value).await.expect("written");
        assert_eq!(store.fact("keys").await.expect("read").as_deref(), Some(value));
    }
    store.close().await;
    assert_eq!(database.open(clock()).await.fact("keys").await, Ok(Some("another".to_owned())));
}

/// A model: readers as sets of keys, each with the option of their vote.
#[derive(Default)]
struct Readers(Vec<(BTreeSet<u64>, Option<&'static str>)>);

impl Readers {
    /// All who have one of `keys` are one reader, whose vote is `option`. Who takes a vote back has none, and is not
    /// remembered.
    fn meet(&mut self, keys: &[u64], option: Option<&'static str>) {
        if option.is_none() {
            for (known, vote) in &mut self.0 {
                *vote = vote.filter(|_| keys.iter().all(|key| !known.contains(key)));
            }
            return;
        }
        let mut one: BTreeSet<u64> = keys.iter().copied().collect();
        self.0.retain(|(known, _)| {
            let is_apart = known.is_disjoint(&one);
            if !is_apart {
                one.extend(known);
            }
            is_apart
        });
        self.0.push((one, option));
    }

    fn votes(&self) -> Vec<(&'static str, u64)> {
        let count = |option| self.0.iter().filter(|(_, vote)| *vote == Some(option)).count() as u64;
        ["a", "b", "c"].map(|option| (option, count(option))).into_iter().filter(|(_, votes)| *votes > 0).collect()
    }
}

pub(crate) async fn voters_are_as_many_as_readers_however_their_keys_meet(database: &dyn Database) {
    let mut store = database.open(clock()).await;
    // Numbers that are the same in every run: xorshift, by G. Marsaglia, "Xorshift RNGs" (2003).
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut below = |most: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % most
    };
    for round in 0..60 {
        let (poll, mut readers) = (format!("p{round}"), Readers::default());
        for step in 0..12 {
            let keys: Vec<u64> = (0..=below(3)).map(|_| round * 100 + below(8)).collect();
            let option = ["a", "b", "c"].get(below(4) as usize).copied();
            let by = ReaderKeys::new(reader(keys[0]), keys.iter().map(|key| reader(*key)));
            let mutation = match option {
                Some(option) => match cast(&poll, 0, &[option], OPEN) {
                    Mutation::CastVote { options, provenance, wording, has_receipt, rules, poll, .. } => {
                        Mutation::CastVote { poll, reader: by, options, provenance, wording, has_receipt, rules }
                    }
                    _ => unreachable!("a vote is cast"),
                },
                None => Mutation::WithdrawVote { poll: poll.clone(), reader: by, rules: OPEN },
            };
            readers.meet(&keys, option);
            let record = vote(&store, mutation).await.expect("taken");
            assert_eq!(counts(&record), readers.votes(), "round {round}, step {step}");
            assert_eq!(record.tally.voters, readers.votes().iter().map(|(_, votes)| votes).sum::<u64>());
        }
        if round % 20 == 0 {
            store.close().await;
            store = database.open(clock()).await;
        }
        for (keys, option) in &readers.0 {
            for key in keys {
                let own = store.poll(&poll, Some(&reader(*key).into())).await.expect("read").my_vote;
                assert_eq!(own, option.map(|option| vec![option.to_owned()]), "round {round}, key {key}");
            }
        }
    }
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

/// The poll's log, each of whose hashes is computed again: what every entry says, after its number.
async fn log(store: &Arc<dyn Store>, poll: &str) -> Vec<String> {
    let entries = store.log(poll, 0, 1_000).await.expect("read");
    let mut previous = LogHash::NONE;
    let mut said = Vec::new();
    for (index, LoggedEntry { entry, hash }) in (0..).zip(&entries) {
        assert_eq!((entry.index, entry.hash(poll, previous)), (index, *hash));
        assert_eq!((entry.kind.is_vote(), entry.day), (entry.commitment.is_some(), noon().unix() / 86_400));
        previous = *hash;
        said.push(format!(
            "{} {}>{} {}",
            entry.kind.as_str(),
            entry.was.join(","),
            entry.options.join(","),
            entry.detail
        ));
    }
    let (tally, head) = store.log_head(poll).await.expect("read");
    assert_eq!(tally, store.poll(poll, None).await.expect("read").tally);
    let head = head.map(|head| (head.index + 1, head.hash));
    assert_eq!(head, entries.last().map(|last| (entries.len() as u64, last.hash)));
    assert_eq!(store.check_log().await.expect("checked"), []);
    said
}

/// Whether the entry that a voter was told of says so, and is theirs by its salt.
async fn is_logged(store: &Arc<dyn Store>, poll: &str, entry: Option<VoteEntry>, kind: LogKind) -> bool {
    let told = entry.expect("told");
    let page = store.log(poll, told.index, 1).await.expect("read");
    let LoggedEntry { entry, hash } = page.first().expect("there");
    (entry.kind, *hash, entry.commitment) == (kind, told.hash, Some(told.salt.commitment()))
}

pub(crate) async fn the_log_says_what_happened_and_its_hashes_follow_from_it(database: &dyn Database) {
    let store = database.open(clock()).await;
    assert_eq!(log(&store, "p").await, Vec::<String>::new());
    let first = vote(&store, cast("p", 1, &["a", "b"], OPEN)).await.expect("taken");
    assert!(is_logged(&store, "p", first.my_entry, LogKind::Cast).await);
    assert_eq!(vote(&store, cast("p", 1, &["a", "b"], OPEN)).await.expect("taken").my_entry, first.my_entry);
    let second = vote(&store, cast("p", 2, &["a", "b"], OPEN)).await.expect("taken");
    assert_ne!(second.my_entry.map(|entry| entry.salt), first.my_entry.map(|entry| entry.salt));
    let changed = vote(&store, cast("p", 1, &["c"], OPEN)).await.expect("taken");
    assert!(is_logged(&store, "p", changed.my_entry, LogKind::Change).await);
    assert_eq!(store.poll("p", Some(&reader(1).into())).await.expect("read").my_entry, changed.my_entry);
    assert_eq!(store.poll("p", None).await.expect("read").my_entry, None);
    let withdrawn = vote(&store, withdraw("p", 2, OPEN)).await.expect("taken");
    assert!(is_logged(&store, "p", withdrawn.my_entry, LogKind::Withdraw).await);
    assert_eq!(vote(&store, withdraw("p", 2, OPEN)).await.expect("nothing to withdraw").my_entry, None);
    // Two that have voted turn out to be one.
    vote(&store, cast("p", 3, &["a"], OPEN)).await.expect("taken");
    let mut met = cast("p", 1, &["c"], OPEN);
    if let Mutation::CastVote { reader: by, .. } = &mut met {
        *by = ReaderKeys::new(reader(1), [reader(3)]);
    }
    assert_eq!(vote(&store, met).await.expect("taken").my_entry, changed.my_entry);
    let said = ["start > 0", "cast >a,b ", "cast >a,b ", "change a,b>c ", "withdraw a,b> ", "cast >a ", "merge a> "];
    assert_eq!(log(&store, "p").await, said);
    assert_eq!(store.log("p", 5, 1).await.expect("read").len(), 1);
    assert_eq!(store.log("p", u64::MAX, 1).await, Ok(vec![]));

    drop(store);
    let store = database.open(clock()).await;
    vote(&store, cast("p", 4, &["a"], OPEN)).await.expect("taken");
    assert_eq!(log(&store, "p").await.len(), said.len() + 1);
}

/// How a poll is worded that asks this.
fn wording(question: &str) -> Arc<Wording> {
    Arc::new(Wording::of(&definition(question)))
}

pub(crate) fn definition(question: &str) -> PollDefinition {
    let words = |words: &str| BTreeMap::from([("en".to_owned(), words.to_owned())]);
    PollDefinition {
        options: vec![OptionDefinition { id: "a".to_owned(), label: words("A"), picture: None }],
        question: words(question),
        ..PollDefinition::new("p")
    }
}

pub(crate) async fn other_words_are_logged_with_the_first_vote_for_them(database: &dyn Database) {
    let store = database.open(clock()).await;
    let (which, why) = (wording("Which?"), wording("Why?"));
    for (number, words) in [(1, &which), (2, &which), (3, &why), (4, &why)] {
        let mut vote = cast("p", number, &["a"], OPEN);
        if let Mutation::CastVote { wording, .. } = &mut vote {
            *wording = Arc::clone(words);
        }
        store.apply(vote).await.expect("taken");
    }
    let says = |wording: &Wording| format!("wording > {}", wording.detail());
    let cast = || "cast >a ".to_owned();
    let said = ["start > 0".to_owned(), says(&which), cast(), cast(), says(&why), cast(), cast()];
    assert_eq!(log(&store, "p").await, said);
    let day = noon().unix() / 86_400;
    let known = [(1, which), (4, why)]
        .map(|(index, wording)| ("p".to_owned(), LoggedWording { index, day, wording: Some(wording) }));
    assert_eq!(store.wordings(Some("p")).await.expect("read"), known);
    assert_eq!(store.wordings(None).await.expect("read"), known);
    assert_eq!(store.wordings(Some("q")).await.expect("read"), []);
}

fn aside(poll: &str, number: u64, options: &[&str], rules: PollRules) -> Mutation {
    Mutation::SetAside {
        poll: poll.to_owned(),
        reader: reader(number).into(),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        provenance: Provenance { partner: Some("https://siding.example".to_owned()), lang: Some("en".to_owned()) },
        wording: Arc::default(),
        has_receipt: false,
        reason: "no-work",
        rules,
    }
}

/// Decides on everything that is set aside in the poll `p`, or on what was on a day.
async fn decide(store: &Arc<dyn Store>, verdict: Verdict, day: Option<i64>) -> u64 {
    let decision = Decision { verdict, day, why: "they were real".to_owned() };
    match store.apply(Mutation::DecideAside { poll: "p".to_owned(), decision }).await.expect("decided") {
        Outcome::Decided(votes) => votes,
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn what_is_set_aside_counts_only_once_its_owner_says_so(database: &dyn Database) {
    let store = database.open(clock()).await;
    vote(&store, cast("p", 1, &["a"], OPEN)).await.expect("taken");
    let set = vote(&store, aside("p", 2, &["a", "b"], OPEN)).await.expect("set aside");
    assert_eq!((set.is_aside, set.my_vote.clone(), set.tally.voters), (true, None, 1));
    assert!(is_logged(&store, "p", set.my_entry, LogKind::Aside).await);
    assert_eq!(vote(&store, aside("p", 2, &["a", "b"], OPEN)).await.expect("the same again"), set);
    vote(&store, aside("p", 3, &["b"], OPEN)).await.expect("set aside");
    assert!(store.poll("p", Some(&reader(2).into())).await.expect("read").is_aside);
    assert!(!store.poll("p", Some(&reader(1).into())).await.expect("read").is_aside);
    let listed = store.asides("p").await.expect("listed");
    let seen: Vec<_> = listed.iter().map(|vote| (vote.entry, vote.reason.as_str(), vote.options.len())).collect();
    assert_eq!((seen, store.aside_count("p").await), (vec![(2, "no-work", 2), (3, "no-work", 1)], Ok(2)));

    drop(store);
    let store = database.open(clock()).await;
    assert_eq!(decide(&store, Verdict::Count, Some(0)).await, 0, "none is of that day");
    assert_eq!(decide(&store, Verdict::Count, Some(noon().unix() / 86_400)).await, 2);
    assert_eq!(decide(&store, Verdict::Strike, None).await, 0);
    let counted = store.poll("p", Some(&reader(2).into())).await.expect("read");
    assert_eq!((counted.is_aside, counted.tally.voters, counts(&counted)), (false, 3, vec![("a", 2), ("b", 2)]));
    assert_eq!(counted.my_vote, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert!(is_logged(&store, "p", counted.my_entry, LogKind::Count).await, "by the salt that its reader was told");
    assert_eq!(counted.my_entry.map(|entry| entry.salt), set.my_entry.map(|entry| entry.salt));
    vote(&store, aside("p", 4, &["a"], OPEN)).await.expect("set aside");
    assert_eq!(decide(&store, Verdict::Strike, None).await, 1);
    let struck = store.poll("p", Some(&reader(4).into())).await.expect("read");
    assert_eq!((struck.is_aside, struck.my_vote, struck.tally.voters), (false, None, 3));
    let said = [
        "start > 0",
        "cast >a ",
        "aside > no-work",
        "aside > no-work",
        "count >a,b 2 they were real",
        "count >b 3 they were real",
        "aside > no-work",
        "strike > 6 they were real",
    ];
    assert_eq!(log(&store, "p").await, said);
    assert_eq!(store.recount(false).await.expect("counted"), []);
}

pub(crate) async fn a_reader_takes_back_or_replaces_what_is_set_aside(database: &dyn Database) {
    let store = database.open(clock()).await;
    let closed = PollRules { schedule: Schedule { closes_at: Some(noon()), ..OPEN.schedule }, ..OPEN };
    assert_eq!(vote(&store, aside("p", 1, &["a"], closed)).await, Err(StoreError::PollClosed));
    vote(&store, aside("p", 1, &["a"], OPEN)).await.expect("set aside");
    // Another choice, then the same with a proof: it counts, and once.
    vote(&store, aside("p", 1, &["b"], OPEN)).await.expect("set aside");
    let counted = vote(&store, cast("p", 1, &["b"], OPEN)).await.expect("taken");
    assert_eq!((counted.is_aside, counted.tally.voters, counts(&counted)), (false, 1, vec![("b", 1)]));
    // Who has voted changes it, however the change comes.
    let changed = vote(&store, aside("p", 1, &["a"], OPEN)).await.expect("taken");
    assert_eq!((changed.is_aside, counts(&changed)), (false, vec![("a", 1)]));
    vote(&store, aside("p", 2, &["b"], OPEN)).await.expect("set aside");
    let withdrawn = vote(&store, withdraw("p", 2, OPEN)).await.expect("taken back");
    assert!(!withdrawn.is_aside);
    vote(&store, aside("p", 3, &["b"], OPEN)).await.expect("set aside");
    let own = store.own(&[("p".to_owned(), reader(3).into())], &[]).await.expect("read");
    assert!(own.votes.len() == 1 && own.votes[0].is_aside, "{own:?}");
    let disown = Mutation::DisownVote { poll: "p".to_owned(), reader: reader(3).into() };
    store.apply(disown).await.expect("erased");
    // A cookie and a client id that meet are one reader here, too.
    let both = ReaderKeys::new(reader(5), [reader(6)]);
    for by in [reader(6).into(), both] {
        let mut vote = aside("p", 0, &["b"], OPEN);
        if let Mutation::SetAside { reader, .. } = &mut vote {
            *reader = by;
        }
        store.apply(vote).await.expect("set aside");
    }
    assert_eq!(store.aside_count("p").await, Ok(1));
    let mut as_both = cast("p", 0, &["b"], OPEN);
    if let Mutation::CastVote { reader: by, .. } = &mut as_both {
        *by = ReaderKeys::new(reader(5), [reader(6)]);
    }
    assert_eq!(vote(&store, as_both).await.expect("taken").tally.voters, 2);
    assert_eq!(store.aside_count("p").await, Ok(0));
    let said = log(&store, "p").await;
    let ends: Vec<&str> = said.iter().filter(|line| line.starts_with("recall")).map(String::as_str).collect();
    assert_eq!(ends.len(), said.iter().filter(|line| line.starts_with("aside")).count(), "{said:?}");
    assert_eq!(store.recount(false).await.expect("counted"), []);
}

pub(crate) async fn what_is_set_aside_has_a_bound(database: &dyn Database) {
    let store = database.open(clock()).await;
    let many = (0..10_001).map(|number| aside("p", number, &["a"], OPEN)).collect();
    assert_eq!(store.seed(many).await, Err(StoreError::AsideFull));
    assert_eq!(store.aside_count("p").await, Ok(10_000));
    assert_eq!(vote(&store, aside("p", 20_000, &["a"], OPEN)).await, Err(StoreError::AsideFull));
    vote(&store, cast("p", 20_000, &["a"], OPEN)).await.expect("who shows a proof is counted");
    let mut rounds = 0;
    while decide(&store, Verdict::Strike, None).await > 0 {
        rounds += 1;
    }
    assert_eq!((rounds, store.aside_count("p").await), (10, Ok(0)));
    assert_eq!(store.check_log().await.expect("checked"), []);
}

pub(crate) async fn whose_keys_meet_has_one_vote_counted_or_set_aside(database: &dyn Database) {
    let store = database.open(clock()).await;
    let as_both = |first: u64, second: u64, mut mutation: Mutation| {
        if let Mutation::CastVote { reader: by, .. } | Mutation::SetAside { reader: by, .. } = &mut mutation {
            *by = ReaderKeys::new(reader(first), [reader(second)]);
        }
        mutation
    };
    // Who has voted shows the key under which something is set aside, too.
    vote(&store, cast("p", 1, &["a"], OPEN)).await.expect("taken");
    vote(&store, aside("p", 2, &["b"], OPEN)).await.expect("set aside");
    let met = vote(&store, as_both(2, 1, cast("p", 0, &["a"], OPEN))).await.expect("the same again");
    assert_eq!((met.is_aside, met.tally.voters, store.aside_count("p").await), (false, 1, Ok(0)));
    // Two that are set aside turn out to be one, whose keys lead to it from then on.
    vote(&store, aside("p", 3, &["a"], OPEN)).await.expect("set aside");
    vote(&store, aside("p", 4, &["b"], OPEN)).await.expect("set aside");
    let met = vote(&store, as_both(3, 4, aside("p", 0, &["b"], OPEN))).await.expect("the same again");
    assert_eq!((met.is_aside, store.aside_count("p").await), (true, Ok(1)));
    assert!(store.poll("p", Some(&reader(3).into())).await.expect("read").is_aside);
    // What is there already is not refused when the poll has closed meanwhile.
    let closed = PollRules { schedule: Schedule { closes_at: Some(noon()), ..OPEN.schedule }, ..OPEN };
    assert_eq!(vote(&store, aside("p", 4, &["b"], closed)).await, Ok(met));
    assert_eq!(vote(&store, aside("p", 4, &["a"], closed)).await, Err(StoreError::PollClosed));
    assert_eq!(decide(&store, Verdict::Count, None).await, 1);
    let counted = store.poll("p", Some(&reader(4).into())).await.expect("read");
    assert_eq!((counted.tally.voters, counts(&counted)), (2, vec![("a", 1), ("b", 1)]));
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

/// The votes of a poll by their orders, such as `b>a`.
fn orders(ballots: &Ballots) -> BTreeMap<String, u64> {
    let mut orders = BTreeMap::new();
    for vote in ballots.votes() {
        *orders.entry(vote.collect::<Vec<_>>().join(">")).or_default() += 1;
    }
    orders
}

pub(crate) async fn the_orders_of_a_ranking_are_read_as_they_were_given(database: &dyn Database) {
    let store = database.open(clock()).await;
    assert_eq!(store.ballots("p").await, Ok(Ballots::default()));
    vote(&store, aside("p", 9, &["a"], OPEN)).await.expect("set aside");
    let ballots = store.ballots("p").await.expect("read");
    assert_eq!((orders(&ballots).len(), ballots.seed), (0, LogHash::NONE), "nothing is counted yet");
    let first = vote(&store, cast("p", 1, &["b", "a"], OPEN)).await.expect("taken").my_entry.expect("logged");
    vote(&store, cast("q", 1, &["a", "c"], OPEN)).await.expect("taken");
    for (number, options) in [(2, &["a", "b"][..]), (3, &["b", "a"]), (4, &["c"])] {
        vote(&store, cast("p", number, options, OPEN)).await.expect("taken");
    }
    let before = store.ballots("p").await.expect("read");
    let expected = [("a>b", 1), ("b>a", 2), ("c", 1)].map(|(order, votes)| (order.to_owned(), votes));
    assert_eq!((orders(&before), before.seed), (expected.into(), first.hash));
    assert_eq!(before.tally, store.poll("p", None).await.expect("read").tally);

    // The same options in another order are another vote.
    let changed = vote(&store, cast("p", 2, &["b", "a"], OPEN)).await.expect("taken");
    assert_eq!((counts(&changed), changed.tally.number), (vec![("a", 3), ("b", 3), ("c", 1)], before.tally.number + 1));
    vote(&store, withdraw("p", 1, OPEN)).await.expect("taken");
    let after = store.ballots("p").await.expect("read");
    let expected = [("b>a", 2), ("c", 1)].map(|(order, votes)| (order.to_owned(), votes));
    assert_eq!(
        (orders(&after), after.seed),
        (expected.into(), first.hash),
        "a vote that is taken back stays in the log"
    );
    assert_eq!(store.recount(false).await.expect("counted"), []);
    assert_eq!(store.check_log().await.expect("checked"), []);
}

fn ranking(options: &[&str]) -> PollDefinition {
    let option = |id: &&str| OptionDefinition { id: (*id).to_owned(), label: BTreeMap::new(), picture: None };
    let options = options.iter().map(option).collect();
    PollDefinition { kind: PollKind::Ranking, options, ..definition("Which?") }
}

pub(crate) async fn a_ranking_is_counted_once_for_all_who_ask(database: &dyn Database) {
    let store = database.open(clock()).await;
    let (runoffs, poll) = (store.runoffs(), ranking(&["a", "b", "c"]));
    let none = runoffs.count(store.as_ref(), &poll, 0).await.expect("counted");
    assert_eq!((none.rounds.len(), none.tally.voters), (0, 0));
    let mut number = 0;
    for (reader, options) in [(1, &["a"][..]), (2, &["a", "b"]), (3, &["b"]), (4, &["b", "a"]), (5, &["c", "b"])] {
        number = vote(&store, cast("p", reader, options, OPEN)).await.expect("taken").tally.number;
    }
    let mut tasks = JoinSet::new();
    for _ in 0..20 {
        let (store, poll) = (Arc::clone(&store), poll.clone());
        tasks.spawn(async move { store.runoffs().count(store.as_ref(), &poll, number).await.expect("counted") });
    }
    let counts = tasks.join_all().await;
    let first = &counts[0];
    assert!(counts.iter().all(|runoff| Arc::ptr_eq(runoff, first)), "one count for all");
    assert_eq!(first.tally, store.poll("p", None).await.expect("read").tally);
    let ends: Vec<_> =
        first.rounds.iter().map(|round| (round.eliminated.as_deref(), round.elected.as_deref())).collect();
    assert_eq!(ends, [(Some("c"), None), (None, Some("b"))]);
    assert_eq!(["a", "b", "c", "d"].map(|option| first.first_preferences(option)), [2, 2, 1, 0]);

    let number = vote(&store, cast("p", 6, &["a"], OPEN)).await.expect("taken").tally.number;
    let held = runoffs.count(store.as_ref(), &poll, number - 1).await.expect("counted");
    assert!(Arc::ptr_eq(&held, first), "who asks for no more gets what there is");
    let newer = runoffs.count(store.as_ref(), &poll, number).await.expect("counted");
    assert_eq!((newer.tally.number, newer.first_preferences("a")), (number, 3));
    let fewer = runoffs.count(store.as_ref(), &ranking(&["b", "c"]), number).await.expect("counted");
    assert_eq!((fewer.first_preferences("b"), fewer.rounds[0].exhausted), (3, 2), "with an option that was taken out");
}

/// Votes, voters and those who only look.
fn told(record: &PollRecord) -> (Vec<(&str, u64)>, u64, u64) {
    let votes = counts(record).into_iter().filter(|(option, _)| *option != ABSTENTION).collect();
    (votes, record.tally.voted(), record.tally.abstained())
}

pub(crate) async fn who_only_looks_is_counted_apart_from_the_voters(database: &dyn Database) {
    let store = database.open(clock()).await;
    vote(&store, cast("p", 1, &["a"], OPEN)).await.expect("taken");
    let looks = vote(&store, cast("p", 2, &[ABSTENTION], OPEN)).await.expect("taken");
    assert_eq!((told(&looks), &looks.my_vote), ((vec![("a", 1)], 1, 1), &Some(abstention())));
    let again = vote(&store, cast("p", 2, &[ABSTENTION], OPEN)).await.expect("taken");
    assert_eq!((told(&again), again.my_entry), ((vec![("a", 1)], 1, 1), looks.my_entry));
    assert_eq!(store.polls().await.expect("read")["p"].voters, 1);
    for by in [Breakdown::Partner, Breakdown::Lang] {
        assert_eq!(store.voters_by("p", by).await.expect("read"), BTreeMap::from([(None, 1)]), "{by:?}");
    }
    let orders: Vec<String> = store.ballots("p").await.expect("read").votes().flatten().map(str::to_owned).collect();
    assert_eq!(orders, ["a"]);

    let votes = vote(&store, cast("p", 2, &["b"], OPEN)).await.expect("taken");
    assert_eq!(told(&votes), (vec![("a", 1), ("b", 1)], 2, 0));
    let back = vote(&store, cast("p", 2, &[ABSTENTION], OPEN)).await.expect("taken");
    assert_eq!(told(&back), (vec![("a", 1)], 1, 1));
    let gone = vote(&store, withdraw("p", 2, OPEN)).await.expect("taken");
    assert_eq!((told(&gone), &gone.my_vote), ((vec![("a", 1)], 1, 0), &None));
    assert_eq!(store.recount(false).await, Ok(Vec::new()));
    assert_eq!(store.check_log().await, Ok(Vec::new()));
}

pub(crate) async fn who_only_looks_may_vote_where_votes_are_final(database: &dyn Database) {
    let store = database.open(clock()).await;
    let rules = PollRules { changeable: false, ..OPEN };
    vote(&store, cast("p", 1, &[ABSTENTION], rules)).await.expect("taken");
    vote(&store, withdraw("p", 1, rules)).await.expect("taken back");
    vote(&store, cast("p", 1, &[ABSTENTION], rules)).await.expect("taken");
    let votes = vote(&store, cast("p", 1, &["a"], rules)).await.expect("taken");
    assert_eq!(told(&votes), (vec![("a", 1)], 1, 0));
    for refused in [cast("p", 1, &[ABSTENTION], rules), cast("p", 1, &["b"], rules), withdraw("p", 1, rules)] {
        assert_eq!(vote(&store, refused).await, Err(StoreError::VoteNotChangeable));
    }

    let quiz = PollRules { binds_abstainers: true, ..rules };
    vote(&store, cast("q", 1, &[ABSTENTION], quiz)).await.expect("taken");
    for refused in [cast("q", 1, &["a"], quiz), withdraw("q", 1, quiz)] {
        assert_eq!(vote(&store, refused).await, Err(StoreError::VoteNotChangeable));
    }
    vote(&store, cast("q", 1, &[ABSTENTION], quiz)).await.expect("the same again");
}

pub(crate) async fn whose_keys_meet_has_voted_if_one_of_them_has(database: &dyn Database) {
    let store = database.open(clock()).await;
    let both = |options: &[&str], rules| match cast("p", 1, options, rules) {
        Mutation::CastVote { poll, options, provenance, wording, has_receipt, rules, .. } => {
            let reader = ReaderKeys::new(reader(1), [reader(2)]);
            Mutation::CastVote { poll, reader, options, provenance, wording, has_receipt, rules }
        }
        _ => unreachable!("a vote"),
    };
    let rules = PollRules { changeable: false, ..OPEN };
    vote(&store, cast("p", 1, &[ABSTENTION], rules)).await.expect("taken");
    vote(&store, cast("p", 2, &["a"], rules)).await.expect("taken");
    assert_eq!(vote(&store, both(&[ABSTENTION], rules)).await, Err(StoreError::VoteNotChangeable));
    let own = store.poll("p", Some(&reader(1).into())).await.expect("read");
    assert_eq!((told(&own), &own.my_vote), ((vec![("a", 1)], 1, 0), &Some(vec!["a".to_owned()])));
    assert_eq!(store.recount(false).await, Ok(Vec::new()));
    assert_eq!(store.check_log().await, Ok(Vec::new()));
}

pub(crate) async fn own_words_are_counted_as_one_option_and_told_to_owner_and_reader_alone(database: &dyn Database) {
    let store = database.open(clock()).await;
    let own = |vote: &PollRecord| vote.my_vote.clone().unwrap_or_default().join(" ");
    let first = vote(&store, cast("p", 1, &["a", "_other:One"], OPEN)).await.expect("taken");
    assert_eq!((counts(&first), own(&first)), (vec![("_other", 1), ("a", 1)], "a _other:One".to_owned()));
    vote(&store, cast("p", 2, &["_other:Two"], OPEN)).await.expect("taken");
    vote(&store, cast("p", 3, &["_other:One"], OPEN)).await.expect("taken");
    let log = store.log("p", 0, 100).await.expect("read");
    assert!(log.iter().all(|logged| !format!("{logged:?}").contains("One")), "{log:?}");

    let other = vote(&store, cast("p", 1, &["a", "_other:Else"], OPEN)).await.expect("taken");
    assert_eq!((own(&other), other.my_entry, other.tally.number), ("a _other:Else".to_owned(), first.my_entry, 3));
    assert_eq!(store.log("p", 0, 100).await.expect("read"), log, "other words are no other vote to the log");
    let told = [("Else", 1), ("One", 1), ("Two", 1)].map(|(words, votes)| (words.to_owned(), votes));
    assert_eq!(store.write_ins("p").await.expect("read"), told);
    let stored = store.own(&[("p".to_owned(), reader(1).into())], &[]).await.expect("read");
    assert_eq!(stored.votes[0].options.join(" "), "a _other:Else");
    store.close().await;

    let store = database.open(clock()).await;
    let read = store.poll("p", Some(&reader(1).into())).await.expect("read");
    assert_eq!(own(&read), "a _other:Else");
    let gone = vote(&store, withdraw("p", 1, OPEN)).await.expect("taken back");
    assert_eq!(counts(&gone), [("_other", 2)]);
    let disown = Mutation::DisownVote { poll: "p".to_owned(), reader: reader(2).into() };
    let kept = vote(&store, disown).await.expect("disowned");
    assert_eq!((counts(&kept), store.write_ins("p").await), (vec![("_other", 2)], Ok(vec![("One".to_owned(), 1)])));

    let rules = PollRules { changeable: false, ..OPEN };
    vote(&store, cast("final", 1, &["_other:One"], rules)).await.expect("taken");
    vote(&store, cast("final", 1, &["_other:One"], rules)).await.expect("the same again");
    let refused = vote(&store, cast("final", 1, &["_other:Two"], rules)).await;
    assert_eq!(refused, Err(StoreError::VoteNotChangeable));
    assert_eq!(store.recount(false).await, Ok(Vec::new()));
    assert_eq!(store.check_log().await, Ok(Vec::new()));
}
