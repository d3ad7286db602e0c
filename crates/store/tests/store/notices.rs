//! Cases of the suite that are about readers who want to be told when a poll ends.

use std::{collections::BTreeSet, sync::Arc};

use hustings_domain::{Clock, Forced, ReaderKey, ReaderKeys, Schedule};
use hustings_store::{
    AwaitedPoll, ClosingChange, Later, Mutation, Notice, NoticeChange, NoticeCount, NoticeWork, Store,
};
use hustings_wire::Timestamp;

use crate::suite::{Database, noon};

/// Seconds after noon.
fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(noon().unix() + seconds)
}

fn reader(number: u8) -> ReaderKey {
    ReaderKey([number; 16])
}

pub(crate) fn notice(poll: &str, number: u8, asked: i64) -> Notice {
    Notice {
        poll: poll.to_owned(),
        reader: reader(number),
        endpoint: format!("https://push.example/{number}"),
        p256dh: "key".to_owned(),
        auth: "secret".to_owned(),
        lang: "en".to_owned(),
        asked_at: at(asked),
        attempts: 0,
    }
}

async fn change(store: &Arc<dyn Store>, change: NoticeChange) -> Vec<Notice> {
    store.change_notices(change).await.expect("changed")
}

async fn keep(store: &Arc<dyn Store>, notice: Notice) {
    let reader = notice.reader.into();
    assert_eq!(change(store, NoticeChange::Keep { notice, reader }).await, []);
}

async fn force(store: &Arc<dyn Store>, poll: &str, forced: Forced) {
    let schedule = Schedule::default();
    let mutation = Mutation::ForcePoll { poll: poll.to_owned(), forced: Some(forced), schedule };
    store.apply(mutation).await.expect("forced");
}

async fn work(store: &Arc<dyn Store>, seconds: i64) -> NoticeWork {
    store.notice_work(at(seconds)).await.expect("read")
}

async fn end(store: &Arc<dyn Store>, poll: &str, seconds: i64) {
    change(store, NoticeChange::End { poll: poll.to_owned(), asked_until: at(seconds) }).await;
}

async fn claim(store: &Arc<dyn Store>, most: u32) -> Vec<Notice> {
    change(store, NoticeChange::Claim { lease: 60, most }).await
}

/// Those that wait and those that are due.
async fn counts(store: &Arc<dyn Store>, poll: &str) -> (u64, u64) {
    let counts = store.notice_counts(Some(poll)).await.expect("read");
    counts.first().map_or((0, 0), |NoticeCount { waiting, due, .. }| (*waiting, *due))
}

pub(crate) async fn a_reader_has_one_notice_for_a_poll_under_whichever_of_their_keys(database: &dyn Database) {
    let store = database.open(Clock::standing_at(noon())).await;
    keep(&store, notice("p", 1, 0)).await;
    keep(&store, notice("p", 1, 5)).await;
    keep(&store, notice("p", 2, 0)).await;
    keep(&store, notice("q", 1, 0)).await;
    assert_eq!(
        (counts(&store, "p").await, counts(&store, "q").await, counts(&store, "none").await),
        ((2, 0), (1, 0), (0, 0))
    );
    let own = async |keys: ReaderKeys| {
        let own = store.own_notices(&[("p".to_owned(), keys)]).await.expect("read");
        own.into_iter().map(|own| (own.poll, own.asked_at, own.lang)).collect::<Vec<_>>()
    };
    assert_eq!(own(reader(1).into()).await, [("p".to_owned(), at(5), "en".to_owned())]);
    assert_eq!(own(reader(3).into()).await, []);

    // A cookie and a client id that turn out to be one reader's.
    let keys = ReaderKeys::new(reader(3), [reader(1), reader(2)]);
    change(&store, NoticeChange::Keep { notice: notice("p", 3, 7), reader: keys.clone() }).await;
    assert_eq!((counts(&store, "p").await, counts(&store, "q").await), ((1, 0), (1, 0)));
    assert_eq!(own(keys.clone()).await, [("p".to_owned(), at(7), "en".to_owned())]);
    let polls = BTreeSet::from_iter(store.subjects().await.expect("read").polls);
    assert_eq!(polls, BTreeSet::from(["p", "q"].map(str::to_owned)), "whoever erases everything has to find them");
    for _ in 0..2 {
        change(&store, NoticeChange::Forget(vec![("p".to_owned(), keys.clone())])).await;
    }
    assert_eq!((counts(&store, "p").await, counts(&store, "q").await), ((0, 0), (1, 0)));
}

pub(crate) async fn what_was_asked_for_before_a_poll_ends_is_due_then(database: &dyn Database) {
    let clock = Clock::standing_at(noon());
    let store = database.open(clock.clone()).await;
    for (poll, number, asked) in [("by-hand", 1, 0), ("by-hand", 2, 0), ("by-schedule", 1, 0), ("open", 1, 0)] {
        keep(&store, notice(poll, number, asked)).await;
    }
    let waits = |poll: &str, forced, asked, closed: Option<i64>| {
        let (asked_at, closed_at) = (at(asked), closed.map(at));
        AwaitedPoll { poll: poll.to_owned(), forced, asked_at, closed_at }
    };
    let waiting = ["by-hand", "by-schedule", "open"].map(|poll| waits(poll, None, 0, None)).to_vec();
    assert_eq!(work(&store, 0).await, NoticeWork { waiting, is_due: false });
    clock.set(at(10));
    force(&store, "by-hand", Forced::Closed).await;
    store.change_closing(ClosingChange::Note(vec![("by-schedule".to_owned(), at(8))])).await.expect("noted");
    let waiting = vec![
        waits("by-hand", Some(Forced::Closed), 0, Some(10)),
        waits("by-schedule", None, 0, Some(8)),
        waits("open", None, 0, None),
    ];
    assert_eq!(work(&store, 10).await, NoticeWork { waiting, is_due: false });
    assert_eq!(claim(&store, 9).await, []);
    end(&store, "by-hand", 10).await;
    end(&store, "by-schedule", 8).await;
    assert!(!work(&store, 9).await.is_due);
    let open = waits("open", None, 0, None);
    assert_eq!(work(&store, 10).await, NoticeWork { waiting: vec![open.clone()], is_due: true });
    assert_eq!((counts(&store, "by-hand").await, counts(&store, "open").await), ((0, 2), (1, 0)));

    // Opened again: who asks now is told of the next end.
    clock.set(at(20));
    force(&store, "by-hand", Forced::Open).await;
    keep(&store, notice("by-hand", 3, 20)).await;
    assert_eq!(work(&store, 20).await.waiting, [waits("by-hand", Some(Forced::Open), 20, Some(10)), open.clone()]);
    clock.set(at(30));
    force(&store, "by-hand", Forced::Closed).await;
    assert_eq!(work(&store, 30).await.waiting, [waits("by-hand", Some(Forced::Closed), 20, Some(30)), open.clone()]);
    // What is due is told, though nobody waits any more.
    change(&store, NoticeChange::ForgetWaiting("by-hand".to_owned())).await;
    assert_eq!((work(&store, 30).await.waiting, counts(&store, "by-hand").await), (vec![open], (0, 2)));
}

pub(crate) async fn how_many_notices_a_poll_has_is_estimated_by_some(database: &dyn Database) {
    let store = database.open(Clock::standing_at(noon())).await;
    for (poll, key) in [("p", [0; 16]), ("p", [1; 16]), ("p", [255; 16]), ("q", [1; 16])] {
        let notice = Notice { reader: ReaderKey(key), ..notice(poll, 0, 0) };
        keep(&store, notice).await;
    }
    keep(&store, Notice { reader: ReaderKey(std::array::from_fn(|at| u8::from(at > 0))), ..notice("p", 0, 0) }).await;
    assert_eq!((store.notice_estimate("p").await, store.notice_estimate("q").await), (Ok(512), Ok(0)));
}

pub(crate) async fn a_notice_is_one_server_s_until_its_claim_ends_and_gone_once_it_is_told(database: &dyn Database) {
    let clock = Clock::standing_at(noon());
    let store = database.open(clock.clone()).await;
    for number in 1..=3 {
        keep(&store, notice("p", number, 0)).await;
    }
    end(&store, "p", 5).await;
    let (first, rest) = (claim(&store, 1).await, claim(&store, 9).await);
    assert_eq!((first.len(), rest.len(), claim(&store, 9).await.len()), (1, 2, 0));
    assert_eq!(first[0], Notice { attempts: 1, ..notice("p", first[0].reader.0[0], 0) });
    let later = vec![Later { notice: rest[0].clone(), wait: 300 }];
    change(&store, NoticeChange::Settle { done: vec![rest[1].clone()], later }).await;
    assert_eq!(counts(&store, "p").await, (0, 2));
    store.close().await;

    let store = database.open(clock.clone()).await;
    assert_eq!(claim(&store, 9).await, [], "a restart ends no claim");
    clock.set(at(60));
    let again = claim(&store, 9).await;
    assert_eq!(again, [Notice { attempts: 2, ..first[0].clone() }], "whoever had it has gone");
    // Who had it comes back, and says nothing any more.
    change(&store, NoticeChange::Settle { done: first.clone(), later: Vec::new() }).await;
    change(&store, NoticeChange::Settle { done: Vec::new(), later: vec![Later { notice: first[0].clone(), wait: 0 }] })
        .await;
    assert_eq!((claim(&store, 9).await.len(), counts(&store, "p").await), (0, (0, 2)));
    change(&store, NoticeChange::Settle { done: again, later: Vec::new() }).await;
    clock.set(at(300));
    let last = claim(&store, 9).await;
    assert_eq!(last, [Notice { attempts: 2, ..rest[0].clone() }]);
    // Its reader asks anew meanwhile, of a poll that was opened again.
    keep(&store, Notice { endpoint: "https://push.example/new".to_owned(), ..notice("p", last[0].reader.0[0], 200) })
        .await;
    change(&store, NoticeChange::Settle { done: last, later: Vec::new() }).await;
    assert_eq!(counts(&store, "p").await, (1, 0));
}

pub(crate) async fn several_servers_claim_each_notice_once(database: &dyn Database) {
    let clock = Clock::standing_at(noon());
    let (here, there) = (database.open(clock.clone()).await, database.open(clock).await);
    for number in 1..=60 {
        keep(&here, notice("p", number, 0)).await;
    }
    end(&here, "p", 5).await;
    let all = async |store: Arc<dyn Store>| {
        let mut readers = Vec::new();
        loop {
            let claimed = claim(&store, 7).await;
            if claimed.is_empty() {
                return readers;
            }
            readers.extend(claimed.into_iter().map(|notice| notice.reader));
        }
    };
    let (mut ours, theirs) = tokio::join!(all(here), all(there));
    ours.extend(theirs);
    let distinct: BTreeSet<ReaderKey> = ours.iter().copied().collect();
    assert_eq!((ours.len(), distinct.len()), (60, 60));
}
