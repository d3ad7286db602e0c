//! Recounts all votes and compares them with the tallies, in one transaction of whoever calls.

use std::collections::{BTreeMap, BTreeSet};

use super::{Columns, Sql, columns};
use crate::types::Difference;

/// Every count by its name: poll and option, poll alone (its voters), or article and stars.
type Counts = BTreeMap<(&'static str, String, String), u64>;

/// Every tally that is not what the votes add up to; with `repair`, corrected. `connection` is in a transaction, which is to
/// be committed.
pub(crate) async fn recount<C: Sql>(connection: &mut C, repair: bool) -> Result<Vec<Difference>, sqlx::Error> {
    let counted = counts(connection, C::STATEMENTS.counted).await?;
    let tallied = counts(connection, C::STATEMENTS.tallied).await?;
    let names: BTreeSet<_> = counted.keys().chain(tallied.keys()).collect();
    let of = |counts: &Counts, name| counts.get(name).copied().unwrap_or(0);
    let differences: Vec<Difference> = names
        .into_iter()
        .map(|name| Difference { what: described(name), tallied: of(&tallied, name), counted: of(&counted, name) })
        .filter(|difference| difference.tallied != difference.counted)
        .collect();
    if repair && !differences.is_empty() {
        for statement in C::STATEMENTS.repair {
            connection.run(statement, &[]).await?;
        }
    }
    Ok(differences)
}

async fn counts(connection: &mut impl Sql, statement: &'static str) -> Result<Counts, sqlx::Error> {
    let rows = connection.rows(statement, &[]).await?;
    rows.iter()
        .map(|row| {
            let kind = match row.text(0)?.as_str() {
                "option" => "option",
                "voters" => "voters",
                _ => "stars",
            };
            Ok(((kind, row.text(1)?, row.text(2)?), columns::count(row, 3)?))
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
