//! What is stored for one reader, over all polls and articles.

use std::collections::BTreeMap;

use hustings_domain::ReaderKeys;
use serde_json::{Value, json};
use sqlx::{Row, SqlitePool};

use super::columns;
use crate::types::{Own, OwnRating, OwnVote, Provenance, Subjects};

/// $1: pairs of a poll and a key in hexadecimal digits, of which the first that has a row counts.
const VOTES: &str = "
    SELECT v.poll, v.options, v.cast_on, v.partner, v.lang, v.is_aside FROM json_each($1) j
    LEFT JOIN reader_alias a ON a.alias = unhex(j.value ->> 1)
    JOIN (SELECT poll, reader, options, cast_on, partner, lang, 0 AS is_aside FROM vote
          UNION ALL SELECT poll, reader, options, cast_on, partner, lang, 1 FROM aside) v ON v.poll = j.value ->> 0 AND v.reader = coalesce(a.reader, unhex(j.value ->> 1)) ORDER BY j.key";
const RATINGS: &str = "
    SELECT r.article, r.stars, r.cast_on FROM json_each($1) j
    LEFT JOIN reader_alias a ON a.alias = unhex(j.value ->> 1)
    JOIN rating r ON r.article = j.value ->> 0 AND r.reader = coalesce(a.reader, unhex(j.value ->> 1)) ORDER BY j.key";

pub(super) async fn subjects(database: &SqlitePool) -> Result<Subjects, sqlx::Error> {
    let polls = sqlx::query_scalar("SELECT poll FROM poll_tally WHERE voters > 0 UNION SELECT poll FROM aside")
        .fetch_all(database)
        .await?;
    let articles = sqlx::query_scalar("SELECT article FROM rating_tally").fetch_all(database).await?;
    Ok(Subjects { polls, articles })
}

pub(super) async fn own(
    database: &SqlitePool,
    polls: &[(String, ReaderKeys)],
    articles: &[(String, ReaderKeys)],
) -> Result<Own, sqlx::Error> {
    let mut votes = BTreeMap::new();
    for row in sqlx::query(VOTES).bind(pairs(polls)).fetch_all(database).await? {
        let poll: String = row.try_get(0)?;
        let options = columns::json(&row.try_get::<String, _>(1)?)?;
        let provenance = Provenance { partner: row.try_get(3)?, lang: row.try_get(4)? };
        let vote =
            OwnVote { poll: poll.clone(), options, provenance, cast_on: row.try_get(2)?, is_aside: row.try_get(5)? };
        votes.entry(poll).or_insert(vote);
    }
    let mut ratings = BTreeMap::new();
    for row in sqlx::query(RATINGS).bind(pairs(articles)).fetch_all(database).await? {
        let article: String = row.try_get(0)?;
        let rating = OwnRating { article: article.clone(), stars: row.try_get(1)?, cast_on: row.try_get(2)? };
        ratings.entry(article).or_insert(rating);
    }
    Ok(Own { votes: votes.into_values().collect(), ratings: ratings.into_values().collect() })
}

fn pairs(keys: &[(String, ReaderKeys)]) -> String {
    let pairs =
        keys.iter().flat_map(|(subject, reader)| reader.all().map(move |key| json!([subject, hex::encode(key.0)])));
    Value::from(pairs.collect::<Vec<_>>()).to_string()
}
