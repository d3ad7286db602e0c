//! The few statements about the database itself that are the same in every dialect.

use super::{Sql, Value};

/// How much an attempt writes: several pages, as a batch of votes may need them.
const ATTEMPT_BYTES: usize = 32 << 10;

const SAVE: &str =
    "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// Writes a fact down.
pub(crate) async fn set_fact(connection: &mut impl Sql, name: &str, value: &str) -> Result<(), sqlx::Error> {
    connection.run(SAVE, &[Value::Text(name), Value::Text(value)]).await.map(drop)
}

/// The same for the writer's job: unless it `replaces` what is there, only if there is none of this name.
pub(crate) async fn set_fact_or_first(
    connection: &mut impl Sql,
    name: &str,
    value: &str,
    replaces: bool,
) -> Result<(), sqlx::Error> {
    match replaces {
        true => set_fact(connection, name, value).await,
        false => set_first_fact(connection, name, value).await.map(drop),
    }
}

/// Writes as much as a batch may need, and takes it back. `connection` is in a transaction.
pub(crate) async fn attempt(connection: &mut impl Sql) -> Result<(), sqlx::Error> {
    set_fact(connection, "attempt", &" ".repeat(ATTEMPT_BYTES)).await?;
    connection.run("DELETE FROM meta WHERE name = 'attempt'", &[]).await.map(drop)
}

/// Writes a fact down unless there is one of this name. Returns whether there was none.
async fn set_first_fact(connection: &mut impl Sql, name: &str, value: &str) -> Result<bool, sqlx::Error> {
    let save = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    Ok(connection.run(save, &[Value::Text(name), Value::Text(value)]).await? > 0)
}

/// Marks the database as seeded. Returns whether it was not before.
pub(crate) async fn mark_seeded(connection: &mut impl Sql) -> Result<bool, sqlx::Error> {
    set_first_fact(connection, "seeded", "yes").await
}
