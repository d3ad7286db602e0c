//! What is stored for one reader, over all polls and articles.

use std::collections::BTreeMap;

use hustings_domain::{ReaderKey, ReaderKeys, join_words};
use serde_json::{Value, json};

use super::{Columns, Sql, Value as Bound, columns};
use crate::types::{Answered, Own, OwnRating, OwnVote, Provenance, Subjects};

pub(super) async fn subjects(connection: &mut impl Sql) -> Result<Subjects, sqlx::Error> {
    let polls =
        "SELECT poll FROM poll_tally WHERE voters > 0 UNION SELECT poll FROM aside UNION SELECT poll FROM notice";
    let polls = connection.rows(polls, &[]).await?;
    let articles = connection.rows("SELECT article FROM rating_tally", &[]).await?;
    let names = |rows: &[_]| rows.iter().map(|row: &_| Columns::text(row, 0)).collect::<Result<Vec<_>, _>>();
    Ok(Subjects { polls: names(&polls)?, articles: names(&articles)? })
}

pub(super) async fn own<C: Sql>(
    connection: &mut C,
    polls: &[(String, ReaderKeys)],
    articles: &[(String, ReaderKeys)],
) -> Result<Own, sqlx::Error> {
    let mut votes = BTreeMap::new();
    for row in connection.rows(C::STATEMENTS.own_votes, &[Bound::Text(&pairs(polls))]).await? {
        let poll = row.text(0)?;
        let ids: Vec<String> = columns::json(&row.text(1)?)?;
        let options = join_words(&ids, row.optional_text(6)?.as_deref());
        let provenance = Provenance { partner: row.optional_text(3)?, lang: row.optional_text(4)? };
        let before = row.optional_text(7)?.map(|before| columns::json(&before)).transpose()?;
        let (cast_on, is_aside) = (row.integer(2)?, row.truth(5)?);
        let vote = OwnVote { poll: poll.clone(), options, before, provenance, cast_on, is_aside };
        votes.entry(poll).or_insert(vote);
    }
    let mut ratings = BTreeMap::new();
    for row in connection.rows(C::STATEMENTS.own_ratings, &[Bound::Text(&pairs(articles))]).await? {
        let article = row.text(0)?;
        let rating = OwnRating { article: article.clone(), stars: columns::stars(&row, 1)?, cast_on: row.integer(2)? };
        ratings.entry(article).or_insert(rating);
    }
    Ok(Own { votes: votes.into_values().collect(), ratings: ratings.into_values().collect() })
}

/// Those of `readers` who have a vote that counts, each with where they have answered.
pub(super) async fn voted<C: Sql>(
    connection: &mut C,
    readers: &[(String, ReaderKey)],
) -> Result<Vec<((String, ReaderKey), Answered)>, sqlx::Error> {
    let list = Value::from_iter(readers.iter().map(|(poll, key)| json!([poll, hex::encode(key.0)]))).to_string();
    let rows = connection.rows(C::STATEMENTS.voted, &[Bound::Text(&list)]).await?;
    let answered = |row: &C::Row| {
        let answered = if row.integer(2)? > 0 { Answered::After } else { Answered::Before };
        Ok(((row.text(0)?, columns::key(row.bytes(1)?)?), answered))
    };
    rows.iter().map(answered).collect()
}

/// Each key with its poll or article.
pub(super) fn pairs(keys: &[(String, ReaderKeys)]) -> String {
    let pairs =
        keys.iter().flat_map(|(subject, reader)| reader.all().map(move |key| json!([subject, hex::encode(key.0)])));
    Value::from(pairs.collect::<Vec<_>>()).to_string()
}
