//! Files that are looked at again and again, beside the work of the server.

use std::time::Duration;

use tokio::{
    task::spawn_blocking,
    time::{MissedTickBehavior, interval},
};

/// Calls `look`, which blocks on the disk, now and every `period` from then on, for ever. `what` is what it looks at.
pub(crate) async fn look_every(period: Duration, what: &str, look: impl Fn() + Clone + Send + 'static) {
    let mut timer = interval(period);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        timer.tick().await;
        if let Err(error) = spawn_blocking(look.clone()).await {
            tracing::error!(%error, "{what} could not be looked at");
        }
    }
}
