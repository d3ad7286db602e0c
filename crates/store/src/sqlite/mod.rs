//! Votes in one SQLite file: write-ahead log, every commit synced, one writing connection, and a
//! pool of reading ones that never wait for it.

mod backup;
mod batch;
mod columns;
mod log;
mod log_check;
mod open;
mod own;
mod read;
mod recount;
mod writer;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use async_trait::async_trait;
use hustings_domain::{Clock, ReaderKeys};
use sqlx::SqlitePool;

pub use backup::{BackupSummary, back_up, release, unpack};
pub use open::database_file;

use crate::{
    batch_state::day,
    changes::Changes,
    health::{LastCommit, WriterHealth},
    mutation::{Mutation, Outcome},
    queue::{Job, Queue},
    store::{Store, StoreError},
    types::{
        AsideVote, Breakdown, Difference, LogFault, LogHead, LoggedEntry, LoggedWording, Own, PollRecord, PollTally,
        RatingRecord, RatingTally, Subjects,
    },
};

/// Settings of how a file is opened, of which tests override most.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// Whether a file of an earlier version is brought to the schema of this one. Else it is refused.
    pub migrates: bool,
    /// How long to wait for another process that writes to the file.
    pub busy_timeout: Duration,
    /// Most pages that the file may have, to try a full disk.
    pub max_pages: Option<u32>,
}

impl Default for Tuning {
    fn default() -> Self {
        Self { migrates: true, busy_timeout: Duration::from_secs(3), max_pages: None }
    }
}

/// Votes in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    file: PathBuf,
    epoch: String,
    readers: SqlitePool,
    queue: Queue,
    changes: Arc<Changes>,
    last_commit: Arc<LastCommit>,
}

impl SqliteStore {
    /// Opens the file that `url` names, or creates it. Returns whether it has not been seeded.
    ///
    /// # Errors
    /// One clear sentence when the file is not ours, locked, read-only, full or newer than this
    /// version.
    pub async fn open(url: &str, clock: Clock, tuning: Tuning) -> anyhow::Result<(Self, bool)> {
        let opened = open::open(url, tuning, day(clock.now())).await?;
        let changes = Arc::new(Changes::default());
        let (queue, jobs) = Queue::new();
        let last_commit = Arc::new(LastCommit::default());
        let shared = (Arc::clone(&changes), Arc::clone(&last_commit));
        tokio::spawn(writer::Writer::new(opened.writer, opened.options, clock, shared).run(jobs));
        let (file, epoch, readers) = (opened.file, opened.epoch, opened.readers);
        let store = Self { file, epoch, readers, queue, changes, last_commit };
        Ok((store, opened.fresh))
    }

    /// Where the votes are.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

#[async_trait]
impl Store for SqliteStore {
    fn epoch(&self) -> &str {
        &self.epoch
    }

    fn changes(&self) -> Arc<Changes> {
        Arc::clone(&self.changes)
    }

    async fn poll(&self, poll: &str, reader: Option<&ReaderKeys>) -> Result<PollRecord, StoreError> {
        Ok(read::poll(&self.readers, poll, reader).await?)
    }

    async fn voters_by(
        &self,
        poll: &str,
        by: Breakdown,
    ) -> Result<std::collections::BTreeMap<Option<String>, u64>, StoreError> {
        Ok(read::voters_by(&self.readers, poll, by).await?)
    }

    async fn rating(&self, article: &str, reader: Option<&ReaderKeys>) -> Result<RatingRecord, StoreError> {
        Ok(read::rating(&self.readers, article, reader).await?)
    }

    async fn ratings(&self) -> Result<std::collections::BTreeMap<String, RatingTally>, StoreError> {
        Ok(read::ratings(&self.readers).await?)
    }

    async fn subjects(&self) -> Result<Subjects, StoreError> {
        Ok(own::subjects(&self.readers).await?)
    }

    async fn own(&self, polls: &[(String, ReaderKeys)], articles: &[(String, ReaderKeys)]) -> Result<Own, StoreError> {
        Ok(own::own(&self.readers, polls, articles).await?)
    }

    async fn asides(&self, poll: &str) -> Result<Vec<AsideVote>, StoreError> {
        Ok(read::asides(&self.readers, poll).await?)
    }

    async fn aside_count(&self, poll: &str) -> Result<u64, StoreError> {
        Ok(read::aside_count(&self.readers, poll).await?)
    }

    async fn apply(&self, mutation: Mutation) -> Result<Outcome, StoreError> {
        self.queue.ask(|reply| Job::Apply(mutation, reply)).await
    }

    async fn seed(&self, mutations: Vec<Mutation>) -> Result<(), StoreError> {
        self.queue.ask(|reply| Job::Seed(mutations, reply)).await
    }

    async fn recount(&self, repair: bool) -> Result<Vec<Difference>, StoreError> {
        self.queue.ask(|reply| Job::Recount { repair, reply }).await
    }

    async fn log_head(&self, poll: &str) -> Result<(Arc<PollTally>, Option<LogHead>), StoreError> {
        let mut transaction = self.readers.begin().await?;
        let record = read::poll(&mut *transaction, poll, None).await?;
        Ok((record.tally, log::head(&mut *transaction, poll).await?))
    }

    async fn log(&self, poll: &str, from: u64, most: u32) -> Result<Vec<LoggedEntry>, StoreError> {
        Ok(log::page(&self.readers, poll, from, most).await?)
    }

    async fn wordings(&self, poll: Option<&str>) -> Result<Vec<(String, LoggedWording)>, StoreError> {
        let mut connection = self.readers.acquire().await?;
        Ok(log::wordings(&mut connection, poll).await?)
    }

    async fn check_log(&self) -> Result<Vec<LogFault>, StoreError> {
        let mut transaction = self.readers.begin().await?;
        Ok(log_check::check(&mut transaction).await?)
    }

    async fn fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(read::fact(&self.readers, name).await?)
    }

    async fn set_fact(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.queue.ask(|reply| Job::SetFact { name, value, reply }).await
    }

    fn health(&self) -> WriterHealth {
        self.last_commit.health(self.queue.has_writer())
    }

    async fn close(&self) {
        // An error here means that the writer has ended already.
        let _ = self.queue.ask(Job::Close).await;
        self.readers.close().await;
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
