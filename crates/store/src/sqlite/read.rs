//! Reads. Each is one statement, and so a consistent snapshot.

use std::{collections::BTreeMap, sync::Arc};

use hustings_domain::{Forced, ReaderKeys};
use sqlx::{Row, SqliteExecutor, sqlite::SqliteRow};

use super::columns::{self, count, hex_list, json};
use crate::types::{AsideVote, Breakdown, PollRecord, PollTally, Provenance, RatingRecord, RatingTally, VoteEntry};

const POLL: &str = "
    SELECT coalesce(voters, 0), coalesce(number, 0), forced,
           (SELECT json_group_object(option, votes) FROM option_tally o WHERE o.poll = $1 AND votes > 0),
           (SELECT json_array(json(v.options), v.entry, hex(l.salt), hex(l.hash))
            FROM json_each($2) j LEFT JOIN reader_alias a ON a.alias = unhex(j.value)
            JOIN vote v ON v.poll = $1 AND v.reader = coalesce(a.reader, unhex(j.value))
            LEFT JOIN vote_log l ON l.poll = v.poll AND l.number = v.entry ORDER BY j.key LIMIT 1),
           EXISTS (SELECT 1 FROM json_each($2) j LEFT JOIN reader_alias a ON a.alias = unhex(j.value)
                   JOIN aside v ON v.poll = $1 AND v.reader = coalesce(a.reader, unhex(j.value)))
    FROM (SELECT 1) LEFT JOIN poll_tally t ON t.poll = $1";

const RATING: &str = "
    SELECT histogram, coalesce(number, 0),
           (SELECT r.stars FROM json_each($2) j LEFT JOIN reader_alias a ON a.alias = unhex(j.value)
            JOIN rating r ON r.article = $1 AND r.reader = coalesce(a.reader, unhex(j.value)) ORDER BY j.key LIMIT 1)
    FROM (SELECT 1) LEFT JOIN rating_tally t ON t.article = $1";

pub(super) async fn poll(
    database: impl SqliteExecutor<'_>,
    poll: &str,
    reader: Option<&ReaderKeys>,
) -> Result<PollRecord, sqlx::Error> {
    let row =
        sqlx::query(POLL).bind(poll).bind(reader.map(|reader| hex_list(reader.all()))).fetch_one(database).await?;
    let forced: Option<String> = row.try_get(2)?;
    let tally = PollTally {
        voters: count(&row, 0)?,
        number: count(&row, 1)?,
        forced: forced.as_deref().and_then(Forced::parse),
        votes: json(&row.try_get::<String, _>(3)?)?,
    };
    let mine = row.try_get::<Option<String>, _>(4)?.map(|text| own(&text)).transpose()?;
    let (my_vote, my_entry) = mine.map_or((None, None), |(vote, entry)| (Some(vote), entry));
    Ok(PollRecord { tally: Arc::new(tally), my_vote, my_entry, is_aside: row.try_get(5)? })
}

/// A reader's vote and where it is in the log, from a JSON array of options, number, salt and hash. A vote whose entry cannot
/// be read is still the reader's own.
fn own(text: &str) -> Result<(Vec<String>, Option<VoteEntry>), sqlx::Error> {
    let (options, index, salt, hash): (_, Option<u64>, String, String) = json(text)?;
    let bytes = |text: &str| hex::decode(text).unwrap_or_default();
    let entry = |index| {
        Some(VoteEntry { index, salt: columns::salt(bytes(&salt)).ok()?, hash: columns::hash(bytes(&hash)).ok()? })
    };
    Ok((options, index.and_then(entry)))
}

pub(super) async fn asides(database: impl SqliteExecutor<'_>, poll: &str) -> Result<Vec<AsideVote>, sqlx::Error> {
    let statement = "SELECT entry, cast_on, reason, options, partner, lang FROM aside WHERE poll = $1 ORDER BY entry";
    let rows = sqlx::query(statement).bind(poll).fetch_all(database).await?;
    let aside = |row: &SqliteRow| {
        Ok(AsideVote {
            entry: count(row, 0)?,
            day: row.try_get(1)?,
            reason: row.try_get(2)?,
            options: json(&row.try_get::<String, _>(3)?)?,
            provenance: Provenance { partner: row.try_get(4)?, lang: row.try_get(5)? },
        })
    };
    rows.iter().map(aside).collect()
}

pub(super) async fn aside_count(database: impl SqliteExecutor<'_>, poll: &str) -> Result<u64, sqlx::Error> {
    let row = sqlx::query("SELECT count(*) FROM aside WHERE poll = $1").bind(poll).fetch_one(database).await?;
    count(&row, 0)
}

pub(super) async fn voters_by(
    database: impl SqliteExecutor<'_>,
    poll: &str,
    by: Breakdown,
) -> Result<BTreeMap<Option<String>, u64>, sqlx::Error> {
    let statement = match by {
        Breakdown::Partner => "SELECT partner, count(*) FROM vote WHERE poll = $1 GROUP BY 1",
        Breakdown::Lang => "SELECT lang, count(*) FROM vote WHERE poll = $1 GROUP BY 1",
    };
    let rows = sqlx::query(statement).bind(poll).fetch_all(database).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, count(row, 1)?))).collect()
}

pub(super) async fn fact(database: impl SqliteExecutor<'_>, name: &str) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar("SELECT value FROM meta WHERE name = $1").bind(name).fetch_optional(database).await
}

pub(super) async fn rating(
    database: impl SqliteExecutor<'_>,
    article: &str,
    reader: Option<&ReaderKeys>,
) -> Result<RatingRecord, sqlx::Error> {
    let row =
        sqlx::query(RATING).bind(article).bind(reader.map(|reader| hex_list(reader.all()))).fetch_one(database).await?;
    let histogram = row.try_get::<Option<String>, _>(0)?.map(|text| json(&text)).transpose()?.unwrap_or_default();
    let tally = RatingTally { histogram, number: count(&row, 1)? };
    let my_stars = row.try_get::<Option<i64>, _>(2)?.and_then(|stars| u8::try_from(stars).ok());
    Ok(RatingRecord { tally, my_stars })
}

pub(super) async fn ratings(database: impl SqliteExecutor<'_>) -> Result<BTreeMap<String, RatingTally>, sqlx::Error> {
    let rows = sqlx::query("SELECT article, histogram, number FROM rating_tally").fetch_all(database).await?;
    rows.iter().map(rating_row).collect()
}

/// A row of article, histogram, number.
pub(super) fn rating_row(row: &SqliteRow) -> Result<(String, RatingTally), sqlx::Error> {
    let histogram = json(&row.try_get::<String, _>(1)?)?;
    Ok((row.try_get(0)?, RatingTally { histogram, number: count(row, 2)? }))
}
