//! A store for the hub alone: it has nothing but the number of every poll's tally, answers at once, and may fall silent.

use std::{
    collections::BTreeMap,
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use hustings_domain::{Breakdown, PollDefinition, ReaderKey, ReaderKeys};
use hustings_store::{
    Answered, AsideVote, Ballots, Changes, Closing, ClosingChange, Difference, Flow, Flows, GroupCounts, LogFault,
    LogHead, LoggedEntry, LoggedWording, Mutation, Notice, NoticeChange, NoticeCount, NoticeWork, Outcome, Own,
    OwnNotice, PollRecord, PollStanding, PollTally, RatingRecord, RatingTally, Runoffs, Store, StoreError, Subjects,
    WriterHealth,
};
use hustings_wire::Timestamp;

/// The store.
#[derive(Default)]
pub(crate) struct NumberStore {
    changes: Arc<Changes>,
    /// That of all tallies, which thereby change at one moment.
    number: AtomicU64,
    /// How many questions it answers before one that it does not; `None` where it answers all.
    before_silence: Mutex<Option<usize>>,
}

impl NumberStore {
    /// Has all tallies change.
    pub(crate) fn change_all(&self) {
        self.number.fetch_add(1, Ordering::SeqCst);
    }

    /// Answers so many questions from now on, never the next one, and then all again.
    pub(crate) fn skip_one_after(&self, answered: usize) {
        *self.before_silence.lock().expect("no panic") = Some(answered);
    }

    fn is_silent(&self) -> bool {
        let mut left = self.before_silence.lock().expect("no panic");
        let is_silent = *left == Some(0);
        *left = left.and_then(|left| left.checked_sub(1));
        is_silent
    }
}

/// What the hub does not ask.
fn not_asked<T>() -> T {
    unreachable!("the hub asks how polls stand")
}

#[async_trait]
impl Store for NumberStore {
    fn epoch(&self) -> Arc<str> {
        "epoch".into()
    }

    fn changes(&self) -> Arc<Changes> {
        Arc::clone(&self.changes)
    }

    async fn poll(&self, _: &str, _: Option<&ReaderKeys>) -> Result<PollRecord, StoreError> {
        if self.is_silent() {
            pending::<()>().await;
        }
        let tally = PollTally { number: self.number.load(Ordering::SeqCst), ..PollTally::default() };
        Ok(PollRecord { tally: Arc::new(tally), ..PollRecord::default() })
    }

    async fn ballots(&self, _: &str) -> Result<Ballots, StoreError> {
        not_asked()
    }

    fn runoffs(&self) -> Arc<Runoffs> {
        not_asked()
    }

    async fn flow(&self, _: &str) -> Result<Flow, StoreError> {
        not_asked()
    }

    fn flows(&self) -> Arc<Flows> {
        not_asked()
    }

    async fn polls(&self) -> Result<BTreeMap<String, PollStanding>, StoreError> {
        not_asked()
    }

    async fn voters_by(&self, _: &str, _: Breakdown) -> Result<BTreeMap<Option<String>, u64>, StoreError> {
        not_asked()
    }

    async fn group_counts(&self, _: &Arc<PollDefinition>, _: u64) -> Result<Arc<GroupCounts>, StoreError> {
        not_asked()
    }

    async fn rating(&self, _: &str, _: Option<&ReaderKeys>) -> Result<RatingRecord, StoreError> {
        not_asked()
    }

    async fn ratings(&self) -> Result<BTreeMap<String, RatingTally>, StoreError> {
        not_asked()
    }

    async fn subjects(&self) -> Result<Subjects, StoreError> {
        not_asked()
    }

    async fn own(&self, _: &[(String, ReaderKeys)], _: &[(String, ReaderKeys)]) -> Result<Own, StoreError> {
        not_asked()
    }

    async fn voted(&self, _: &[(String, ReaderKey)]) -> Result<Vec<((String, ReaderKey), Answered)>, StoreError> {
        not_asked()
    }

    fn is_shared(&self) -> bool {
        false
    }

    async fn meet(&self, _: &str) -> Result<Vec<String>, StoreError> {
        not_asked()
    }

    async fn asides(&self, _: &str) -> Result<Vec<AsideVote>, StoreError> {
        not_asked()
    }

    async fn aside_count(&self, _: &str) -> Result<u64, StoreError> {
        not_asked()
    }

    async fn write_ins(&self, _: &str) -> Result<Vec<(String, u64)>, StoreError> {
        not_asked()
    }

    async fn apply(&self, _: Mutation) -> Result<Outcome, StoreError> {
        not_asked()
    }

    async fn seed(&self, _: Vec<Mutation>) -> Result<(), StoreError> {
        not_asked()
    }

    async fn recount(&self, _: bool) -> Result<Vec<Difference>, StoreError> {
        not_asked()
    }

    async fn log_head(&self, _: &str) -> Result<(Arc<PollTally>, Option<LogHead>), StoreError> {
        not_asked()
    }

    async fn log(&self, _: &str, _: u64, _: u32) -> Result<Vec<LoggedEntry>, StoreError> {
        not_asked()
    }

    async fn wordings(&self, _: Option<&str>) -> Result<Vec<(String, LoggedWording)>, StoreError> {
        not_asked()
    }

    async fn check_log(&self) -> Result<Vec<LogFault>, StoreError> {
        not_asked()
    }

    async fn fact(&self, _: &str) -> Result<Option<String>, StoreError> {
        not_asked()
    }

    async fn set_fact(&self, _: &str, _: &str) -> Result<(), StoreError> {
        not_asked()
    }

    async fn set_first_fact(&self, _: &str, _: &str) -> Result<(), StoreError> {
        not_asked()
    }

    async fn closings(&self, _: Option<&str>) -> Result<Vec<Closing>, StoreError> {
        not_asked()
    }

    async fn change_closing(&self, _: ClosingChange) -> Result<Option<Closing>, StoreError> {
        not_asked()
    }

    async fn notice_work(&self, _: Timestamp) -> Result<NoticeWork, StoreError> {
        not_asked()
    }

    async fn notice_counts(&self, _: Option<&str>) -> Result<Vec<NoticeCount>, StoreError> {
        not_asked()
    }

    async fn notice_estimate(&self, _: &str) -> Result<u64, StoreError> {
        not_asked()
    }

    async fn own_notices(&self, _: &[(String, ReaderKeys)]) -> Result<Vec<OwnNotice>, StoreError> {
        not_asked()
    }

    async fn change_notices(&self, _: NoticeChange) -> Result<Vec<Notice>, StoreError> {
        not_asked()
    }

    fn health(&self) -> WriterHealth {
        not_asked()
    }

    async fn close(&self) {}
}
