//! `cargo xtask bench votes`: how many votes a second a database takes on this disk, or the one whose URL is the third argument,
//! each answered once it is durable. Every voter is a new one, and as many as there are places wait at once. No HTTP.

use std::{env, error::Error, sync::Arc, time::Instant};

use hustings_domain::Clock;
use hustings_store::Mutation;
use tokio::task::JoinSet;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = env::args().skip(1).take(2).map(|argument| argument.parse::<usize>());
    let (votes, places) = (numbers.next().unwrap_or(Ok(100_000))?, numbers.next().unwrap_or(Ok(256))?);
    // Where one works, and not where temporary files are, since those may be in memory.
    let folder = tempfile::tempdir_in(".")?;
    let file = format!("sqlite:{}", folder.path().join("votes.db").display());
    let store = hustings_store::open(&env::args().nth(3).unwrap_or(file), Clock::system()).await?.store;
    let began = Instant::now();
    let mut voters = JoinSet::new();
    for place in 0..places {
        let (store, share) = (Arc::clone(&store), votes / places + usize::from(place < votes % places));
        voters.spawn(async move {
            for _ in 0..share {
                store.apply(Mutation::seeded_vote("bench", vec!["a".to_owned()])).await?;
            }
            Ok::<_, hustings_store::StoreError>(())
        });
    }
    while let Some(ended) = voters.join_next().await {
        ended??;
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{votes} votes, {places} at once: {seconds:.2} s, {:.0} votes/s", votes as f64 / seconds);
    Ok(())
}
