//! One batch in one transaction: load what it touches, let the batch state decide, save what changed.
//! The number of statements does not depend on the number of votes: rows travel as JSON arrays, in which bytes are
//! hexadecimal digits, since JSON knows none; `unhex` makes them again.

use hustings_domain::{Forced, ReaderKey};
use serde_json::{Value, json};
use sqlx::{Row, SqliteConnection};

use super::read;
use crate::{
    batch_state::{BatchState, RowKey},
    mutation::Mutation,
    types::PollTally,
};

const LOAD_VOTES: &str = "
    SELECT v.poll, v.reader, v.options FROM json_each($1) j
    JOIN vote v ON v.poll = j.value ->> 0 AND v.reader = unhex(j.value ->> 1)";
const LOAD_STARS: &str = "
    SELECT r.article, r.reader, r.stars FROM json_each($1) j
    JOIN rating r ON r.article = j.value ->> 0 AND r.reader = unhex(j.value ->> 1)";
const LOAD_POLLS: &str = "
    SELECT t.poll, t.voters, t.number, t.forced,
           (SELECT json_group_object(option, votes) FROM option_tally o WHERE o.poll = t.poll)
    FROM json_each($1) j JOIN poll_tally t ON t.poll = j.value";
const LOAD_RATINGS: &str = "
    SELECT t.article, t.histogram, t.number FROM json_each($1) j JOIN rating_tally t ON t.article = j.value";

// `WHERE true` keeps SQLite from taking ON CONFLICT for a join's ON.
const SAVE_VOTES: &str = "
    INSERT INTO vote (poll, reader, options, partner, lang, cast_at)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, value ->> 3, value ->> 4, $2 FROM json_each($1) WHERE true
    ON CONFLICT (poll, reader) DO UPDATE SET options = excluded.options, partner = excluded.partner,
        lang = excluded.lang, cast_at = excluded.cast_at";
const DROP_VOTES: &str = "
    DELETE FROM vote WHERE (poll, reader) IN (SELECT value ->> 0, unhex(value ->> 1) FROM json_each($1))";
const SAVE_STARS: &str = "
    INSERT INTO rating (article, reader, stars, cast_at)
    SELECT value ->> 0, unhex(value ->> 1), value ->> 2, $2 FROM json_each($1) WHERE true
    ON CONFLICT (article, reader) DO UPDATE SET stars = excluded.stars, cast_at = excluded.cast_at";
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
    mutations: impl Iterator<Item = &'a Mutation>,
) -> Result<BatchState, sqlx::Error> {
    let (mut votes, mut stars, mut polls, mut ratings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for mutation in mutations {
        match mutation {
            Mutation::CastVote { poll, reader, .. } | Mutation::WithdrawVote { poll, reader, .. } => {
                votes.push(json!([poll, hex::encode(reader.0)]));
                polls.push(poll);
            }
            Mutation::Rate { article, reader, .. } => {
                stars.push(json!([article, hex::encode(reader.0)]));
                ratings.push(article);
            }
            Mutation::ForcePoll { poll, .. } => polls.push(poll),
        }
    }
    polls.sort();
    polls.dedup();
    ratings.sort();
    ratings.dedup();

    let mut state = BatchState::default();
    if !votes.is_empty() {
        for row in sqlx::query(LOAD_VOTES).bind(Value::from(votes).to_string()).fetch_all(&mut *connection).await? {
            state.votes.insert((row.try_get(0)?, key(row.try_get(1)?)?), read::json(&row.try_get::<String, _>(2)?)?);
        }
    }
    if !polls.is_empty() {
        for row in sqlx::query(LOAD_POLLS).bind(json!(polls).to_string()).fetch_all(&mut *connection).await? {
            let forced: Option<String> = row.try_get(3)?;
            let tally = PollTally {
                voters: read::count(&row, 1)?,
                number: read::count(&row, 2)?,
                forced: forced.as_deref().and_then(Forced::parse),
                votes: read::json(&row.try_get::<String, _>(4)?)?,
            };
            state.polls.insert(row.try_get(0)?, tally);
        }
    }
    if !stars.is_empty() {
        for row in sqlx::query(LOAD_STARS).bind(Value::from(stars).to_string()).fetch_all(&mut *connection).await? {
            state.stars.insert((row.try_get(0)?, key(row.try_get(1)?)?), row.try_get(2)?);
        }
        for row in sqlx::query(LOAD_RATINGS).bind(json!(ratings).to_string()).fetch_all(&mut *connection).await? {
            let (article, tally) = read::rating_row(&row)?;
            state.ratings.insert(article, tally);
        }
    }
    Ok(state)
}

/// Saves what changed in the batch state, at `now` in seconds since 1970.
pub(super) async fn save(connection: &mut SqliteConnection, state: &BatchState, now: i64) -> Result<(), sqlx::Error> {
    let names = |keys: Vec<&RowKey>| {
        keys.into_iter().map(|(subject, reader)| json!([subject, hex::encode(reader.0)])).collect()
    };
    let (kept, gone) = state.vote_rows();
    let kept = kept.into_iter().map(|(key, options)| {
        let (poll, reader) = key;
        let from = state.provenance(key);
        json!([poll, hex::encode(reader.0), json!(options).to_string(), from.partner, from.lang])
    });
    write(connection, SAVE_VOTES, kept.collect(), Some(now)).await?;
    write(connection, DROP_VOTES, names(gone), None).await?;

    let (kept, gone) = state.star_rows();
    let kept = kept.into_iter().map(|((article, reader), stars)| json!([article, hex::encode(reader.0), stars]));
    write(connection, SAVE_STARS, kept.collect(), Some(now)).await?;
    write(connection, DROP_STARS, names(gone), None).await?;

    let polls = state.poll_rows();
    let heads = polls.iter().map(|(poll, t)| json!([poll, t.voters, t.number, t.forced.map(Forced::as_str)]));
    write(connection, SAVE_POLLS, heads.collect(), None).await?;
    write(connection, DROP_OPTIONS, polls.iter().map(|(poll, _)| json!([poll])).collect(), None).await?;
    let options = polls.iter().flat_map(|(poll, t)| t.votes.iter().map(move |(id, votes)| json!([poll, id, votes])));
    write(connection, SAVE_OPTIONS, options.collect(), None).await?;

    let ratings = state.rating_rows();
    let ratings = ratings.iter().map(|(article, t)| json!([article, json!(t.histogram).to_string(), t.number]));
    write(connection, SAVE_RATINGS, ratings.collect(), None).await
}

async fn write(
    connection: &mut SqliteConnection,
    statement: &'static str,
    rows: Vec<Value>,
    now: Option<i64>,
) -> Result<(), sqlx::Error> {
    if rows.is_empty() {
        return Ok(());
    }
    let query = sqlx::query(statement).bind(Value::from(rows).to_string());
    let query = match now {
        Some(now) => query.bind(now),
        None => query,
    };
    query.execute(connection).await?;
    Ok(())
}

fn key(bytes: Vec<u8>) -> Result<ReaderKey, sqlx::Error> {
    let bytes = bytes.try_into().map_err(|_| sqlx::Error::Decode("a reader's key has 16 bytes".into()))?;
    Ok(ReaderKey(bytes))
}
