//! The only connection that writes to the file.

use async_trait::async_trait;
use hustings_domain::Clock;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use crate::{
    closings::{Closing, ClosingChange},
    mutation::Mutation,
    notices::{Notice, NoticeChange},
    sql::{closings, meta, notices, recount},
    types::Difference,
    writer::{Backend, Batch},
};

/// Takes the lock at once, since what is read decides what is written.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// The writer's end of the file.
pub(super) struct SqliteBackend {
    /// Absent after an error.
    connection: Option<SqliteConnection>,
    options: SqliteConnectOptions,
    clock: Clock,
}

impl SqliteBackend {
    pub(super) fn new(connection: SqliteConnection, options: SqliteConnectOptions, clock: Clock) -> Self {
        Self { connection: Some(connection), options, clock }
    }

    async fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&self.options).await?,
        };
        Ok(self.connection.insert(connection))
    }
}

#[async_trait]
impl Backend for SqliteBackend {
    async fn commit(&mut self, mutations: &[Mutation], seeding: bool) -> Result<Option<Batch>, sqlx::Error> {
        let clock = self.clock.clone();
        let mut transaction = self.connection().await?.begin_with(BEGIN).await?;
        if seeding && !meta::mark_seeded(&mut *transaction).await? {
            return Ok(None);
        }
        let batch = Batch::of(&mut *transaction, mutations, &|| clock.now()).await?;
        transaction.commit().await?;
        Ok(Some(batch))
    }

    async fn attempt(&mut self) -> Result<(), sqlx::Error> {
        let mut transaction = self.connection().await?.begin_with(BEGIN).await?;
        meta::attempt(&mut *transaction).await?;
        transaction.commit().await
    }

    async fn set_fact(&mut self, name: &str, value: &str, replaces: bool) -> Result<(), sqlx::Error> {
        meta::set_fact_or_first(self.connection().await?, name, value, replaces).await
    }

    async fn change_closing(&mut self, change: &ClosingChange) -> Result<Option<Closing>, sqlx::Error> {
        let now = self.clock.now();
        closings::change(self.connection().await?, change, now).await
    }

    async fn change_notices(&mut self, change: &NoticeChange) -> Result<Vec<Notice>, sqlx::Error> {
        let now = self.clock.now();
        let mut transaction = self.connection().await?.begin_with(BEGIN).await?;
        let changed = notices::change(&mut *transaction, change, now).await?;
        transaction.commit().await?;
        Ok(changed)
    }

    async fn recount(&mut self, repair: bool) -> Result<Vec<Difference>, sqlx::Error> {
        let mut transaction = self.connection().await?.begin_with(BEGIN).await?;
        let differences = recount::recount(&mut *transaction, repair).await?;
        transaction.commit().await?;
        Ok(differences)
    }

    fn disconnect(&mut self) {
        self.connection = None;
    }

    async fn close(&mut self) -> Result<(), sqlx::Error> {
        match self.connection.take() {
            Some(connection) => connection.close().await,
            None => Ok(()),
        }
    }
}
