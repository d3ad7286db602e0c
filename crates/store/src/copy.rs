//! `hustings copy`: the votes of one database into another, of the same kind or not.

use anyhow::{Context, anyhow, bail, ensure};
use hustings_domain::Clock;
use sqlx::{Connection, Database};

use crate::{
    open::{Opened, Place, is_postgres, open_any},
    postgres::{self, PostgresTuning},
    sql::{Sql, copy as rows},
    sqlite,
};

/// What a copy has brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Votes, over all polls.
    pub votes: u64,
    /// Ratings, over all articles.
    pub ratings: u64,
    /// Where they are now.
    pub place: Place,
}

/// Copies everything from the database `from` into `to`, which is new or has the beginning of the same copy, and checks it. Nobody
/// may write to either meanwhile. What was begun and not ended is no database that is served.
///
/// # Errors
/// One clear sentence when one of them cannot be opened, `to` has votes already, or the copy is not what it was copied from.
pub async fn copy(from: &str, to: &str) -> anyhow::Result<Copied> {
    let existing = PostgresTuning { migrates: false, ..PostgresTuning::default() };
    let from_url = match is_postgres(from) || from.contains('?') {
        true => from.to_owned(),
        false => format!("{from}?mode=rw"),
    };
    let source = open_any(&from_url, Clock::system(), existing).await?;
    if let Some(other) = source.store.fact(rows::COPYING).await? {
        bail!("the database {} is itself the beginning of a copy from {other}; end that one first", source.place);
    }
    let keys = source.store.fact("keys").await?.unwrap_or_default();
    let mark = format!("{} {keys}", source.place);
    source.store.close().await;
    let target = open_any(to, Clock::system(), PostgresTuning::default()).await?;
    let begun = begin(&target, &source.place, &mark).await;
    target.store.close().await;
    begun?;
    drop(target.store);

    let checked = match (is_postgres(from), is_postgres(to)) {
        (false, false) => between(sqlite::connect(from).await?, sqlite::connect(to).await?).await,
        (false, true) => between(sqlite::connect(from).await?, postgres::connect(to).await?).await,
        (true, false) => between(postgres::connect(from).await?, sqlite::connect(to).await?).await,
        (true, true) => between(postgres::connect(from).await?, postgres::connect(to).await?).await,
    };
    let checked = checked.map_err(|error| anyhow!("{error}; run the same command again to go on"));
    match checked.with_context(|| format!("the copy into {} was broken off", target.place))? {
        Ok((votes, ratings)) => Ok(Copied { votes, ratings, place: target.place }),
        Err(fault) => bail!(
            "the copy in {} is not what it was copied from, and will not be served: {fault}; stop all servers, empty it, and \
             run the command again",
            target.place
        ),
    }
}

/// Marks `target` as the beginning of this copy.
async fn begin(target: &Opened, from: &Place, mark: &str) -> anyhow::Result<()> {
    let Opened { store, place, .. } = target;
    ensure!(place != from, "the database {place} cannot be copied into itself");
    match store.fact(rows::COPYING).await? {
        Some(begun) if begun == mark => return Ok(()),
        Some(begun) => bail!(
            "the database {place} has the beginning of another copy, from {}; empty it first",
            begun.split(' ').next().unwrap_or_default()
        ),
        None => {}
    }
    let subjects = store.subjects().await?;
    let is_new = subjects.polls.is_empty() && subjects.articles.is_empty() && store.fact("keys").await?.is_none();
    ensure!(is_new, "the database {place} is in use already; give one that is new");
    Ok(store.set_fact(rows::COPYING, mark).await?)
}

async fn between<F, T>(mut from: F, mut to: T) -> Result<rows::Checked, sqlx::Error>
where
    F: Sql + Connection,
    F::Database: Database<Connection = F>,
    T: Sql + Connection,
    T::Database: Database<Connection = T>,
{
    let mut reading = from.begin_with(F::STATEMENTS.begin_reading).await?;
    let checked = rows::copy(&mut *reading, &mut to).await?;
    drop(reading);
    to.close().await?;
    Ok(checked)
}
