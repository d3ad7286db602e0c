//! `cargo xtask bench kill`: cuts the server's power at random moments while readers vote, and compares what was
//! acknowledged with what is there. It fails at the first vote that is lost, doubled or another.

use anyhow::Result;
use hustings_e2e::kill;

/// Whether every vote is there once when the server is killed again and again.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// How often it is killed.
    #[arg(long, default_value = "200")]
    kills: usize,
}

#[tokio::main]
pub(crate) async fn run(options: Options) -> Result<()> {
    let Options { kills } = options;
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
