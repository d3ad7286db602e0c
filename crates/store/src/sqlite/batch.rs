//! One batch in one transaction: load what it touches, let the batch state decide, save what changed.
//! The number of statements does not depend on the number of votes: rows travel as JSON arrays, in which bytes are
//! hexadecimal digits, since JSON knows none; `unhex` makes them again.

use std::collections::{BTreeMap, BTreeSet};

use hustings_domain::{Forced, ReaderKey, ReaderKeys};
use serde_json::{Value, json};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{columns, log, read};
use crate::{
    aliases::Aliases,
    batch_state::{AsideRow, BatchState, DECIDED_AT_ONCE, RowKey, StarRow, VoteRow},
    mutation::Mutation,
    types::{PollTally, Provenance, VoteEntry},
};

const LOAD_ALIASES: &str = "
    SELECT a.alias, a.reader FROM json_each($1) j JOIN reader_alias a ON a.alias = unhex(j.value)";
const COUNT_ALIASES: &str = "
    SELECT a.reader, count(*) FROM json_each($1) j JOIN reader_alias a ON a.reader = unhex(j.value) GROUP BY 1";
const LOAD_VOTES: &str = "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash FROM json_each($1) j
    JOIN vote v ON v.poll = j.value ->> 0 AND v.reader = unhex(j.value ->> 1)
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry";
const LOAD_ASIDES: &str = "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.reason FROM json_each($1) j
    JOIN aside v ON v.poll = j.value ->> 0 AND v.reader = unhex(j.value ->> 1)
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry";
const LOAD_DECIDED: &str = "
    SELECT v.poll, v.reader, v.options, v.partner, v.lang, v.cast_on, l.number, l.salt, l.hash, v.reason FROM aside v
    LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry
    WHERE v.poll = $1 AND ($2 IS NULL OR v.cast_on = $2) ORDER BY v.entry LIMIT $3";
const COUNT_ASIDES: &str = "
    SELECT j.value, (SELECT count(*) FROM aside v WHERE v.poll = j.value) FROM json_each($1) j";
const LOAD_STARS: &str = "
    SELECT r.article, r.reader, r.stars, r.cast_on FROM json_each($1) j
    JOIN rating r ON r.article = j.value ->> 0 AND r.reader = unhex(j.value ->> 1)";
const LOAD_POLLS: &str = "
    SELECT t.poll, t.voters, t.number, t.forced,
           (SELECT json_group_object(option, votes) FROM option_tally o WHERE o.poll = t.poll)
    FROM json_each($1) j JOIN poll_tally t ON t.poll = j.value";
const LOAD_RATINGS: &str = "
    SELECT t.article, t.histogram, t.number FROM json_each($1) j JOIN rating_tally t ON t.article = j.value";

// A key that leads to another now may have been led to before.
const MOVE_ALIASES: &str = "
    UPDATE reader_alias SET reader = unhex(j.value ->> 1) FROM json_each($1) j
    WHERE reader_alias.reader = unhex(j.value ->> 0)";
// `WHERE true` keeps SQLite from taking ON CONFLICT for a join's ON.
const SAVE_ALIASES: &str = "
    INSERT INTO reader_alias (alias, reader)
    SELECT unhex(value ->> 0), unhex(value ->> 1) FROM json_each($1) WHERE true
    ON CONFLICT (alias) DO UPDATE SET reader = excluded.reader";
const SAVE_VOTES: &str = "
    INSERT INTO vote (poll, reader, options, partner, lang, cast_on, entry)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6
    FROM json_each($1) WHERE true
    ON CONFLICT (poll, reader) DO UPDATE SET options = excluded.options, partner = excluded.partner,
        lang = excluded.lang, cast_on = excluded.cast_on, entry = excluded.entry";
const DROP_VOTES: &str = "
    DELETE FROM vote WHERE (poll, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))";
const SAVE_ASIDES: &str = "
    INSERT INTO aside (poll, reader, options, partner, lang, cast_on, entry, reason)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
    FROM json_each($1)";
const DROP_ASIDES: &str = "
    DELETE FROM aside WHERE (poll, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))";
const SAVE_STARS: &str = "
    INSERT INTO rating (article, reader, stars, cast_on)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3 FROM json_each($1) WHERE true
    ON CONFLICT (article, reader) DO UPDATE SET stars = excluded.stars, cast_on = excluded.cast_on";
const DROP_STARS: &str = "
    DELETE FROM rating WHERE (article, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))";
const SAVE_POLLS: &str = "
    INSERT INTO poll_tally (poll, voters, number, forced)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($1) WHERE true
    ON CONFLICT (poll) DO UPDATE
    SET voters = excluded.voters, number = excluded.number, forced = excluded.forced";
const DROP_OPTIONS: &str = "
    DELETE FROM option_tally WHERE poll IN (SELECT value ->> 0 FROM json_each($1))";
const SAVE_OPTIONS: &str = "
    INSERT INTO option_tally (poll, option, votes)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1)";
const SAVE_RATINGS: &str = "
    INSERT INTO rating_tally (article, histogram, number)
    SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each($1) WHERE true
    ON CONFLICT (article) DO UPDATE SET histogram = excluded.histogram, number = excluded.number";

/// Loads the rows that `mutations` touch.
pub(super) async fn load<'a>(
    connection: &mut SqliteConnection,
    mutations: impl Iterator<Item = &'a Mutation> + Clone,
) -> Result<BatchState, sqlx::Error> {
    let keys: Vec<ReaderKey> = mutations.clone().filter_map(Mutation::reader).flat_map(ReaderKeys::all).collect();
    let aliases = aliases(connection, &keys).await?;
    // Who has one key alone is brought together with nobody.
    let several = mutations.clone().filter_map(Mutation::reader).filter(|reader| !reader.others().is_empty());
    let owners: BTreeSet<ReaderKey> =
        several.flat_map(ReaderKeys::all).map(|key| aliases.get(&key).copied().unwrap_or(key)).collect();
    let sizes = sizes(connection, &owners).await?;
    // Rows of a reader are under the key itself or under the one to which it leads.
    let rows = |subject: &str, reader: &ReaderKeys| -> Vec<Value> {
        let keys = reader.all().flat_map(|key| [Some(key), aliases.get(&key).copied()]).flatten();
        keys.map(|key| json!([subject, hex::encode(key.0)])).collect()
    };
    let (mut votes, mut stars, mut polls, mut ratings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut deciding, mut setting) = (Vec::new(), Vec::new());
    for mutation in mutations {
        match mutation {
            Mutation::CastVote { poll, reader, .. }
            | Mutation::WithdrawVote { poll, reader, .. }
            | Mutation::DisownVote { poll, reader } => {
                votes.extend(rows(poll, reader));
                polls.push(poll);
            }
            Mutation::Rate { article, reader, .. } => {
                stars.extend(rows(article, reader));
                ratings.push(article);
            }
            Mutation::SetAside { poll, reader, .. } => {
                votes.extend(rows(poll, reader));
                polls.push(poll);
                setting.push(poll);
            }
            Mutation::DecideAside { poll, decision } => {
                polls.push(poll);
                deciding.push((poll, decision.day));
            }
            Mutation::ForcePoll { poll, .. } => polls.push(poll),
        }
    }
    polls.sort();
    polls.dedup();
    ratings.sort();
    ratings.dedup();

    let mut state = BatchState::new(Aliases::loaded(aliases, sizes));
    if !votes.is_empty() {
        let votes = Value::from(votes).to_string();
        for row in sqlx::query(LOAD_VOTES).bind(&votes).fetch_all(&mut *connection).await? {
            let (key, vote) = vote(&row)?;
            state.votes.insert(key, vote);
        }
        for row in sqlx::query(LOAD_ASIDES).bind(&votes).fetch_all(&mut *connection).await? {
            let (key, vote) = vote(&row)?;
            state.asides.insert(key, AsideRow { vote, reason: row.try_get(9)? });
        }
    }
    for (poll, day) in deciding {
        let most = i64::try_from(DECIDED_AT_ONCE).unwrap_or(i64::MAX);
        let rows = sqlx::query(LOAD_DECIDED).bind(poll).bind(day).bind(most).fetch_all(&mut *connection).await?;
        for row in rows {
            let (key, vote) = vote(&row)?;
            state.asides.insert(key, AsideRow { vote, reason: row.try_get(9)? });
        }
    }
    if !setting.is_empty() {
        for row in sqlx::query(COUNT_ASIDES).bind(json!(setting).to_string()).fetch_all(&mut *connection).await? {
            state.aside_counts.insert(row.try_get(0)?, columns::count(&row, 1)?);
        }
    }
    if !polls.is_empty() {
        state.log.ends = log::ends(connection, &polls).await?;
        for row in sqlx::query(LOAD_POLLS).bind(json!(polls).to_string()).fetch_all(&mut *connection).await? {
            let forced: Option<String> = row.try_get(3)?;
            let tally = PollTally {
                voters: columns::count(&row, 1)?,
                number: columns::count(&row, 2)?,
                forced: forced.as_deref().and_then(Forced::parse),
                votes: columns::json(&row.try_get::<String, _>(4)?)?,
            };
            state.polls.insert(row.try_get(0)?, tally);
        }
    }
    if !stars.is_empty() {
        for row in sqlx::query(LOAD_STARS).bind(Value::from(stars).to_string()).fetch_all(&mut *connection).await? {
            let rating = StarRow { stars: row.try_get(2)?, cast_on: row.try_get(3)? };
            state.stars.insert((row.try_get(0)?, columns::key(row.try_get(1)?)?), rating);
        }
        for row in sqlx::query(LOAD_RATINGS).bind(json!(ratings).to_string()).fetch_all(&mut *connection).await? {
            let (article, tally) = read::rating_row(&row)?;
            state.ratings.insert(article, tally);
        }
    }
    Ok(state)
}

/// A vote with its key, from the columns of its poll on.
fn vote(row: &SqliteRow) -> Result<(RowKey, VoteRow), sqlx::Error> {
    let vote = VoteRow {
        options: columns::json(&row.try_get::<String, _>(2)?)?,
        provenance: Provenance { partner: row.try_get(3)?, lang: row.try_get(4)? },
        cast_on: row.try_get(5)?,
        entry: entry(row)?,
    };
    Ok(((row.try_get(0)?, columns::key(row.try_get(1)?)?), vote))
}

/// Those of `keys` that lead to another, each with that one.
async fn aliases(
    connection: &mut SqliteConnection,
    keys: &[ReaderKey],
) -> Result<BTreeMap<ReaderKey, ReaderKey>, sqlx::Error> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let keys = columns::hex_list(keys.iter().copied());
    let rows = sqlx::query(LOAD_ALIASES).bind(keys).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((columns::key(row.try_get(0)?)?, columns::key(row.try_get(1)?)?))).collect()
}

/// How many aliases lead to each of `owners` that has some.
async fn sizes(
    connection: &mut SqliteConnection,
    owners: &BTreeSet<ReaderKey>,
) -> Result<BTreeMap<ReaderKey, usize>, sqlx::Error> {
    if owners.is_empty() {
        return Ok(BTreeMap::new());
    }
    let owners = columns::hex_list(owners.iter().copied());
    let rows = sqlx::query(COUNT_ALIASES).bind(owners).fetch_all(connection).await?;
    let size = |count| usize::try_from(count).unwrap_or(usize::MAX);
    rows.iter().map(|row| Ok((columns::key(row.try_get(0)?)?, size(columns::count(row, 1)?)))).collect()
}

/// Saves what changed in the batch state.
pub(super) async fn save(connection: &mut SqliteConnection, state: &BatchState) -> Result<(), sqlx::Error> {
    let names = |keys: Vec<&RowKey>| {
        keys.into_iter().map(|(subject, reader)| json!([subject, hex::encode(reader.0)])).collect()
    };
    let aliases = state.aliases.rows();
    let aliases: Vec<Value> =
        aliases.iter().map(|(alias, owner)| json!([hex::encode(alias.0), hex::encode(owner.0)])).collect();
    write(connection, MOVE_ALIASES, aliases.clone()).await?;
    write(connection, SAVE_ALIASES, aliases).await?;

    let (kept, gone) = state.vote_rows();
    let kept = kept.into_iter().map(|((poll, reader), VoteRow { options, provenance, cast_on, entry })| {
        let Provenance { partner, lang } = provenance;
        let entry = entry.map(|entry| entry.index);
        json!([poll, hex::encode(reader.0), json!(options).to_string(), partner, lang, cast_on, entry])
    });
    write(connection, SAVE_VOTES, kept.collect()).await?;
    write(connection, DROP_VOTES, names(gone)).await?;
    log::add(connection, &state.log).await?;

    // A vote that is set aside anew is in another entry than before.
    let (kept, gone) = state.aside_rows();
    let all: Vec<&RowKey> = kept.iter().map(|(key, _)| *key).chain(gone).collect();
    write(connection, DROP_ASIDES, names(all)).await?;
    let kept = kept.into_iter().map(|((poll, reader), AsideRow { vote, reason })| {
        let VoteRow { options, provenance: Provenance { partner, lang }, cast_on, entry } = vote;
        let entry = entry.map_or(0, |entry| entry.index);
        json!([poll, hex::encode(reader.0), json!(options).to_string(), partner, lang, cast_on, entry, reason])
    });
    write(connection, SAVE_ASIDES, kept.collect()).await?;

    let (kept, gone) = state.star_rows();
    let kept = kept
        .into_iter()
        .map(|((article, reader), StarRow { stars, cast_on })| json!([article, hex::encode(reader.0), stars, cast_on]));
    write(connection, SAVE_STARS, kept.collect()).await?;
    write(connection, DROP_STARS, names(gone)).await?;

    let polls = state.poll_rows();
    let heads = polls.iter().map(|(poll, t)| json!([poll, t.voters, t.number, t.forced.map(Forced::as_str)]));
    write(connection, SAVE_POLLS, heads.collect()).await?;
    write(connection, DROP_OPTIONS, polls.iter().map(|(poll, _)| json!([poll])).collect()).await?;
    let options = polls.iter().flat_map(|(poll, t)| t.votes.iter().map(move |(id, votes)| json!([poll, id, votes])));
    write(connection, SAVE_OPTIONS, options.collect()).await?;

    let ratings = state.rating_rows();
    let ratings = ratings.iter().map(|(article, t)| json!([article, json!(t.histogram).to_string(), t.number]));
    write(connection, SAVE_RATINGS, ratings.collect()).await
}

async fn write(
    connection: &mut SqliteConnection,
    statement: &'static str,
    rows: Vec<Value>,
) -> Result<(), sqlx::Error> {
    if !rows.is_empty() {
        sqlx::query(statement).bind(Value::from(rows).to_string()).execute(connection).await?;
    }
    Ok(())
}

/// Where a vote is in the log, from the columns of its number, salt and hash.
fn entry(row: &SqliteRow) -> Result<Option<VoteEntry>, sqlx::Error> {
    let (Some(index), Some(salt)) = (row.try_get::<Option<i64>, _>(6)?, row.try_get::<Option<Vec<u8>>, _>(7)?) else {
        return Ok(None);
    };
    let index = u64::try_from(index).unwrap_or(0);
    Ok(Some(VoteEntry { index, salt: columns::salt(salt)?, hash: columns::hash(row.try_get(8)?)? }))
}
