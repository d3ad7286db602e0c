//! A store for static exports: its sequence numbers are older than any that a backend sends.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use hustings_domain::{Breakdown, PollDefinition, ReaderKey, ReaderKeys};
use hustings_wire::{STATIC_EPOCH, Timestamp};

use crate::{
    breakdowns::GroupCounts,
    changes::Changes,
    closings::{Closing, ClosingChange},
    flows::{Flow, Flows},
    health::WriterHealth,
    mutation::{Mutation, Outcome},
    notices::{Notice, NoticeChange, NoticeCount, NoticeWork, OwnNotice},
    runoffs::Runoffs,
    store::{Store, StoreError},
    types::{
        Answered, AsideVote, Ballots, Difference, LogFault, LogHead, LoggedEntry, LoggedWording, Own, PollRecord,
        PollStanding, PollTally, RatingRecord, RatingTally, Subjects,
    },
};

/// Wraps a store with a constant epoch, so that exports are reproducible.
pub struct SnapshotStore(Arc<dyn Store>);

impl SnapshotStore {
    /// Wraps `store`.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(store)
    }
}

#[async_trait]
impl Store for SnapshotStore {
    fn epoch(&self) -> Arc<str> {
        STATIC_EPOCH.into()
    }

    fn changes(&self) -> Arc<Changes> {
        self.0.changes()
    }

    async fn poll(&self, poll: &str, reader: Option<&ReaderKeys>) -> Result<PollRecord, StoreError> {
        self.0.poll(poll, reader).await
    }

    async fn ballots(&self, poll: &str) -> Result<Ballots, StoreError> {
        self.0.ballots(poll).await
    }

    fn runoffs(&self) -> Arc<Runoffs> {
        self.0.runoffs()
    }

    async fn flow(&self, poll: &str) -> Result<Flow, StoreError> {
        self.0.flow(poll).await
    }

    fn flows(&self) -> Arc<Flows> {
        self.0.flows()
    }

    async fn polls(&self) -> Result<BTreeMap<String, PollStanding>, StoreError> {
        self.0.polls().await
    }

    async fn voters_by(&self, poll: &str, by: Breakdown) -> Result<BTreeMap<Option<String>, u64>, StoreError> {
        self.0.voters_by(poll, by).await
    }

    async fn group_counts(&self, poll: &Arc<PollDefinition>, at_least: u64) -> Result<Arc<GroupCounts>, StoreError> {
        self.0.group_counts(poll, at_least).await
    }

    async fn rating(&self, article: &str, reader: Option<&ReaderKeys>) -> Result<RatingRecord, StoreError> {
        self.0.rating(article, reader).await
    }

    async fn ratings(&self) -> Result<BTreeMap<String, RatingTally>, StoreError> {
        self.0.ratings().await
    }

    async fn subjects(&self) -> Result<Subjects, StoreError> {
        self.0.subjects().await
    }

    async fn own(&self, polls: &[(String, ReaderKeys)], articles: &[(String, ReaderKeys)]) -> Result<Own, StoreError> {
        self.0.own(polls, articles).await
    }

    async fn voted(&self, readers: &[(String, ReaderKey)]) -> Result<Vec<((String, ReaderKey), Answered)>, StoreError> {
        self.0.voted(readers).await
    }

    fn is_shared(&self) -> bool {
        self.0.is_shared()
    }

    async fn meet(&self, content: &str) -> Result<Vec<String>, StoreError> {
        self.0.meet(content).await
    }

    async fn asides(&self, poll: &str) -> Result<Vec<AsideVote>, StoreError> {
        self.0.asides(poll).await
    }

    async fn aside_count(&self, poll: &str) -> Result<u64, StoreError> {
        self.0.aside_count(poll).await
    }

    async fn write_ins(&self, poll: &str) -> Result<Vec<(String, u64)>, StoreError> {
        self.0.write_ins(poll).await
    }

    async fn apply(&self, mutation: Mutation) -> Result<Outcome, StoreError> {
        self.0.apply(mutation).await
    }

    async fn seed(&self, mutations: Vec<Mutation>) -> Result<(), StoreError> {
        self.0.seed(mutations).await
    }

    async fn recount(&self, repair: bool) -> Result<Vec<Difference>, StoreError> {
        self.0.recount(repair).await
    }

    async fn log_head(&self, poll: &str) -> Result<(Arc<PollTally>, Option<LogHead>), StoreError> {
        self.0.log_head(poll).await
    }

    async fn log(&self, poll: &str, from: u64, most: u32) -> Result<Vec<LoggedEntry>, StoreError> {
        self.0.log(poll, from, most).await
    }

    async fn wordings(&self, poll: Option<&str>) -> Result<Vec<(String, LoggedWording)>, StoreError> {
        self.0.wordings(poll).await
    }

    async fn check_log(&self) -> Result<Vec<LogFault>, StoreError> {
        self.0.check_log().await
    }

    async fn fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.0.fact(name).await
    }

    async fn set_fact(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.0.set_fact(name, value).await
    }

    async fn set_first_fact(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.0.set_first_fact(name, value).await
    }

    async fn closings(&self, poll: Option<&str>) -> Result<Vec<Closing>, StoreError> {
        self.0.closings(poll).await
    }

    async fn change_closing(&self, change: ClosingChange) -> Result<Option<Closing>, StoreError> {
        self.0.change_closing(change).await
    }

    async fn notice_work(&self, now: Timestamp) -> Result<NoticeWork, StoreError> {
        self.0.notice_work(now).await
    }

    async fn notice_counts(&self, poll: Option<&str>) -> Result<Vec<NoticeCount>, StoreError> {
        self.0.notice_counts(poll).await
    }

    async fn notice_estimate(&self, poll: &str) -> Result<u64, StoreError> {
        self.0.notice_estimate(poll).await
    }

    async fn own_notices(&self, polls: &[(String, ReaderKeys)]) -> Result<Vec<OwnNotice>, StoreError> {
        self.0.own_notices(polls).await
    }

    async fn change_notices(&self, change: NoticeChange) -> Result<Vec<Notice>, StoreError> {
        self.0.change_notices(change).await
    }

    fn health(&self) -> WriterHealth {
        self.0.health()
    }

    async fn close(&self) {
        self.0.close().await;
    }
}
