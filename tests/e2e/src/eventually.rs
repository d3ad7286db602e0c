//! Waiting for a condition, with a bound, and without guessing how long it takes.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio::time::interval;

/// How long a condition may take to become true. Much longer than it does, also on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// The first pause between two questions, and the longest: what is not true at once is asked for less and less often, since
/// every question takes the browser's time from what is waited for.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(150));

/// Asks again and again until `check` answers something, for at most [`PATIENCE`].
///
/// # Errors
/// When it has not by then: names `what`, and the last error that `check` gave.
pub async fn eventually<T>(what: &str, mut check: impl AsyncFnMut() -> Result<Option<T>>) -> Result<T> {
    let deadline = Instant::now() + PATIENCE;
    let (mut pause, longest) = PAUSES;
    let mut ticks = interval(pause);
    loop {
        ticks.tick().await;
        // An error on the way is often a page that is just being replaced.
        let reason = match check().await {
            Ok(Some(found)) => return Ok(found),
            Ok(None) => String::new(),
            Err(error) => format!(" ({error:#})"),
        };
        if Instant::now() > deadline {
            bail!("waited {} s in vain for this: {what}{reason}", PATIENCE.as_secs());
        }
        ticks.reset_after(pause);
        pause = longest.min(pause.mul_f32(1.4));
    }
}
