//! Votes straight into a database.

use std::{error::Error, sync::Arc, time::Instant};

use hustings_domain::Clock;
use hustings_store::Mutation;
use tokio::task::JoinSet;

/// Casts so many votes, each of another reader, of which so many wait at once; the seconds until all are durable.
pub(crate) async fn cast(database: &str, votes: usize, places: usize) -> Result<f64, Box<dyn Error>> {
    let store = hustings_store::open(database, Clock::system()).await?.store;
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
    Ok(began.elapsed().as_secs_f64())
}
