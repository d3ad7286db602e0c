//! The polls' logs in the database: beginning, adding and reading. Whether they are whole is for `log_check`.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{LogEntry, LogKind, LogSalt, Wording};
use serde_json::{Value, json};
use sqlx::{Row, SqliteConnection, SqliteExecutor, sqlite::SqliteRow};

use super::columns;
use crate::{
    log_state::{LogEnd, LogRow, LogState, start},
    types::{LogHead, LoggedEntry, LoggedWording, PollTally},
};

/// What is counted and not tallied: a tally that has gone wrong is to be repaired later.
const UNLOGGED: &str = "
    SELECT poll, count(*),
           (SELECT json_group_object(option, votes) FROM
             (SELECT j.value AS option, count(*) AS votes FROM vote o, json_each(o.options) j
              WHERE o.poll = v.poll GROUP BY 1))
    FROM vote v GROUP BY poll";
const ENDS: &str = "
    SELECT l.poll, l.number, l.hash,
           (SELECT w.detail FROM vote_log w WHERE w.poll = l.poll AND w.kind = 'wording' ORDER BY w.number DESC LIMIT 1)
    FROM json_each($1) j
    JOIN vote_log l ON l.poll = j.value AND l.number = (SELECT max(number) FROM vote_log m WHERE m.poll = j.value)";
const ADD: &str = "
    INSERT INTO vote_log (poll, number, kind, day, was, options, detail, salt, hash)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6,
           unhex(value ->> 7), unhex(value ->> 8)
    FROM json_each($1)";
const HEAD: &str = "SELECT number, hash FROM vote_log WHERE poll = $1 ORDER BY number DESC LIMIT 1";
const PAGE: &str = "
    SELECT number, kind, day, was, options, detail, salt, hash FROM vote_log
    WHERE poll = $1 AND number >= $2 ORDER BY number LIMIT $3";
const WORDINGS: &str = "
    SELECT poll, number, day, detail FROM vote_log
    WHERE kind = 'wording' AND ($1 IS NULL OR poll = $1) ORDER BY poll, number";
const ADD_TEXTS: &str = "
    INSERT INTO wording (hash, text) SELECT unhex(value ->> 0), value ->> 1 FROM json_each($1) WHERE true
    ON CONFLICT DO NOTHING";
const TEXTS: &str = "
    SELECT hex(w.hash), w.text FROM json_each($1) j JOIN wording w ON w.hash = unhex(j.value)";

/// Begins the logs of polls whose votes are older than logs are: with what they add up to on `day`.
pub(super) async fn begin(connection: &mut SqliteConnection, day: i64) -> Result<(), sqlx::Error> {
    let mut rows = Vec::new();
    for row in sqlx::query(UNLOGGED).fetch_all(&mut *connection).await? {
        let tally = PollTally {
            voters: columns::count(&row, 1)?,
            votes: columns::json(&row.try_get::<String, _>(2)?)?,
            ..PollTally::default()
        };
        rows.push(start(&row.try_get::<String, _>(0)?, &tally, day));
    }
    let log = LogState { added: rows, ..LogState::default() };
    add(connection, &log).await
}

/// The ends of the logs of `polls`, without those that have none.
pub(super) async fn ends(
    connection: &mut SqliteConnection,
    polls: &[&String],
) -> Result<BTreeMap<String, LogEnd>, sqlx::Error> {
    let rows = sqlx::query(ENDS).bind(json!(polls).to_string()).fetch_all(connection).await?;
    let end = |row: &SqliteRow| {
        let wording = row.try_get::<Option<String>, _>(3)?.unwrap_or_default();
        let head = LogHead { index: columns::count(row, 1)?, hash: columns::hash(row.try_get(2)?)? };
        Ok((row.try_get(0)?, LogEnd { head: Some(head), wording }))
    };
    rows.iter().map(end).collect()
}

/// Saves what was added to the logs.
pub(super) async fn add(connection: &mut SqliteConnection, log: &LogState) -> Result<(), sqlx::Error> {
    if log.added.is_empty() {
        return Ok(());
    }
    if !log.wordings.is_empty() {
        let words = log.wordings.iter().flat_map(|wording| wording.by_language());
        let texts = words.map(|(_, words)| json!([words.hash.text(), words.text]));
        sqlx::query(ADD_TEXTS).bind(Value::from_iter(texts).to_string()).execute(&mut *connection).await?;
    }
    let rows = log.added.iter().map(|LogRow { poll, entry, salt, hash }| {
        let LogEntry { index, kind, day, was, options, detail, commitment: _ } = entry;
        let (was, options) = (json!(was).to_string(), json!(options).to_string());
        json!([poll, index, kind.as_str(), day, was, options, detail, salt.map(LogSalt::text), hash.text()])
    });
    sqlx::query(ADD).bind(Value::from_iter(rows).to_string()).execute(connection).await?;
    Ok(())
}

pub(super) async fn head(database: impl SqliteExecutor<'_>, poll: &str) -> Result<Option<LogHead>, sqlx::Error> {
    let row = sqlx::query(HEAD).bind(poll).fetch_optional(database).await?;
    row.map(|row| Ok(LogHead { index: columns::count(&row, 0)?, hash: columns::hash(row.try_get(1)?)? })).transpose()
}

pub(super) async fn page(
    database: impl SqliteExecutor<'_>,
    poll: &str,
    from: u64,
    most: u32,
) -> Result<Vec<LoggedEntry>, sqlx::Error> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let rows = sqlx::query(PAGE).bind(poll).bind(from).bind(most).fetch_all(database).await?;
    rows.iter().map(|row| logged(row, 0)).collect()
}

/// The wordings of `poll`, or of all polls, in the order of their logs.
pub(super) async fn wordings(
    connection: &mut SqliteConnection,
    poll: Option<&str>,
) -> Result<Vec<(String, LoggedWording)>, sqlx::Error> {
    let entries = sqlx::query(WORDINGS).bind(poll).fetch_all(&mut *connection).await?;
    let details = entries.iter().map(|row| row.try_get::<&str, _>(3)).collect::<Result<Vec<_>, _>>()?;
    let hashes = details.iter().flat_map(|detail| detail.split([' ', '='])).filter(|part| part.len() == 64);
    let rows = sqlx::query(TEXTS).bind(Value::from_iter(hashes).to_string()).fetch_all(connection).await?;
    let text = |row: &SqliteRow| Ok((row.try_get::<String, _>(0)?.to_ascii_lowercase(), row.try_get(1)?));
    let texts = rows.iter().map(text).collect::<Result<BTreeMap<String, String>, sqlx::Error>>()?;
    let wording = |(row, detail): (&SqliteRow, &str)| {
        let wording = Wording::parse(detail, |hash| texts.get(hash).cloned()).map(Arc::new);
        Ok((row.try_get(0)?, LoggedWording { index: columns::count(row, 1)?, day: row.try_get(2)?, wording }))
    };
    entries.iter().zip(details).map(wording).collect()
}

/// The entry in the columns from `at` on: number, kind, day, was, options, detail, salt, hash.
pub(super) fn logged(row: &SqliteRow, at: usize) -> Result<LoggedEntry, sqlx::Error> {
    let kind: String = row.try_get(at + 1)?;
    let kind = LogKind::parse(&kind).ok_or_else(|| sqlx::Error::Decode(format!("no entry is a {kind}").into()))?;
    let salt = row.try_get::<Option<Vec<u8>>, _>(at + 6)?.map(columns::salt).transpose()?;
    let entry = LogEntry {
        index: columns::count(row, at)?,
        kind,
        day: row.try_get(at + 2)?,
        was: columns::json(&row.try_get::<String, _>(at + 3)?)?,
        options: columns::json(&row.try_get::<String, _>(at + 4)?)?,
        detail: row.try_get(at + 5)?,
        commitment: salt.map(LogSalt::commitment),
    };
    Ok(LoggedEntry { entry, hash: columns::hash(row.try_get(at + 7)?)? })
}
