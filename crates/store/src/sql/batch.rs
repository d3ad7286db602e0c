//! One batch in one transaction: load what it touches, let the batch state decide, save what changed.

use std::collections::{BTreeMap, BTreeSet};

use hustings_domain::{Forced, ReaderKey, ReaderKeys};
use serde_json::{Value, json};

use super::{Columns, Sql, Value as Bound, closings, columns, log, read};
use crate::{
    aliases::Aliases,
    batch_state::{AsideRow, BatchClosings, BatchState, DECIDED_AT_ONCE, RowKey, StarRow, VoteRow},
    mutation::Mutation,
    types::{PollTally, Provenance, VoteEntry},
};

/// Loads the rows that `mutations` touch.
pub(crate) async fn load<'a, C: Sql>(
    connection: &mut C,
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
        for row in connection.rows(C::STATEMENTS.load_votes, &[Bound::Text(&votes)]).await? {
            let (key, vote) = vote(&row)?;
            state.votes.insert(key, vote);
        }
        for row in connection.rows(C::STATEMENTS.load_asides, &[Bound::Text(&votes)]).await? {
            let (key, vote) = vote(&row)?;
            state.asides.insert(key, AsideRow { vote, reason: row.text(12)? });
        }
    }
    for (poll, day) in deciding {
        let most = i64::try_from(DECIDED_AT_ONCE).unwrap_or(i64::MAX);
        let rows = connection
            .rows(C::STATEMENTS.load_decided, &[Bound::Text(poll), Bound::OptionalInteger(day), Bound::Integer(most)])
            .await?;
        for row in rows {
            let (key, vote) = vote(&row)?;
            state.asides.insert(key, AsideRow { vote, reason: row.text(12)? });
        }
    }
    if !setting.is_empty() {
        for row in connection.rows(C::STATEMENTS.count_asides, &[Bound::Text(&json!(setting).to_string())]).await? {
            state.aside_counts.insert(row.text(0)?, columns::count(&row, 1)?);
        }
    }
    if !polls.is_empty() {
        state.log.ends = log::ends(connection, &polls).await?;
        for row in connection.rows(C::STATEMENTS.load_polls, &[Bound::Text(&json!(polls).to_string())]).await? {
            let forced = row.optional_text(3)?;
            let tally = PollTally {
                voters: columns::count(&row, 1)?,
                number: columns::count(&row, 2)?,
                forced: forced.as_deref().and_then(Forced::parse),
                votes: columns::json(&row.text(4)?)?,
            };
            state.polls.insert(row.text(0)?, tally);
        }
    }
    if !stars.is_empty() {
        for row in connection.rows(C::STATEMENTS.load_stars, &[Bound::Text(&Value::from(stars).to_string())]).await? {
            let rating = StarRow { stars: columns::stars(&row, 2)?, cast_on: row.integer(3)? };
            state.stars.insert((row.text(0)?, columns::key(row.bytes(1)?)?), rating);
        }
        for row in connection.rows(C::STATEMENTS.load_ratings, &[Bound::Text(&json!(ratings).to_string())]).await? {
            let (article, tally) = read::rating_row(&row)?;
            state.ratings.insert(article, tally);
        }
    }
    Ok(state)
}

/// A vote with its key, from the columns of its poll on.
fn vote(row: &impl Columns) -> Result<(RowKey, VoteRow), sqlx::Error> {
    let vote = VoteRow {
        options: columns::json(&row.text(2)?)?,
        words: row.optional_text(9)?,
        provenance: Provenance { partner: row.optional_text(3)?, lang: row.optional_text(4)? },
        cast_on: row.integer(5)?,
        entry: entry(row)?,
        said_before: row.optional_text(10)?.map(|before| columns::json(&before)).transpose()?,
        said_after: row.integer(11)? > 0,
    };
    Ok(((row.text(0)?, columns::key(row.bytes(1)?)?), vote))
}

/// Those of `keys` that lead to another, each with that one.
async fn aliases<C: Sql>(
    connection: &mut C,
    keys: &[ReaderKey],
) -> Result<BTreeMap<ReaderKey, ReaderKey>, sqlx::Error> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let keys = columns::hex_list(keys.iter().copied());
    let rows = connection.rows(C::STATEMENTS.load_aliases, &[Bound::Text(&keys)]).await?;
    rows.iter().map(|row| Ok((columns::key(row.bytes(0)?)?, columns::key(row.bytes(1)?)?))).collect()
}

/// How many aliases lead to each of `owners` that has some.
async fn sizes<C: Sql>(
    connection: &mut C,
    owners: &BTreeSet<ReaderKey>,
) -> Result<BTreeMap<ReaderKey, usize>, sqlx::Error> {
    if owners.is_empty() {
        return Ok(BTreeMap::new());
    }
    let owners = columns::hex_list(owners.iter().copied());
    let rows = connection.rows(C::STATEMENTS.count_aliases, &[Bound::Text(&owners)]).await?;
    let size = |count| usize::try_from(count).unwrap_or(usize::MAX);
    rows.iter().map(|row| Ok((columns::key(row.bytes(0)?)?, size(columns::count(row, 1)?)))).collect()
}

/// Saves what changed in the batch state.
pub(crate) async fn save<C: Sql>(connection: &mut C, state: &BatchState) -> Result<(), sqlx::Error> {
    let names = |keys: Vec<&RowKey>| {
        keys.into_iter().map(|(subject, reader)| json!([subject, hex::encode(reader.0)])).collect()
    };
    let aliases = state.aliases.rows();
    let aliases: Vec<Value> =
        aliases.iter().map(|(alias, owner)| json!([hex::encode(alias.0), hex::encode(owner.0)])).collect();
    write(connection, C::STATEMENTS.move_aliases, aliases.clone()).await?;
    write(connection, C::STATEMENTS.save_aliases, aliases).await?;

    let (kept, gone) = state.vote_rows();
    let kept = kept.into_iter().map(|((poll, reader), vote)| {
        let VoteRow { options, words, provenance: Provenance { partner, lang }, cast_on, entry, .. } = vote;
        let (entry, (before, after)) = (entry.map(|entry| entry.index), said(vote));
        let options = json!(options).to_string();
        json!([poll, hex::encode(reader.0), options, partner, lang, cast_on, entry, words, before, after])
    });
    write(connection, C::STATEMENTS.save_votes, kept.collect()).await?;
    write(connection, C::STATEMENTS.drop_votes, names(gone)).await?;
    log::add(connection, &state.log).await?;

    // A vote that is set aside anew is in another entry than before.
    let (kept, gone) = state.aside_rows();
    let all: Vec<&RowKey> = kept.iter().map(|(key, _)| *key).chain(gone).collect();
    write(connection, C::STATEMENTS.drop_asides, names(all)).await?;
    let kept = kept.into_iter().map(|((poll, reader), AsideRow { vote, reason })| {
        let VoteRow { options, words, provenance: Provenance { partner, lang }, cast_on, entry, .. } = vote;
        let (entry, (before, after)) = (entry.map_or(0, |entry| entry.index), said(vote));
        let options = json!(options).to_string();
        json!([poll, hex::encode(reader.0), options, partner, lang, cast_on, entry, reason, words, before, after])
    });
    write(connection, C::STATEMENTS.save_asides, kept.collect()).await?;

    let (kept, gone) = state.star_rows();
    let kept = kept
        .into_iter()
        .map(|((article, reader), StarRow { stars, cast_on })| json!([article, hex::encode(reader.0), stars, cast_on]));
    write(connection, C::STATEMENTS.save_stars, kept.collect()).await?;
    write(connection, C::STATEMENTS.drop_stars, names(gone)).await?;

    let polls = state.poll_rows();
    let heads = polls
        .iter()
        .map(|(poll, t)| json!([poll, t.voters, t.number, t.forced.map(Forced::as_str), json!(t.votes).to_string()]));
    write(connection, C::STATEMENTS.save_polls, heads.collect()).await?;
    if let (Some(drop), Some(save)) = (C::STATEMENTS.drop_options, C::STATEMENTS.save_options) {
        write(connection, drop, polls.iter().map(|(poll, _)| json!([poll])).collect()).await?;
        let votes = |(poll, t): &(&String, &PollTally)| -> Vec<Value> {
            t.votes.iter().map(|(id, votes)| json!([poll, id, votes])).collect()
        };
        write(connection, save, polls.iter().flat_map(votes).collect()).await?;
    }

    let BatchClosings { new, ended } = &state.closings;
    let ended = ended.iter().map(|(poll, at)| json!([poll, at.unix()])).collect();
    write(connection, C::STATEMENTS.end_closings, ended).await?;
    write(connection, C::STATEMENTS.save_closings, new.iter().map(closings::row).collect()).await?;

    let ratings = state.rating_rows();
    let ratings = ratings.iter().map(|(article, t)| json!([article, json!(t.histogram).to_string(), t.number]));
    write(connection, C::STATEMENTS.save_ratings, ratings.collect()).await
}

/// The columns of what a poll that asks twice was answered before reading, and whether after.
fn said(vote: &VoteRow) -> (Option<String>, u8) {
    (vote.said_before.as_ref().map(|options| json!(options).to_string()), u8::from(vote.said_after))
}

async fn write(connection: &mut impl Sql, statement: &'static str, rows: Vec<Value>) -> Result<(), sqlx::Error> {
    if !rows.is_empty() {
        connection.run(statement, &[Bound::Text(&Value::from(rows).to_string())]).await?;
    }
    Ok(())
}

/// Where a vote is in the log, from the columns of its number, salt and hash.
fn entry(row: &impl Columns) -> Result<Option<VoteEntry>, sqlx::Error> {
    let (Some(index), Some(salt)) = (row.optional_integer(6)?, row.optional_bytes(7)?) else {
        return Ok(None);
    };
    let index = u64::try_from(index).unwrap_or(0);
    Ok(Some(VoteEntry { index, salt: columns::salt(salt)?, hash: columns::hash(row.bytes(8)?)? }))
}
