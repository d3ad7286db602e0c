//! `cargo xtask bench kill`: cuts the server's power at random moments while readers vote, and compares what was
//! acknowledged with what is there. Its argument is how often. It fails at the first vote that is lost, doubled or another.

use std::env;

use anyhow::{Context, Result};
use hustings_e2e::kill;

#[tokio::main]
async fn main() -> Result<()> {
    let kills = env::args().nth(1).context("usage: bench_kill KILLS")?.parse()?;
    println!("\n→ the server is killed {kills} times while readers vote, change their votes and withdraw them");
    let account = kill(kills).await?;
    println!(
        "\n| kills | sent | acknowledged, each there once | without an answer, arrived | without an answer, not arrived |"
    );
    println!("| --- | --- | --- | --- | --- |");
    let [kills, sent, acknowledged, arrived, lost] =
        [account.kills, account.sent, account.acknowledged, account.arrived, account.lost];
    println!("| {kills} | {sent} | {acknowledged} | {arrived} | {lost} |");
    Ok(())
}
