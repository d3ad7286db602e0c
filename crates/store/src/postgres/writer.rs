//! A server's batches: one transaction each, in turn with those of other servers that touch the same polls or articles.
//!
//! In turn by locks that a transaction holds to its end, in one order everywhere, so that none waits for another in a circle.
//! Under them a batch reads what the ones before it have committed, so that numbers and logs have no gap, and a reader who votes
//! at two servers has one vote.
//!
//! A connection that is lost leaves open whether a commit before it was made. Each batch writes its number into its process'
//! row; after connecting again, and with the locks held that whoever was still at it has let go of by then, that row tells.

use std::{collections::BTreeSet, fmt::Write as _, sync::Arc, time::Duration};

use async_trait::async_trait;
use hustings_domain::Clock;
use sqlx::{AssertSqlSafe, Connection, PgConnection, postgres::PgConnectOptions};
use tokio::{
    sync::Notify,
    time::{Instant, sleep, timeout},
};

use super::{faults, open};
use crate::{
    closings::{Closing, ClosingChange},
    mutation::Mutation,
    notices::{Notice, NoticeChange},
    sql::{closings, meta, notices, recount},
    types::Difference,
    writer::{Backend, Batch},
};

/// "Hust" in ASCII, so that other programs' locks in the same database are others.
pub(super) const LOCK_CLASS: i32 = 0x4875_7374;
/// Who makes the schema holds this one.
pub(super) const MIGRATION_LOCK: i32 = -1;
/// How many locks polls and articles share. A server of PostgreSQL has some thousands for all.
const LOCKS: u32 = 128;
/// How long one try of a batch may take: a network that swallows everything says nothing.
const TRY: Duration = Duration::from_secs(8);
/// Between two tries.
const PAUSE: Duration = Duration::from_millis(100);

const MARK: &str = "
    INSERT INTO writer (id, batch) VALUES ($1, $2)
    ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, seen = excluded.seen";

/// The writer's end of the database.
pub(super) struct PostgresBackend {
    /// Absent after an error.
    connection: Option<PgConnection>,
    options: PgConnectOptions,
    clock: Clock,
    patience: Duration,
    /// Something was committed here.
    committed: Arc<Notify>,
    /// This process, and the number of its last batch.
    id: [u8; 16],
    number: i64,
    /// Whether the last batch failed. Then the next ones do not wait.
    has_failed: bool,
}

impl PostgresBackend {
    pub(super) fn new(
        id: [u8; 16],
        connection: PgConnection,
        options: PgConnectOptions,
        clock: Clock,
        patience: Duration,
        committed: Arc<Notify>,
    ) -> Self {
        Self { connection: Some(connection), options, clock, patience, committed, id, number: 0, has_failed: false }
    }

    async fn connection(&mut self) -> Result<&mut PgConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => open::connect(&self.options).await?,
        };
        Ok(self.connection.insert(connection))
    }

    /// Begins a transaction that holds `locks`. All servers decide by the database's clock, which is read only then.
    async fn try_commit(
        &mut self,
        mutations: &[Mutation],
        seeding: bool,
        uncertain: &mut Option<Batch>,
    ) -> Result<Option<Batch>, sqlx::Error> {
        let (id, number, clock) = (self.id, self.number, self.clock.clone());
        let begin = begin(mutations.iter().filter_map(subject));
        let mut transaction = self.connection().await?.begin_with(AssertSqlSafe(begin)).await?;
        if uncertain.is_some() {
            let last: Option<i64> = sqlx::query_scalar("SELECT batch FROM writer WHERE id = $1")
                .bind(&id[..])
                .fetch_optional(&mut *transaction)
                .await?;
            if last == Some(number) {
                // One that is only dropped holds its locks until the connection is used again.
                transaction.rollback().await?;
                return Ok(uncertain.take());
            }
            *uncertain = None;
        }
        if seeding && !meta::mark_seeded(&mut *transaction).await? {
            transaction.rollback().await?;
            return Ok(None);
        }
        let batch = Batch::of(&mut *transaction, mutations, &|| clock.now()).await?;
        sqlx::query(MARK).bind(&id[..]).bind(number).execute(&mut *transaction).await?;
        *uncertain = Some(batch);
        transaction.commit().await?;
        Ok(uncertain.take())
    }
}

#[async_trait]
impl Backend for PostgresBackend {
    async fn commit(&mut self, mutations: &[Mutation], seeding: bool) -> Result<Option<Batch>, sqlx::Error> {
        self.number += 1;
        let mut uncertain = None;
        let patience = if self.has_failed { Duration::ZERO } else { self.patience };
        let until = Instant::now() + patience;
        loop {
            let tried = timeout(TRY, self.try_commit(mutations, seeding, &mut uncertain)).await;
            let error = match tried {
                Ok(Ok(batch)) => {
                    self.has_failed = false;
                    self.committed.notify_one();
                    return Ok(batch);
                }
                Ok(Err(error)) => error,
                Err(_) => sqlx::Error::Io(std::io::ErrorKind::TimedOut.into()),
            };
            self.connection = None;
            if Instant::now() >= until || !faults::passes(&error) {
                self.has_failed = true;
                return Err(error);
            }
            sleep(PAUSE).await;
        }
    }

    async fn attempt(&mut self) -> Result<(), sqlx::Error> {
        let attempt = async {
            let mut transaction = self.connection().await?.begin().await?;
            meta::attempt(&mut *transaction).await?;
            transaction.commit().await
        };
        timeout(TRY, attempt).await.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))?;
        self.has_failed = false;
        Ok(())
    }

    async fn set_fact(&mut self, name: &str, value: &str, replaces: bool) -> Result<(), sqlx::Error> {
        meta::set_fact_or_first(self.connection().await?, name, value, replaces).await
    }

    async fn change_closing(&mut self, change: &ClosingChange) -> Result<Option<Closing>, sqlx::Error> {
        let now = self.clock.now();
        let changed = async { closings::change(self.connection().await?, change, now).await };
        timeout(TRY, changed).await.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
    }

    async fn change_notices(&mut self, change: &NoticeChange) -> Result<Vec<Notice>, sqlx::Error> {
        let now = self.clock.now();
        let changed = async {
            let mut transaction = self.connection().await?.begin().await?;
            let changed = notices::change(&mut *transaction, change, now).await?;
            transaction.commit().await?;
            Ok(changed)
        };
        timeout(TRY, changed).await.unwrap_or_else(|_| Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())))
    }

    async fn recount(&mut self, repair: bool) -> Result<Vec<Difference>, sqlx::Error> {
        let begin = match repair {
            true => begin_with(0..LOCKS),
            false => crate::postgres::STATEMENTS.begin_reading.to_owned(),
        };
        let mut transaction = self.connection().await?.begin_with(AssertSqlSafe(begin)).await?;
        let differences = recount::recount(&mut *transaction, repair).await?;
        transaction.commit().await?;
        self.committed.notify_one();
        Ok(differences)
    }

    fn disconnect(&mut self) {
        self.connection = None;
    }

    async fn close(&mut self) -> Result<(), sqlx::Error> {
        let Some(mut connection) = self.connection.take() else { return Ok(()) };
        for leave in ["DELETE FROM writer WHERE id = $1", "DELETE FROM server WHERE id = $1"] {
            sqlx::query(leave).bind(&self.id[..]).execute(&mut connection).await?;
        }
        connection.close().await
    }
}

/// The poll or article that a mutation changes.
fn subject(mutation: &Mutation) -> Option<&str> {
    match mutation {
        Mutation::CastVote { poll, .. }
        | Mutation::SetAside { poll, .. }
        | Mutation::DecideAside { poll, .. }
        | Mutation::WithdrawVote { poll, .. }
        | Mutation::DisownVote { poll, .. }
        | Mutation::ForcePoll { poll, .. } => Some(poll),
        Mutation::Rate { article, .. } => Some(article),
    }
}

/// Begins a transaction that holds the locks of `subjects`.
fn begin<'a>(subjects: impl Iterator<Item = &'a str>) -> String {
    begin_with(subjects.map(lock).collect::<BTreeSet<u32>>().into_iter())
}

/// The same with these locks, in one trip: what is read after it is what others have committed before.
fn begin_with(locks: impl Iterator<Item = u32>) -> String {
    locks.fold("BEGIN".to_owned(), |mut begin, lock| {
        let _ = write!(begin, "; SELECT pg_advisory_xact_lock({LOCK_CLASS}, {lock})");
        begin
    })
}

/// The lock of a poll or an article, the same in every version. FNV-1a, by G. Fowler, L. C. Noll and K.-P. Vo.
fn lock(subject: &str) -> u32 {
    let hash = |hash: u32, byte: &u8| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    subject.as_bytes().iter().fold(0x811c_9dc5, hash) % LOCKS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_takes_every_lock_once_and_in_order() {
        let polls: Vec<String> = (0..1_000).map(|number| format!("poll-{number}")).collect();
        let all = begin(polls.iter().chain(&polls).map(String::as_str));
        assert_eq!(all, begin_with(0..LOCKS));
        assert_eq!(begin(["a", "a"].into_iter()).matches("lock").count(), 1);
    }
}
