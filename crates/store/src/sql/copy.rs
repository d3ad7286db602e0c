//! All rows of one database into another, of whichever dialect: table by table in the order of keys, a page a transaction, so that
//! a copy that was broken off goes on where it was, or writes the same again.

use serde_json::{Value as Json, json};
use sqlx::{Connection, Database};

use super::{Columns, Sql, Statements, Value, log_check, meta, read, recount};

/// Rows of a page.
const PAGE: i64 = 5_000;
/// Facts that every database has of its own.
const OWN: [&str; 8] = ["application", "schema", "epoch", "home", "rewrite", "attempt", "served_keys", COPYING];
/// The fact that a copy into this database has not ended.
pub(crate) const COPYING: &str = "copying";

/// How many votes, ratings, entries of logs, votes that are set aside, aliases, closings and notices there are.
const COUNTS: &str = "
    SELECT (SELECT count(*) FROM vote), (SELECT count(*) FROM rating), (SELECT count(*) FROM vote_log),
           (SELECT count(*) FROM aside), (SELECT count(*) FROM reader_alias), (SELECT count(*) FROM closing),
           (SELECT count(*) FROM notice)";

/// A column, which may be empty.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Bytes,
}
use Kind::{Bytes, Integer, Text};

/// How a table is copied.
struct Table {
    /// A page of it after the key, which is in its first columns.
    page: &'static str,
    key: usize,
    columns: &'static [Kind],
    /// The statements that take its rows as a list.
    save: fn(&Statements) -> Vec<&'static str>,
}

/// Logs are only added to: the last entry that is there says where to go on.
const LOG: Table = Table {
    page: "SELECT poll, number, kind, day, was, options, detail, salt, hash FROM vote_log
           WHERE (poll, number) > ($1, $2) ORDER BY poll, number LIMIT $3",
    key: 2,
    columns: &[Text, Integer, Text, Integer, Text, Text, Text, Bytes, Bytes],
    save: |of| vec![of.log_add],
};

/// All but the logs and the tallies of polls.
const TABLES: [Table; 8] = [
    Table {
        page: "SELECT hash, text FROM wording WHERE hash > $1 ORDER BY hash LIMIT $2",
        key: 1,
        columns: &[Bytes, Text],
        save: |of| vec![of.add_texts],
    },
    Table {
        page: "SELECT alias, reader FROM reader_alias WHERE alias > $1 ORDER BY alias LIMIT $2",
        key: 1,
        columns: &[Bytes, Bytes],
        save: |of| vec![of.save_aliases],
    },
    Table {
        page: "SELECT poll, reader, options, partner, lang, cast_on, entry, words, said_before, said_after FROM vote
               WHERE (poll, reader) > ($1, $2) ORDER BY poll, reader LIMIT $3",
        key: 2,
        columns: &[Text, Bytes, Text, Text, Text, Integer, Integer, Text, Text, Integer],
        save: |of| vec![of.save_votes],
    },
    Table {
        page: "SELECT poll, reader, options, partner, lang, cast_on, entry, reason, words, said_before, said_after FROM aside
               WHERE (poll, reader) > ($1, $2) ORDER BY poll, reader LIMIT $3",
        key: 2,
        columns: &[Text, Bytes, Text, Text, Text, Integer, Integer, Text, Text, Text, Integer],
        save: |of| vec![of.drop_asides, of.save_asides],
    },
    Table {
        page: "SELECT article, reader, stars, cast_on FROM rating
               WHERE (article, reader) > ($1, $2) ORDER BY article, reader LIMIT $3",
        key: 2,
        columns: &[Text, Bytes, Integer, Integer],
        save: |of| vec![of.save_stars],
    },
    Table {
        page: "SELECT article, histogram, number FROM rating_tally WHERE article > $1 ORDER BY article LIMIT $2",
        key: 1,
        columns: &[Text, Text, Integer],
        save: |of| vec![of.save_ratings],
    },
    Table {
        page: "SELECT id, poll, closed_at, cause, held_until, state, attempts, due, body, outcome FROM closing
               WHERE id > $1 ORDER BY id LIMIT $2",
        key: 1,
        columns: &[Text, Text, Integer, Text, Integer, Text, Integer, Integer, Text, Text],
        save: |of| vec![of.save_closings],
    },
    Table {
        page: "SELECT poll, reader, endpoint, p256dh, auth, lang, asked_at, attempts, due FROM notice
               WHERE (poll, reader) > ($1, $2) ORDER BY poll, reader LIMIT $3",
        key: 2,
        columns: &[Text, Bytes, Text, Text, Text, Text, Integer, Integer, Integer],
        save: |of| vec![of.save_notices],
    },
];

/// What is wrong after a copy, or how many votes and ratings there are.
pub(crate) type Checked = Result<(u64, u64), String>;

/// Copies all rows, and checks them. `from` is in a transaction in which all that is read is of one moment.
pub(crate) async fn copy<F, T>(from: &mut F, to: &mut T) -> Result<Checked, sqlx::Error>
where
    F: Sql,
    T: Sql + Connection,
    T::Database: Database<Connection = T>,
{
    for table in &TABLES {
        let start = table.columns[..table.key].iter().map(|kind| first(*kind)).collect();
        copy_table(from, to, table, start).await?;
    }
    let last = to.rows("SELECT poll, number FROM vote_log ORDER BY poll DESC, number DESC LIMIT 1", &[]).await?;
    let last = match last.first() {
        Some(last) => vec![json!(last.text(0)?), json!(last.integer(1)?)],
        None => vec![first(Text), first(Integer)],
    };
    copy_table(from, to, &LOG, last).await?;
    copy_polls(from, to).await?;

    // All that is read of it is read before the check, which takes longer than a database lets a transaction wait.
    let there = counts(from).await?;
    let facts = from.rows("SELECT name, value FROM meta", &[]).await?;
    let checked = check(&there, to).await?;
    if checked.is_ok() {
        let mut transaction = to.begin().await?;
        for fact in facts {
            let name = fact.text(0)?;
            if !OWN.contains(&name.as_str()) {
                meta::set_fact(&mut *transaction, &name, &fact.text(1)?).await?;
            }
        }
        transaction.run("DELETE FROM meta WHERE name = $1", &[Value::Text(COPYING)]).await?;
        transaction.commit().await?;
    }
    Ok(checked)
}

/// What is before every value of a key.
fn first(kind: Kind) -> Json {
    match kind {
        Text | Bytes => json!(""),
        Integer => json!(-1),
    }
}

/// Copies the rows after the key `after`.
async fn copy_table<F, T>(from: &mut F, to: &mut T, table: &Table, mut after: Vec<Json>) -> Result<(), sqlx::Error>
where
    F: Sql,
    T: Sql + Connection,
    T::Database: Database<Connection = T>,
{
    loop {
        let bytes: Vec<Vec<u8>> =
            after.iter().map(|key| hex::decode(key.as_str().unwrap_or_default()).unwrap_or_default()).collect();
        let mut values = Vec::new();
        for ((key, kind), bytes) in after.iter().zip(table.columns).zip(&bytes) {
            values.push(match kind {
                Text => Value::Text(key.as_str().unwrap_or_default()),
                Integer => Value::Integer(key.as_i64().unwrap_or_default()),
                Bytes => Value::Bytes(bytes),
            });
        }
        values.push(Value::Integer(PAGE));
        let rows = from.rows(table.page, &values).await?;
        let rows = rows.iter().map(|row| list(row, table.columns)).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last[..table.key].to_vec();
        let is_last = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        save(to, &(table.save)(T::STATEMENTS), &rows).await?;
        if is_last {
            return Ok(());
        }
    }
}

/// A row as an element of a list.
fn list(row: &impl Columns, columns: &[Kind]) -> Result<Vec<Json>, sqlx::Error> {
    let column = |(column, kind): (usize, &Kind)| {
        Ok(match kind {
            Text => json!(row.optional_text(column)?),
            Integer => json!(row.optional_integer(column)?),
            Bytes => json!(row.optional_bytes(column)?.map(hex::encode)),
        })
    };
    columns.iter().enumerate().map(column).collect()
}

/// Writes a list in one transaction.
async fn save<T>(to: &mut T, statements: &[&'static str], rows: &[Vec<Json>]) -> Result<(), sqlx::Error>
where
    T: Sql + Connection,
    T::Database: Database<Connection = T>,
{
    let rows = json!(rows).to_string();
    let mut transaction = to.begin().await?;
    for statement in statements {
        transaction.run(statement, &[Value::Text(&rows)]).await?;
    }
    transaction.commit().await
}

/// The tallies of polls, whose votes by option one dialect has in a table of their own.
async fn copy_polls<F, T>(from: &mut F, to: &mut T) -> Result<(), sqlx::Error>
where
    F: Sql,
    T: Sql + Connection,
    T::Database: Database<Connection = T>,
{
    let polls = from.rows("SELECT poll FROM poll_tally", &[]).await?;
    let polls = polls.iter().map(|row| row.text(0)).collect::<Result<Vec<_>, _>>()?;
    let polls = json!(polls).to_string();
    let rows = from.rows(F::STATEMENTS.load_polls, &[Value::Text(&polls)]).await?;
    let rows = rows.iter().map(|row| list(row, &[Text, Integer, Integer, Text, Text]));
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    save(to, &[T::STATEMENTS.save_polls], &rows).await?;
    if let (Some(drop), Some(options)) = (T::STATEMENTS.drop_options, T::STATEMENTS.save_options) {
        let mut votes = Vec::new();
        for row in &rows {
            let by_option: serde_json::Map<String, Json> = serde_json::from_str(row[4].as_str().unwrap_or("{}"))
                .map_err(|error| sqlx::Error::Decode(error.into()))?;
            votes.extend(by_option.into_iter().map(|(option, count)| vec![row[0].clone(), json!(option), count]));
        }
        save(to, &[drop], &rows).await?;
        save(to, &[options], &votes).await?;
    }
    Ok(())
}

/// Whether as much is there as there was, and all adds up.
async fn check(there: &[u64], to: &mut impl Sql) -> Result<Checked, sqlx::Error> {
    let here = counts(to).await?;
    if there != here {
        return Ok(Err(
            "its rows are not as many as there were: somebody has written to one of the two meanwhile".to_owned()
        ));
    }
    if let Some(first) = recount::recount(to, false).await?.first() {
        return Ok(Err(format!("{}: tallied {}, counted {}", first.what, first.tallied, first.counted)));
    }
    match log_check::check(to).await?.first() {
        Some(first) => Ok(Err(first.to_string())),
        None => Ok(Ok((here[0], here[1]))),
    }
}

async fn counts(connection: &mut impl Sql) -> Result<Vec<u64>, sqlx::Error> {
    let row = read::one(connection, COUNTS, &[]).await?;
    (0..7).map(|column| super::columns::count(&row, column)).collect()
}
