//! Reads. Each is one statement, or within one transaction, and so a consistent snapshot.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{Breakdown, Forced, ReaderKeys, abstention, join_words};

use super::{
    Columns, Sql, Value as Bound,
    columns::{self, count, hex_list, json},
};
use crate::{
    flows::Flow,
    types::{
        AsideVote, Ballots, PollRecord, PollStanding, PollTally, Provenance, RatingRecord, RatingTally, VoteEntry,
    },
};

/// Votes that are read at once: databases have a longest text.
const BALLOTS: i64 = 100_000;
const FIRST_VOTE: &str =
    "SELECT hash FROM vote_log WHERE poll = $1 AND kind IN ('cast', 'count') ORDER BY number LIMIT 1";

pub(super) async fn poll<C: Sql>(
    connection: &mut C,
    poll: &str,
    reader: Option<&ReaderKeys>,
) -> Result<PollRecord, sqlx::Error> {
    let keys = reader.map(|reader| hex_list(reader.all()));
    let values = [Bound::Text(poll), Bound::OptionalText(keys.as_deref())];
    let row = one(connection, C::STATEMENTS.poll, &values).await?;
    let forced = row.optional_text(2)?;
    let tally = PollTally {
        voters: count(&row, 0)?,
        number: count(&row, 1)?,
        forced: forced.as_deref().and_then(Forced::parse),
        votes: json(&row.text(3)?)?,
    };
    let mine = row.optional_text(4)?.map(|text| own(&text)).transpose()?;
    let Own { my_vote, my_before, my_entry } = mine.unwrap_or_default();
    Ok(PollRecord { tally: Arc::new(tally), my_vote, my_before, my_entry, is_aside: row.truth(5)? })
}

pub(super) async fn polls<C: Sql>(connection: &mut C) -> Result<BTreeMap<String, PollStanding>, sqlx::Error> {
    let rows = connection.rows(C::STATEMENTS.polls, &[]).await?;
    let standing = |row: &C::Row| {
        let forced = row.optional_text(2)?;
        let forced = forced.as_deref().and_then(Forced::parse);
        Ok((row.text(0)?, PollStanding { voters: count(row, 1)?, forced }))
    };
    rows.iter().map(standing).collect()
}

/// A reader's own part of a [`PollRecord`].
#[derive(Default)]
struct Own {
    my_vote: Option<Vec<String>>,
    my_before: Option<Vec<String>>,
    my_entry: Option<VoteEntry>,
}

/// A reader's vote and where it is in the log, from a JSON array of options, number, salt, hash, words, what they said before reading,
/// and whether after. A vote whose entry cannot be read is still the reader's own.
fn own(text: &str) -> Result<Own, sqlx::Error> {
    type Row = (Vec<String>, Option<u64>, String, String, Option<String>, Option<Vec<String>>, u8);
    let (ids, index, salt, hash, words, my_before, said_after): Row = json(text)?;
    let my_vote = (said_after > 0).then(|| join_words(&ids, words.as_deref()));
    let bytes = |text: &str| hex::decode(text).unwrap_or_default();
    let entry = |index| {
        Some(VoteEntry { index, salt: columns::salt(bytes(&salt)).ok()?, hash: columns::hash(bytes(&hash)).ok()? })
    };
    Ok(Own { my_vote, my_before, my_entry: index.and_then(entry) })
}

/// All votes of the poll `id`. `connection` is in a transaction.
pub(super) async fn ballots<C: Sql>(connection: &mut C, id: &str) -> Result<Ballots, sqlx::Error> {
    let tally = poll(connection, id, None).await?.tally;
    let first = connection.rows(FIRST_VOTE, &[Bound::Text(id)]).await?;
    let seed = first.first().map(|row| columns::hash(row.bytes(0)?)).transpose()?.unwrap_or_default();
    let (mut lists, mut last) = (Vec::new(), Vec::new());
    loop {
        let values = [Bound::Text(id), Bound::Bytes(&last), Bound::Integer(BALLOTS)];
        let row = one(connection, C::STATEMENTS.ballots, &values).await?;
        let Some(page) = row.optional_text(0)? else { return Ok(Ballots { tally, seed, lists }) };
        lists.push(page);
        last = row.bytes(1)?;
    }
}

/// How many gave each pair of answers, before and after. `connection` is in a transaction.
pub(super) async fn flow<C: Sql>(connection: &mut C, id: &str) -> Result<Flow, sqlx::Error> {
    let number = poll(connection, id, None).await?.tally.number;
    let statement = "SELECT said_before, options, count(*) FROM vote
                     WHERE poll = $1 AND said_before IS NOT NULL AND said_after = 1 GROUP BY 1, 2";
    let rows = connection.rows(statement, &[Bound::Text(id)]).await?;
    let first = |list: String| Ok::<_, sqlx::Error>(json::<Vec<String>>(&list)?.into_iter().next().unwrap_or_default());
    let pair = |row: &C::Row| Ok((first(row.text(0)?)?, first(row.text(1)?)?, count(row, 2)?));
    Ok(Flow { number, pairs: rows.iter().map(pair).collect::<Result<_, sqlx::Error>>()? })
}

/// The words of votes that count, with how many gave the same, most first.
pub(super) async fn write_ins<C: Sql>(connection: &mut C, poll: &str) -> Result<Vec<(String, u64)>, sqlx::Error> {
    let statement =
        "SELECT words, count(*) FROM vote WHERE poll = $1 AND words IS NOT NULL GROUP BY words ORDER BY 2 DESC, 1";
    let rows = connection.rows(statement, &[Bound::Text(poll)]).await?;
    rows.iter().map(|row| Ok((row.text(0)?, count(row, 1)?))).collect()
}

pub(super) async fn asides<C: Sql>(connection: &mut C, poll: &str) -> Result<Vec<AsideVote>, sqlx::Error> {
    let statement = "SELECT entry, cast_on, reason, options, partner, lang FROM aside WHERE poll = $1 ORDER BY entry";
    let rows = connection.rows(statement, &[Bound::Text(poll)]).await?;
    let aside = |row: &C::Row| {
        Ok(AsideVote {
            entry: count(row, 0)?,
            day: row.integer(1)?,
            reason: row.text(2)?,
            options: json(&row.text(3)?)?,
            provenance: Provenance { partner: row.optional_text(4)?, lang: row.optional_text(5)? },
        })
    };
    rows.iter().map(aside).collect()
}

pub(super) async fn aside_count(connection: &mut impl Sql, poll: &str) -> Result<u64, sqlx::Error> {
    let row = one(connection, "SELECT count(*) FROM aside WHERE poll = $1", &[Bound::Text(poll)]).await?;
    count(&row, 0)
}

pub(super) async fn voters_by(
    connection: &mut impl Sql,
    poll: &str,
    by: Breakdown,
) -> Result<BTreeMap<Option<String>, u64>, sqlx::Error> {
    let statement = match by {
        Breakdown::Partner => "SELECT partner, count(*) FROM vote WHERE poll = $1 AND options <> $2 GROUP BY 1",
        Breakdown::Lang => "SELECT lang, count(*) FROM vote WHERE poll = $1 AND options <> $2 GROUP BY 1",
    };
    let abstention = serde_json::json!(abstention()).to_string();
    let rows = connection.rows(statement, &[Bound::Text(poll), Bound::Text(&abstention)]).await?;
    rows.iter().map(|row| Ok((row.optional_text(0)?, count(row, 1)?))).collect()
}

pub(crate) async fn fact(connection: &mut impl Sql, name: &str) -> Result<Option<String>, sqlx::Error> {
    let rows = connection.rows("SELECT value FROM meta WHERE name = $1", &[Bound::Text(name)]).await?;
    rows.first().map(|row| row.text(0)).transpose()
}

pub(super) async fn rating<C: Sql>(
    connection: &mut C,
    article: &str,
    reader: Option<&ReaderKeys>,
) -> Result<RatingRecord, sqlx::Error> {
    let keys = reader.map(|reader| hex_list(reader.all()));
    let values = [Bound::Text(article), Bound::OptionalText(keys.as_deref())];
    let row = one(connection, C::STATEMENTS.rating, &values).await?;
    let histogram = row.optional_text(0)?.map(|text| json(&text)).transpose()?.unwrap_or_default();
    let tally = RatingTally { histogram, number: count(&row, 1)? };
    let my_stars = row.optional_integer(2)?.and_then(|stars| u8::try_from(stars).ok());
    Ok(RatingRecord { tally, my_stars })
}

pub(super) async fn ratings(connection: &mut impl Sql) -> Result<BTreeMap<String, RatingTally>, sqlx::Error> {
    let rows = connection.rows("SELECT article, histogram, number FROM rating_tally", &[]).await?;
    rows.iter().map(rating_row).collect()
}

/// A row of article, histogram, number.
pub(crate) fn rating_row(row: &impl Columns) -> Result<(String, RatingTally), sqlx::Error> {
    let histogram = json(&row.text(1)?)?;
    Ok((row.text(0)?, RatingTally { histogram, number: count(row, 2)? }))
}

/// The only row.
pub(super) async fn one<C: Sql>(
    connection: &mut C,
    statement: &'static str,
    values: &[Bound<'_>],
) -> Result<C::Row, sqlx::Error> {
    connection.rows(statement, values).await?.pop().ok_or(sqlx::Error::RowNotFound)
}
