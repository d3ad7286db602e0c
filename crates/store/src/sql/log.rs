//! The polls' logs in the database: beginning, adding and reading. Whether they are whole is for `log_check`.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{LogEntry, LogKind, LogSalt, Wording};
use serde_json::{Value, json};

use super::{Columns, Sql, Value as Bound, columns};
use crate::{
    log_state::{LogEnd, LogRow, LogState, start},
    types::{LogHead, LoggedEntry, LoggedWording, PollTally},
};

const HEAD: &str = "SELECT number, hash FROM vote_log WHERE poll = $1 ORDER BY number DESC LIMIT 1";
const PAGE: &str = "
    SELECT number, kind, day, was, options, detail, salt, hash FROM vote_log
    WHERE poll = $1 AND number >= $2 ORDER BY number LIMIT $3";

/// Begins the logs of polls whose votes are older than logs are: with what they add up to on `day`.
pub(crate) async fn begin<C: Sql>(connection: &mut C, day: i64) -> Result<(), sqlx::Error> {
    let mut rows = Vec::new();
    for row in connection.rows(C::STATEMENTS.unlogged, &[]).await? {
        let tally = PollTally {
            voters: columns::count(&row, 1)?,
            votes: columns::json(&row.text(2)?)?,
            ..PollTally::default()
        };
        rows.push(start(&row.text(0)?, &tally, day));
    }
    let log = LogState { added: rows, ..LogState::default() };
    add(connection, &log).await
}

/// The ends of the logs of `polls`, without those that have none.
pub(crate) async fn ends<C: Sql>(
    connection: &mut C,
    polls: &[&String],
) -> Result<BTreeMap<String, LogEnd>, sqlx::Error> {
    let rows = connection.rows(C::STATEMENTS.log_ends, &[Bound::Text(&json!(polls).to_string())]).await?;
    let end = |row: &C::Row| {
        let wording = row.optional_text(3)?.unwrap_or_default();
        let head = LogHead { index: columns::count(row, 1)?, hash: columns::hash(row.bytes(2)?)? };
        Ok((row.text(0)?, LogEnd { head: Some(head), wording }))
    };
    rows.iter().map(end).collect()
}

/// Saves what was added to the logs.
pub(crate) async fn add<C: Sql>(connection: &mut C, log: &LogState) -> Result<(), sqlx::Error> {
    if log.added.is_empty() {
        return Ok(());
    }
    if !log.wordings.is_empty() {
        let words = log.wordings.iter().flat_map(|wording| wording.by_language());
        let texts = words.map(|(_, words)| json!([words.hash.text(), words.text]));
        connection.run(C::STATEMENTS.add_texts, &[Bound::Text(&Value::from_iter(texts).to_string())]).await?;
    }
    let rows = log.added.iter().map(|LogRow { poll, entry, salt, hash }| {
        let LogEntry { index, kind, day, was, options, detail, commitment: _ } = entry;
        let (was, options) = (json!(was).to_string(), json!(options).to_string());
        json!([poll, index, kind.as_str(), day, was, options, detail, salt.map(LogSalt::text), hash.text()])
    });
    connection.run(C::STATEMENTS.log_add, &[Bound::Text(&Value::from_iter(rows).to_string())]).await?;
    Ok(())
}

pub(crate) async fn head<C: Sql>(connection: &mut C, poll: &str) -> Result<Option<LogHead>, sqlx::Error> {
    let rows = connection.rows(HEAD, &[Bound::Text(poll)]).await?;
    let head = |row: &C::Row| Ok(LogHead { index: columns::count(row, 0)?, hash: columns::hash(row.bytes(1)?)? });
    rows.first().map(head).transpose()
}

pub(crate) async fn page(
    connection: &mut impl Sql,
    poll: &str,
    from: u64,
    most: u32,
) -> Result<Vec<LoggedEntry>, sqlx::Error> {
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    let rows = connection.rows(PAGE, &[Bound::Text(poll), Bound::Integer(from), Bound::Integer(most.into())]).await?;
    rows.iter().map(|row| logged(row, 0)).collect()
}

/// The wordings of `poll`, or of all polls, in the order of their logs.
pub(crate) async fn wordings<C: Sql>(
    connection: &mut C,
    poll: Option<&str>,
) -> Result<Vec<(String, LoggedWording)>, sqlx::Error> {
    let entries = connection.rows(C::STATEMENTS.log_wordings, &[Bound::OptionalText(poll)]).await?;
    let details = entries.iter().map(|row| row.text(3)).collect::<Result<Vec<_>, _>>()?;
    let hashes = details.iter().flat_map(|detail| detail.split([' ', '='])).filter(|part| part.len() == 64);
    let rows = connection.rows(C::STATEMENTS.texts, &[Bound::Text(&Value::from_iter(hashes).to_string())]).await?;
    let text = |row: &C::Row| Ok((row.text(0)?.to_ascii_lowercase(), row.text(1)?));
    let texts = rows.iter().map(text).collect::<Result<BTreeMap<String, String>, sqlx::Error>>()?;
    let wording = |(row, detail): (&C::Row, &String)| {
        let wording = Wording::parse(detail, |hash| texts.get(hash).cloned()).map(Arc::new);
        Ok((row.text(0)?, LoggedWording { index: columns::count(row, 1)?, day: row.integer(2)?, wording }))
    };
    entries.iter().zip(&details).map(wording).collect()
}

/// The entry in the columns from `at` on: number, kind, day, was, options, detail, salt, hash.
pub(crate) fn logged(row: &impl Columns, at: usize) -> Result<LoggedEntry, sqlx::Error> {
    let kind = row.text(at + 1)?;
    let kind = LogKind::parse(&kind).ok_or_else(|| sqlx::Error::Decode(format!("no entry is a {kind}").into()))?;
    let salt = row.optional_bytes(at + 6)?.map(columns::salt).transpose()?;
    let entry = LogEntry {
        index: columns::count(row, at)?,
        kind,
        day: row.integer(at + 2)?,
        was: columns::json(&row.text(at + 3)?)?,
        options: columns::json(&row.text(at + 4)?)?,
        detail: row.text(at + 5)?,
        commitment: salt.map(LogSalt::commitment),
    };
    Ok(LoggedEntry { entry, hash: columns::hash(row.bytes(at + 7)?)? })
}
