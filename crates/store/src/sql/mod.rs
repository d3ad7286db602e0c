//! What the databases do alike, over one small seam: a connection that takes a statement with its values and gives rows.
//!
//! A database has its dialect in a [`Statements`] of its own; which of them are run, with what and in which order, is here,
//! so that every database keeps the same things in the same way. Rows travel to the database as JSON arrays, so that the
//! number of statements does not depend on the number of votes.
//!
//! - `statements`: what a dialect has to say, and with which values and columns,
//! - `columns`: how values stand in columns,
//! - `batch`: one batch, loaded and saved; `log`: the polls' logs,
//! - `closings`: closings of polls; `notices`: who is to be told of them; `breakdowns`: votes by group,
//! - `read`, `own`: what is read for requests; `recount`, `log_check`: whether all adds up,
//! - `meta`: facts about the database; `copy`: all rows into another database,
//! - `sql_store`: the trait [`crate::Store`] over a pool that reads and the queue of the one writer.
//!
//! Deliberately absent: opening, migrating and transactions, which every database does its own way.

pub(crate) mod batch;
mod breakdowns;
pub(crate) mod closings;
pub(crate) mod columns;
pub(crate) mod copy;
pub(crate) mod log;
pub(crate) mod log_check;
pub(crate) mod meta;
pub(crate) mod notices;
mod own;
pub(crate) mod read;
pub(crate) mod recount;
mod sql_store;
mod statements;

use async_trait::async_trait;
use sqlx::{PgConnection, Row, SqliteConnection, postgres::PgRow, sqlite::SqliteRow};

pub(crate) use sql_store::{Parts, SqlStore};
pub(crate) use statements::Statements;

/// A value of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'a> {
    Text(&'a str),
    OptionalText(Option<&'a str>),
    Integer(i64),
    Bytes(&'a [u8]),
    OptionalInteger(Option<i64>),
}

/// A row's columns, by their places.
pub(crate) trait Columns: Send + Sync {
    fn text(&self, column: usize) -> Result<String, sqlx::Error>;
    fn optional_text(&self, column: usize) -> Result<Option<String>, sqlx::Error>;
    fn integer(&self, column: usize) -> Result<i64, sqlx::Error>;
    fn optional_integer(&self, column: usize) -> Result<Option<i64>, sqlx::Error>;
    fn bytes(&self, column: usize) -> Result<Vec<u8>, sqlx::Error>;
    fn optional_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, sqlx::Error>;
    fn truth(&self, column: usize) -> Result<bool, sqlx::Error>;
}

/// A connection to a database of a dialect.
#[async_trait]
pub(crate) trait Sql: Send {
    type Row: Columns;

    /// What the dialect says.
    const STATEMENTS: &'static Statements;

    /// The rows that a statement gives.
    async fn rows(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Self::Row>, sqlx::Error>;

    /// How many rows a statement has changed.
    async fn run(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, sqlx::Error>;
}

macro_rules! dialect {
    ($connection:ty, $row:ty, $statements:expr) => {
        impl Columns for $row {
            fn text(&self, column: usize) -> Result<String, sqlx::Error> {
                self.try_get(column)
            }

            fn optional_text(&self, column: usize) -> Result<Option<String>, sqlx::Error> {
                self.try_get(column)
            }

            fn integer(&self, column: usize) -> Result<i64, sqlx::Error> {
                self.try_get(column)
            }

            fn optional_integer(&self, column: usize) -> Result<Option<i64>, sqlx::Error> {
                self.try_get(column)
            }

            fn bytes(&self, column: usize) -> Result<Vec<u8>, sqlx::Error> {
                self.try_get(column)
            }

            fn optional_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, sqlx::Error> {
                self.try_get(column)
            }

            fn truth(&self, column: usize) -> Result<bool, sqlx::Error> {
                self.try_get(column)
            }
        }

        #[async_trait]
        impl Sql for $connection {
            type Row = $row;

            const STATEMENTS: &'static Statements = $statements;

            async fn rows(
                &mut self,
                statement: &'static str,
                values: &[Value<'_>],
            ) -> Result<Vec<Self::Row>, sqlx::Error> {
                bound!(statement, values).fetch_all(self).await
            }

            async fn run(&mut self, statement: &'static str, values: &[Value<'_>]) -> Result<u64, sqlx::Error> {
                Ok(bound!(statement, values).execute(self).await?.rows_affected())
            }
        }
    };
}

/// A statement with its values.
macro_rules! bound {
    ($statement:expr, $values:expr) => {
        $values.iter().fold(sqlx::query($statement), |query, value| match *value {
            Value::Text(text) => query.bind(text.to_owned()),
            Value::OptionalText(text) => query.bind(text.map(str::to_owned)),
            Value::Integer(integer) => query.bind(integer),
            Value::Bytes(bytes) => query.bind(bytes.to_vec()),
            Value::OptionalInteger(integer) => query.bind(integer),
        })
    };
}

dialect!(SqliteConnection, SqliteRow, &crate::sqlite::STATEMENTS);
dialect!(PgConnection, PgRow, &crate::postgres::STATEMENTS);
