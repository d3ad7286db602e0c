//! Votes in a PostgreSQL database, which several servers may share.
//!
//! - `open`: what is checked before anything is written, and the schema; `url`: what its URL may say; `faults`: what is wrong, in the
//!   operator's words,
//! - `writer`: a server's batches, one transaction each, in turn with those of the others that touch the same polls,
//! - `follower`: what others have committed, so that viewers here see it; `epoch`: of which life of the database numbers are,
//! - `clocks`: by which clock,
//! - `servers`: what each of its servers serves; `statements`: its dialect.

mod clocks;
mod epoch;
mod faults;
mod follower;
mod open;
mod servers;
mod statements;
mod url;
mod writer;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use hustings_domain::Clock;
use sqlx::Postgres;
use tokio::task::AbortHandle;

pub(crate) use open::{check_url, connect_to as connect};
pub(crate) use statements::STATEMENTS;

use crate::{
    changes::Changes,
    sql::{Parts, SqlStore},
};
use follower::Follower;
use writer::PostgresBackend;

/// How a PostgreSQL database is opened.
#[derive(Clone, Copy, Debug)]
pub struct PostgresTuning {
    /// Whether what is missing is made: the schema in a database that has none, or what a newer version of it has.
    pub migrates: bool,
    /// Most connections; there are three at least: one that writes, one that listens and one that reads.
    pub connections: u32,
    /// How long votes wait for a database that is restarting or failing over.
    pub patience: Duration,
    /// Whether to listen for what other servers say. Without, what they have committed is found by looking, twice a second.
    pub listens: bool,
}

impl Default for PostgresTuning {
    fn default() -> Self {
        Self { migrates: true, connections: 6, patience: Duration::from_secs(5), listens: true }
    }
}

/// The epoch of all numbers, which may change while a server runs.
type SharedEpoch = Arc<RwLock<Arc<str>>>;

/// Votes in a PostgreSQL database.
pub struct PostgresStore {
    place: String,
    /// This process among those that write.
    id: [u8; 16],
    epoch: SharedEpoch,
    parts: Parts<Postgres>,
    followers: Vec<AbortHandle>,
}

impl PostgresStore {
    /// Opens the database that `url` names. Returns whether it has not been seeded.
    ///
    /// # Errors
    /// One clear sentence when it cannot be reached, is not ours, is newer than this version, or lets this role not do what
    /// it has to.
    pub async fn open(url: &str, clock: Clock, tuning: PostgresTuning) -> anyhow::Result<(Self, bool)> {
        let opened = open::open(url, &clock, tuning).await?;
        let epoch: SharedEpoch = Arc::new(RwLock::new(opened.epoch));
        let changes = Arc::<Changes>::default();
        let (readers, held) = (opened.readers.clone(), Arc::clone(&epoch));
        let follower = Follower::new(&opened.options, readers, Arc::clone(&changes), held, clock.clone());
        let (id, committed) = (rand::random(), Arc::clone(follower.committed()));
        let backend = PostgresBackend::new(id, opened.writer, opened.options, clock, tuning.patience, committed);
        let parts = Parts::start(opened.readers, backend, changes);
        let followers = follower.spawn(opened.seen, tuning.listens);
        Ok((Self { place: opened.place, id, epoch, parts, followers }, opened.fresh))
    }

    /// Where the votes are, without the password.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl Drop for PostgresStore {
    fn drop(&mut self) {
        self.followers.iter().for_each(AbortHandle::abort);
    }
}

impl SqlStore for PostgresStore {
    type Database = Postgres;

    const IS_SHARED: bool = true;

    fn epoch(&self) -> Arc<str> {
        Arc::clone(&self.epoch.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn parts(&self) -> &Parts<Postgres> {
        &self.parts
    }

    async fn meet(&self, content: &str) -> Result<Vec<String>, sqlx::Error> {
        servers::meet(self.parts.readers(), &self.id, content).await
    }
}
