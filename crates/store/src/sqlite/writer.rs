//! The single writer: takes all waiting mutations, commits them as one transaction, and answers only then.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use hustings_domain::Clock;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    sync::{mpsc, oneshot},
    time::{MissedTickBehavior, interval},
};

use super::{batch, recount};
use crate::{
    changes::Changes,
    health::LastCommit,
    mutation::{Mutation, Outcome},
    queue::{BATCH, Job},
    store::StoreError,
    types::Difference,
};

/// A mutation and the sender for its result.
type Waiting = (Mutation, oneshot::Sender<Result<Outcome, StoreError>>);

/// How often the database is tried that took no votes.
const ATTEMPT_EVERY: Duration = Duration::from_secs(1);
/// How much is written then: several pages, as a batch of votes may need them.
const ATTEMPT_BYTES: usize = 32 << 10;

/// Owns the only connection that writes.
pub(super) struct Writer {
    /// Absent after an error: dropping a connection rolls back what it had begun, and the next
    /// batch opens another.
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
    clock: Clock,
    changes: Arc<Changes>,
    last_commit: Arc<LastCommit>,
}

impl Writer {
    pub(super) fn new(
        connection: SqliteConnection,
        options: SqliteConnectOptions,
        clock: Clock,
        (changes, last_commit): (Arc<Changes>, Arc<LastCommit>),
    ) -> Self {
        Self { connection: Some(connection), options, clock, changes, last_commit }
    }

    /// Runs until the queue is closed or a job ends it.
    pub(super) async fn run(mut self, mut jobs: mpsc::Receiver<Job>) {
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
                    Job::Recount { repair, reply } => answer(reply, self.recount(repair).await),
                    Job::SetFact { name, value, reply } => answer(reply, self.set_fact(&name, &value).await),
                    Job::Close(reply) => {
                        if let Some(connection) = self.connection.take()
                            && let Err(error) = connection.close().await
                        {
                            tracing::warn!(%error, "the database did not close cleanly");
                        }
                        return answer(reply, Ok(()));
                    }
                }
            }
            self.commit(waiting).await;
        }
    }

    async fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&self.options).await?,
        };
        Ok(self.connection.insert(connection))
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
                self.connection = None;
                self.last_commit.ended(true);
                let error = StoreError::from(error);
                for reply in replies {
                    answer(reply, Err(error.clone()));
                }
            }
        }
    }

    /// Tries whether the database takes votes again, after it did not: writes as much as a batch may need, and takes
    /// it back in the same transaction.
    async fn attempt(&mut self) {
        let outcome = async {
            let mut transaction = self.connection().await?.begin_with("BEGIN IMMEDIATE").await?;
            let fill =
                "INSERT INTO meta (name, value) VALUES ('attempt', $1) ON CONFLICT (name) DO UPDATE SET value = $1";
            sqlx::query(fill).bind(" ".repeat(ATTEMPT_BYTES)).execute(&mut *transaction).await?;
            sqlx::query("DELETE FROM meta WHERE name = 'attempt'").execute(&mut *transaction).await?;
            transaction.commit().await
        }
        .await;
        match outcome {
            Ok(()) => tracing::info!("the database takes votes again"),
            Err(_) => self.connection = None,
        }
        self.last_commit.ended(outcome.is_err());
    }

    /// Applies `mutations` in one transaction and returns their outcomes.
    async fn transact(
        &mut self,
        mutations: &[Mutation],
        seeding: bool,
    ) -> Result<Vec<Result<Outcome, StoreError>>, sqlx::Error> {
        let clock = self.clock.clone();
        let mut transaction = self.connection().await?.begin_with("BEGIN IMMEDIATE").await?;
        if seeding {
            let mark = "INSERT INTO meta (name, value) VALUES ('seeded', 'yes') ON CONFLICT DO NOTHING";
            if sqlx::query(mark).execute(&mut *transaction).await?.rows_affected() == 0 {
                return Ok(Vec::new());
            }
        }
        let mut state = batch::load(&mut transaction, mutations.iter()).await?;
        // The clock is read with the write lock held, so that no vote is accepted too late.
        let now = clock.now();
        let applied = mutations.iter().map(|mutation| state.apply(mutation, now)).collect();
        state.number();
        batch::save(&mut transaction, &state).await?;
        transaction.commit().await?;
        self.changes.add(state.changed());
        Ok(state.outcomes(applied))
    }

    async fn seed(&mut self, mutations: &[Mutation]) -> Result<(), StoreError> {
        let result = self.transact(mutations, true).await;
        if result.is_err() {
            self.connection = None;
        }
        result?.into_iter().find_map(Result::err).map_or(Ok(()), Err)
    }

    async fn set_fact(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let save = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
        let saved = async { sqlx::query(save).bind(name).bind(value).execute(self.connection().await?).await }.await;
        if saved.is_err() {
            self.connection = None;
        }
        saved?;
        Ok(())
    }

    async fn recount(&mut self, repair: bool) -> Result<Vec<Difference>, StoreError> {
        let result = async { recount::recount(self.connection().await?, repair).await }.await;
        if result.is_err() {
            self.connection = None;
        }
        Ok(result?)
    }
}

/// Sends a result. Ignores a request that was dropped meanwhile.
fn answer<T>(reply: oneshot::Sender<T>, with: T) {
    let _ = reply.send(with);
}
