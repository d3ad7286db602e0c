//! The trait [`Store`] for every database that has a pool of connections that read, and the queue of the one writer.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use hustings_domain::{Breakdown, PollDefinition, ReaderKey, ReaderKeys};
use hustings_wire::Timestamp;
use sqlx::{Database, Pool};

use super::{Sql, breakdowns, closings, log, log_check, notices, own, read};
use crate::{
    breakdowns::{Breakdowns, GroupCounts},
    changes::Changes,
    closings::{Closing, ClosingChange},
    flows::{Flow, Flows},
    health::{LastCommit, WriterHealth},
    mutation::{Mutation, Outcome},
    notices::{Notice, NoticeChange, NoticeCount, NoticeWork, OwnNotice},
    queue::{Job, Queue},
    runoffs::Runoffs,
    store::{Store, StoreError},
    types::{
        Answered, AsideVote, Ballots, Difference, LogFault, LogHead, LoggedEntry, LoggedWording, Own, PollRecord,
        PollStanding, PollTally, RatingRecord, RatingTally, Subjects,
    },
    writer::{Backend, Writer},
};

/// What a store consists of.
pub(crate) trait SqlStore: Send + Sync + 'static {
    type Database: Database<Connection: Sql>;

    /// See [`Store::is_shared`].
    const IS_SHARED: bool;

    fn epoch(&self) -> Arc<str>;
    fn parts(&self) -> &Parts<Self::Database>;

    /// See [`Store::meet`].
    fn meet(&self, _content: &str) -> impl Future<Output = Result<Vec<String>, sqlx::Error>> + Send {
        std::future::ready(Ok(Vec::new()))
    }
}

/// What every store has.
#[derive(Debug)]
pub(crate) struct Parts<D: Database> {
    /// Connections that read.
    readers: Pool<D>,
    queue: Queue,
    changes: Arc<Changes>,
    last_commit: Arc<LastCommit>,
    runoffs: Arc<Runoffs>,
    flows: Arc<Flows>,
    breakdowns: Breakdowns,
}

impl<D: Database> Parts<D> {
    /// Starts the writer on `backend`, which tells `changes` what it has committed.
    pub(crate) fn start(readers: Pool<D>, backend: impl Backend, changes: Arc<Changes>) -> Self {
        let (queue, jobs) = Queue::new();
        let last_commit = Arc::<LastCommit>::default();
        tokio::spawn(Writer::new(backend, Arc::clone(&changes), Arc::clone(&last_commit)).run(jobs));
        Self {
            readers,
            queue,
            changes,
            last_commit,
            runoffs: Arc::default(),
            flows: Arc::default(),
            breakdowns: Breakdowns::default(),
        }
    }

    /// Connections that read, or write what is no vote.
    pub(crate) fn readers(&self) -> &Pool<D> {
        &self.readers
    }
}

/// What a dialect begins a transaction with that reads.
fn begin_reading<S: SqlStore>() -> &'static str {
    <<S::Database as Database>::Connection as Sql>::STATEMENTS.begin_reading
}

#[async_trait]
impl<S: SqlStore> Store for S {
    fn epoch(&self) -> Arc<str> {
        SqlStore::epoch(self)
    }

    fn changes(&self) -> Arc<Changes> {
        Arc::clone(&self.parts().changes)
    }

    async fn poll(&self, poll: &str, reader: Option<&ReaderKeys>) -> Result<PollRecord, StoreError> {
        Ok(read::poll(&mut *self.parts().readers.acquire().await?, poll, reader).await?)
    }

    async fn ballots(&self, poll: &str) -> Result<Ballots, StoreError> {
        let mut transaction = self.parts().readers.begin_with(begin_reading::<S>()).await?;
        Ok(read::ballots(&mut *transaction, poll).await?)
    }

    fn runoffs(&self) -> Arc<Runoffs> {
        Arc::clone(&self.parts().runoffs)
    }

    async fn flow(&self, poll: &str) -> Result<Flow, StoreError> {
        let mut transaction = self.parts().readers.begin_with(begin_reading::<S>()).await?;
        Ok(read::flow(&mut *transaction, poll).await?)
    }

    fn flows(&self) -> Arc<Flows> {
        Arc::clone(&self.parts().flows)
    }

    async fn polls(&self) -> Result<BTreeMap<String, PollStanding>, StoreError> {
        Ok(read::polls(&mut *self.parts().readers.acquire().await?).await?)
    }

    async fn voters_by(&self, poll: &str, by: Breakdown) -> Result<BTreeMap<Option<String>, u64>, StoreError> {
        Ok(read::voters_by(&mut *self.parts().readers.acquire().await?, poll, by).await?)
    }

    async fn group_counts(&self, poll: &Arc<PollDefinition>, at_least: u64) -> Result<Arc<GroupCounts>, StoreError> {
        let (readers, of) = (self.parts().readers.clone(), Arc::clone(poll));
        let count = async move {
            let mut transaction = readers.begin_with(begin_reading::<S>()).await?;
            Ok(breakdowns::counts(&mut *transaction, &of).await?)
        };
        self.parts().breakdowns.count(SqlStore::epoch(self), poll, at_least, count).await
    }

    async fn rating(&self, article: &str, reader: Option<&ReaderKeys>) -> Result<RatingRecord, StoreError> {
        Ok(read::rating(&mut *self.parts().readers.acquire().await?, article, reader).await?)
    }

    async fn ratings(&self) -> Result<BTreeMap<String, RatingTally>, StoreError> {
        Ok(read::ratings(&mut *self.parts().readers.acquire().await?).await?)
    }

    async fn subjects(&self) -> Result<Subjects, StoreError> {
        Ok(own::subjects(&mut *self.parts().readers.acquire().await?).await?)
    }

    async fn own(&self, polls: &[(String, ReaderKeys)], articles: &[(String, ReaderKeys)]) -> Result<Own, StoreError> {
        Ok(own::own(&mut *self.parts().readers.acquire().await?, polls, articles).await?)
    }

    async fn voted(&self, readers: &[(String, ReaderKey)]) -> Result<Vec<((String, ReaderKey), Answered)>, StoreError> {
        Ok(own::voted(&mut *self.parts().readers.acquire().await?, readers).await?)
    }

    fn is_shared(&self) -> bool {
        S::IS_SHARED
    }

    async fn meet(&self, content: &str) -> Result<Vec<String>, StoreError> {
        Ok(SqlStore::meet(self, content).await?)
    }

    async fn asides(&self, poll: &str) -> Result<Vec<AsideVote>, StoreError> {
        Ok(read::asides(&mut *self.parts().readers.acquire().await?, poll).await?)
    }

    async fn aside_count(&self, poll: &str) -> Result<u64, StoreError> {
        Ok(read::aside_count(&mut *self.parts().readers.acquire().await?, poll).await?)
    }

    async fn write_ins(&self, poll: &str) -> Result<Vec<(String, u64)>, StoreError> {
        Ok(read::write_ins(&mut *self.parts().readers.acquire().await?, poll).await?)
    }

    async fn apply(&self, mutation: Mutation) -> Result<Outcome, StoreError> {
        self.parts().queue.ask(|reply| Job::Apply(mutation, reply)).await
    }

    async fn seed(&self, mutations: Vec<Mutation>) -> Result<(), StoreError> {
        self.parts().queue.ask(|reply| Job::Seed(mutations, reply)).await
    }

    async fn recount(&self, repair: bool) -> Result<Vec<Difference>, StoreError> {
        self.parts().queue.ask(|reply| Job::Recount { repair, reply }).await
    }

    async fn log_head(&self, poll: &str) -> Result<(Arc<PollTally>, Option<LogHead>), StoreError> {
        let mut transaction = self.parts().readers.begin_with(begin_reading::<S>()).await?;
        let record = read::poll(&mut *transaction, poll, None).await?;
        Ok((record.tally, log::head(&mut *transaction, poll).await?))
    }

    async fn log(&self, poll: &str, from: u64, most: u32) -> Result<Vec<LoggedEntry>, StoreError> {
        Ok(log::page(&mut *self.parts().readers.acquire().await?, poll, from, most).await?)
    }

    async fn wordings(&self, poll: Option<&str>) -> Result<Vec<(String, LoggedWording)>, StoreError> {
        Ok(log::wordings(&mut *self.parts().readers.acquire().await?, poll).await?)
    }

    async fn check_log(&self) -> Result<Vec<LogFault>, StoreError> {
        let mut transaction = self.parts().readers.begin_with(begin_reading::<S>()).await?;
        Ok(log_check::check(&mut *transaction).await?)
    }

    async fn fact(&self, name: &str) -> Result<Option<String>, StoreError> {
        Ok(read::fact(&mut *self.parts().readers.acquire().await?, name).await?)
    }

    async fn set_fact(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.parts().queue.ask(|reply| Job::SetFact { name, value, replaces: true, reply }).await
    }

    async fn set_first_fact(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.parts().queue.ask(|reply| Job::SetFact { name, value, replaces: false, reply }).await
    }

    async fn closings(&self, poll: Option<&str>) -> Result<Vec<Closing>, StoreError> {
        Ok(closings::closings(&mut *self.parts().readers.acquire().await?, poll).await?)
    }

    async fn change_closing(&self, change: ClosingChange) -> Result<Option<Closing>, StoreError> {
        self.parts().queue.ask(|reply| Job::ChangeClosing(change, reply)).await
    }

    async fn notice_work(&self, now: Timestamp) -> Result<NoticeWork, StoreError> {
        Ok(notices::work(&mut *self.parts().readers.acquire().await?, now).await?)
    }

    async fn notice_counts(&self, poll: Option<&str>) -> Result<Vec<NoticeCount>, StoreError> {
        Ok(notices::counts(&mut *self.parts().readers.acquire().await?, poll).await?)
    }

    async fn notice_estimate(&self, poll: &str) -> Result<u64, StoreError> {
        Ok(notices::estimate(&mut *self.parts().readers.acquire().await?, poll).await?)
    }

    async fn own_notices(&self, polls: &[(String, ReaderKeys)]) -> Result<Vec<OwnNotice>, StoreError> {
        Ok(notices::own(&mut *self.parts().readers.acquire().await?, polls).await?)
    }

    async fn change_notices(&self, change: NoticeChange) -> Result<Vec<Notice>, StoreError> {
        self.parts().queue.ask(|reply| Job::ChangeNotices(change, reply)).await
    }

    fn health(&self) -> WriterHealth {
        self.parts().last_commit.health(self.parts().queue.has_writer())
    }

    async fn close(&self) {
        // An error here means that the writer has ended already.
        let _ = self.parts().queue.ask(Job::Close).await;
        self.parts().readers.close().await;
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
