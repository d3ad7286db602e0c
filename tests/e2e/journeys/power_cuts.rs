//! The short form of `cargo xtask bench kill`.

use anyhow::{Result, ensure};
use hustings_e2e::kill;

#[tokio::test(flavor = "multi_thread")]
async fn no_vote_is_lost_or_doubled_by_power_cuts() -> Result<()> {
    let account = kill(5).await?;
    ensure!(account.kills == 5 && account.acknowledged > 100, "{account:?}");
    Ok(())
}
