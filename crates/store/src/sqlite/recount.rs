//! Recounts all votes and compares them with the tallies, in one transaction.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Connection, Row, SqliteConnection};

use super::columns;
use crate::types::Difference;

/// Every count by its name: poll and option, poll alone (its voters), or article and stars.
type Counts = BTreeMap<(&'static str, String, String), u64>;

const COUNTED: &str = "
    SELECT 'option', v.poll, j.value, count(*) FROM vote v, json_each(v.options) j GROUP BY 2, 3
    UNION ALL SELECT 'voters', poll, '', count(*) FROM vote GROUP BY 2
    UNION ALL SELECT 'stars', article, CAST(stars AS TEXT), count(*) FROM rating GROUP BY 2, 3";
const TALLIED: &str = "
    SELECT 'option', poll, option, votes FROM option_tally WHERE votes > 0
    UNION ALL SELECT 'voters', poll, '', voters FROM poll_tally WHERE voters > 0
    UNION ALL SELECT 'stars', article, CAST(j.key + 1 AS TEXT), j.value
              FROM rating_tally t, json_each(t.histogram) j WHERE j.value > 0";

/// Replaces the tallies by the sums of the votes, and increments their numbers.
const REPAIR: [&str; 6] = [
    "INSERT INTO poll_tally (poll, voters, number) SELECT DISTINCT poll, 0, 0 FROM vote WHERE true
     ON CONFLICT DO NOTHING",
    "DELETE FROM option_tally",
    "INSERT INTO option_tally (poll, option, votes)
     SELECT v.poll, j.value, count(*) FROM vote v, json_each(v.options) j GROUP BY 1, 2",
    "UPDATE poll_tally SET number = number + 1, voters = (SELECT count(*) FROM vote v WHERE v.poll = poll_tally.poll)",
    "INSERT INTO rating_tally (article, histogram, number) SELECT DISTINCT article, '[0,0,0,0,0]', 0 FROM rating
     WHERE true ON CONFLICT DO NOTHING",
    "UPDATE rating_tally SET number = number + 1, histogram = (
       SELECT json_array(count(*) FILTER (WHERE stars = 1), count(*) FILTER (WHERE stars = 2), count(*) FILTER (WHERE stars = 3), count(*) FILTER (WHERE stars = 4), count(*) FILTER (WHERE stars = 5))
       FROM (SELECT stars FROM rating r WHERE r.article = rating_tally.article))",
];

pub(super) async fn recount(connection: &mut SqliteConnection, repair: bool) -> Result<Vec<Difference>, sqlx::Error> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let counted = counts(&mut transaction, COUNTED).await?;
    let tallied = counts(&mut transaction, TALLIED).await?;
    let names: BTreeSet<_> = counted.keys().chain(tallied.keys()).collect();
    let of = |counts: &Counts, name| counts.get(name).copied().unwrap_or(0);
    let differences: Vec<Difference> = names
        .into_iter()
        .map(|name| Difference { what: described(name), tallied: of(&tallied, name), counted: of(&counted, name) })
        .filter(|difference| difference.tallied != difference.counted)
        .collect();
    if repair && !differences.is_empty() {
        for statement in REPAIR {
            sqlx::query(statement).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
    }
    Ok(differences)
}

async fn counts(connection: &mut SqliteConnection, statement: &'static str) -> Result<Counts, sqlx::Error> {
    let rows = sqlx::query(statement).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let kind = match row.try_get::<&str, _>(0)? {
                "option" => "option",
                "voters" => "voters",
                _ => "stars",
            };
            Ok(((kind, row.try_get(1)?, row.try_get(2)?), columns::count(row, 3)?))
        })
        .collect()
}

fn described((kind, subject, part): &(&'static str, String, String)) -> String {
    match *kind {
        "option" => format!("poll {subject}, option {part}"),
        "voters" => format!("poll {subject}, voters"),
        _ => format!("article {subject}, ratings of {part}"),
    }
}
