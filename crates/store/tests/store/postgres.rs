//! The suite on PostgreSQL, and what only several servers on one database meet, or one that is ended in the middle.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hustings_domain::{Clock, Forced, ReaderKey, ReaderKeys};
use hustings_store::{Mutation, Outcome, PollRules, PostgresStore, PostgresTuning, Provenance, Store, StoreError};
use sqlx::{Connection, PgConnection};
use tokio::{task::JoinSet, time::timeout};

use crate::{
    cluster::{Cluster, shared},
    suite::{Database, PATIENCE, noon},
};

/// A database of its own in a cluster.
struct Postgres {
    url: String,
}

impl Postgres {
    /// In the cluster that all tests of this process share.
    fn new() -> Self {
        Self { url: shared().database() }
    }

    async fn try_open(&self, tuning: PostgresTuning) -> anyhow::Result<PostgresStore> {
        PostgresStore::open(&self.url, Clock::standing_at(noon()), tuning).await.map(|(store, _)| store)
    }

    async fn connection(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.expect("connected")
    }
}

#[async_trait::async_trait]
impl Database for Postgres {
    async fn open(&self, clock: Clock) -> Arc<dyn Store> {
        Arc::new(PostgresStore::open(&self.url, clock, PostgresTuning::default()).await.expect("opened").0)
    }
}

crate::suite::store_suite!(Postgres::new());
