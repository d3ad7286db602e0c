//! The single writer of a process: takes all waiting mutations, has them committed as one transaction, and answers only then.
//! What a transaction is and what becomes of a lost connection, each database knows.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use hustings_wire::Timestamp;
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use crate::{
    batch_state::{Applied, BatchState},
    changes::Changes,
    closings::{Closing, ClosingChange},
    health::LastCommit,
    mutation::{Mutation, Outcome},
    notices::{Notice, NoticeChange},
    queue::{BATCH, Job},
    sql::{Sql, batch},
    store::StoreError,
    types::Difference,
};

/// A mutation and the sender for its result.
type Waiting = (Mutation, oneshot::Sender<Result<Outcome, StoreError>>);

/// How often the database is tried that took no votes.
const ATTEMPT_EVERY: Duration = Duration::from_secs(1);

/// A batch as its transaction has saved it.
pub(crate) struct Batch {
    state: BatchState,
    applied: Vec<Result<Applied, StoreError>>,
}

impl Batch {
    /// Loads what `mutations` touch, applies them one after another, and saves what changed. `connection` is in a transaction
    /// that keeps everybody else from writing to these rows, before which the clock must not be read: no vote is accepted
    /// too late.
    pub(crate) async fn of(
        connection: &mut impl Sql,
        mutations: &[Mutation],
        now: &(dyn Fn() -> Timestamp + Sync),
    ) -> Result<Self, sqlx::Error> {
        let mut state = batch::load(connection, mutations.iter()).await?;
        let now = now();
        let applied = mutations.iter().map(|mutation| state.apply(mutation, now)).collect();
        state.number();
        batch::save(connection, &state).await?;
        Ok(Self { state, applied })
    }
}

/// A database as the writer sees it.
#[async_trait]
pub(crate) trait Backend: Send + 'static {
    /// Commits `mutations` in one transaction. While `seeding`, none where they have been before.
    async fn commit(&mut self, mutations: &[Mutation], seeding: bool) -> Result<Option<Batch>, sqlx::Error>;

    /// Tries whether the database takes votes again, after it did not: writes, and takes it back in the same transaction.
    async fn attempt(&mut self) -> Result<(), sqlx::Error>;

    /// See [`crate::Store::set_fact`] and [`crate::Store::set_first_fact`].
    async fn set_fact(&mut self, name: &str, value: &str, replaces: bool) -> Result<(), sqlx::Error>;

    /// See [`crate::Store::change_closing`].
    async fn change_closing(&mut self, change: &ClosingChange) -> Result<Option<Closing>, sqlx::Error>;

    /// See [`crate::Store::change_notices`].
    async fn change_notices(&mut self, change: &NoticeChange) -> Result<Vec<Notice>, sqlx::Error>;

    /// See [`crate::Store::recount`].
    async fn recount(&mut self, repair: bool) -> Result<Vec<Difference>, sqlx::Error>;

    /// Drops the connection, after an error: that rolls back what it had begun, and the next batch opens another.
    fn disconnect(&mut self);

    /// Closes the connection, if there is one.
    async fn close(&mut self) -> Result<(), sqlx::Error>;
}

/// Runs the queue's jobs on a database.
pub(crate) struct Writer<B> {
    backend: B,
    changes: Arc<Changes>,
    last_commit: Arc<LastCommit>,
}

impl<B: Backend> Writer<B> {
    pub(crate) fn new(backend: B, changes: Arc<Changes>, last_commit: Arc<LastCommit>) -> Self {
        Self { backend, changes, last_commit }
    }

    /// Runs until the queue is closed or a job ends it.
    pub(crate) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
        let mut taken = Vec::with_capacity(BATCH);
        let mut attempts = interval(ATTEMPT_EVERY);
        attempts.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let count = tokio::select! {
                biased;
                count = jobs.recv_many(&mut taken, BATCH) => count,
                _ = attempts.tick(), if self.last_commit.has_failed() => {
                    self.attempt().await;
                    continue;
                }
            };
            if count == 0 {
                return;
            }
            let mut waiting: Vec<Waiting> = Vec::with_capacity(taken.len());
            for job in taken.drain(..) {
                if let Job::Apply(mutation, reply) = job {
                    waiting.push((mutation, reply));
                    continue;
                }
                // Other jobs keep their order.
                self.commit(std::mem::take(&mut waiting)).await;
                match job {
                    Job::Apply(..) => {}
                    Job::Seed(mutations, reply) => answer(reply, self.seed(&mutations).await),
                    Job::Recount { repair, reply } => {
                        let counted = self.backend.recount(repair).await;
                        answer(reply, self.checked(counted));
                    }
                    Job::ChangeClosing(change, reply) => {
                        let changed = self.backend.change_closing(&change).await;
                        answer(reply, self.checked(changed));
                    }
                    Job::ChangeNotices(change, reply) => {
                        let changed = self.backend.change_notices(&change).await;
                        answer(reply, self.checked(changed));
                    }
                    Job::SetFact { name, value, replaces, reply } => {
                        let saved = self.backend.set_fact(&name, &value, replaces).await;
                        answer(reply, self.checked(saved));
                    }
                    Job::Close(reply) => {
                        if let Err(error) = self.backend.close().await {
                            tracing::warn!(%error, "the database did not close cleanly");
                        }
                        return answer(reply, Ok(()));
                    }
                }
            }
            self.commit(waiting).await;
        }
    }

    async fn commit(&mut self, waiting: Vec<Waiting>) {
        if waiting.is_empty() {
            return;
        }
        let began = Instant::now();
        let (mutations, replies): (Vec<Mutation>, Vec<_>) = waiting.into_iter().unzip();
        match self.transact(&mutations, false).await {
            Ok(outcomes) => {
                self.last_commit.ended(false);
                self.changes.committed(mutations.len(), began.elapsed());
                for (reply, outcome) in replies.into_iter().zip(outcomes) {
                    answer(reply, outcome);
                }
            }
            Err(error) => {
                self.last_commit.ended(true);
                for reply in replies {
                    answer(reply, Err(error.clone()));
                }
            }
        }
    }

    /// Applies `mutations` in one transaction and returns their outcomes.
    async fn transact(
        &mut self,
        mutations: &[Mutation],
        seeding: bool,
    ) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
        let committed = self.backend.commit(mutations, seeding).await;
        let Some(Batch { state, applied }) = self.checked(committed)? else { return Ok(Vec::new()) };
        self.changes.add(state.changed());
        Ok(state.outcomes(applied))
    }

    async fn seed(&mut self, mutations: &[Mutation]) -> Result<(), StoreError> {
        self.transact(mutations, true).await?.into_iter().find_map(Result::err).map_or(Ok(()), Err)
    }

    async fn attempt(&mut self) {
        let outcome = self.backend.attempt().await;
        self.last_commit.ended(outcome.is_err());
        if self.checked(outcome).is_ok() {
            tracing::info!("the database takes votes again");
        }
    }

    /// After an error the connection is not used again.
    fn checked<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, StoreError> {
        if result.is_err() {
            self.backend.disconnect();
        }
        result.map_err(StoreError::from)
    }
}

/// Sends a result. Ignores a request that was dropped meanwhile.
fn answer<T>(reply: oneshot::Sender<T>, with: T) {
    let _ = reply.send(with);
}
