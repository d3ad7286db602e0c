//! Work that is done in turns for as long as the server runs.

use std::time::Duration;

use hustings_store::StoreError;
use tokio::time::{MissedTickBehavior, interval};

/// Takes a `turn` as often as `every` says. While the database is away the log says `away`, once.
pub(crate) async fn take<Turn: Future<Output = Result<(), StoreError>>>(
    every: Duration,
    away: &str,
    turn: impl Fn() -> Turn,
) {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut has_failed = false;
    loop {
        ticks.tick().await;
        let turn = turn().await;
        if let Err(error) = &turn
            && !has_failed
        {
            tracing::warn!(%error, "{away}");
        }
        has_failed = turn.is_err();
    }
}
