//! `cargo xtask bench ranking`: how long the count of a ranking takes, from the database's rows to the last round, with so many
//! ballots of so many options, all of them in an order that is as good as random. The third argument may be the URL of a database.

#[path = "votes/arguments.rs"]
mod arguments;

use std::{
    env,
    error::Error,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::{Duration, Instant},
};

use arguments::numbers;
use hustings_domain::{Clock, RankedVotes};
use hustings_store::{Mutation, StoreError};
use tokio::task::JoinSet;

const WHAT_TO_GIVE: &str = "give how many ballots, of how many options, both above zero, and the URL of a database, or the first of \
    these: cargo xtask bench ranking 100000 12 sqlite:votes.db";
/// How often it is counted.
const COUNTS: usize = 9;
/// Votes that wait at once while ballots are put in.
const AT_ONCE: usize = 256;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [ballots, options] = numbers(WHAT_TO_GIVE, [100_000, 12], 3);
    let folder = tempfile::tempdir_in(".")?;
    let file = format!("sqlite:{}", folder.path().join("votes.db").display());
    let store = hustings_store::open(&env::args().nth(3).unwrap_or(file), Clock::system()).await?.store;
    let ids: Arc<[String]> = (0..options).map(|option| format!("option-{option}")).collect();
    let mut voters = JoinSet::new();
    for first in 0..AT_ONCE {
        let (store, ids) = (Arc::clone(&store), Arc::clone(&ids));
        voters.spawn(async move {
            for ballot in (first..ballots).step_by(AT_ONCE) {
                store.apply(Mutation::seeded_vote("bench", order(&ids, ballot))).await?;
            }
            Ok::<_, StoreError>(())
        });
    }
    while let Some(ended) = voters.join_next().await {
        ended??;
    }
    let (mut reading, mut counting, mut rounds) = (Vec::new(), Vec::new(), 0);
    for _ in 0..COUNTS {
        let begun = Instant::now();
        let read = store.ballots("bench").await?;
        reading.push(begun.elapsed());
        let begun = Instant::now();
        let mut votes = RankedVotes::new(ids.iter().map(String::as_str));
        for order in read.votes() {
            votes.add(order, 1);
        }
        rounds = votes.count(read.seed).len();
        counting.push(begun.elapsed());
    }
    println!("{ballots} ballots of {options} options, {rounds} rounds; median and range of {COUNTS} counts:");
    println!("read from the database {}, counted {}", spread(reading), spread(counting));
    Ok(())
}

/// All options, in an order of this ballot's own.
fn order(ids: &[String], ballot: usize) -> Vec<String> {
    let mut order = ids.to_vec();
    order.sort_by_cached_key(|id| {
        let mut hasher = DefaultHasher::new();
        (ballot, id).hash(&mut hasher);
        hasher.finish()
    });
    order
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let [least, median, most] = [0, times.len() / 2, times.len() - 1].map(|at| times[at].as_secs_f64() * 1_000.0);
    format!("{median:.0} ms ({least:.0} to {most:.0})")
}
