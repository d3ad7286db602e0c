//! What one reader does, others see.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, World, journey};

use crate::steps::{
    ARTICLE, FIGURES, FIGURES_PLUS_DIRECT, POLL, POLL_ID, counted, marks, reader_at, says, send, shows, tick, vote,
};

async fn badge(reader: &Browser, word: &str) -> Result<()> {
    reader.sees(".live-badge", word).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_moves_the_bars_in_every_other_browser() {
    journey(&[], async |world: &mut World| {
        let (one, other) = (reader_at(world, ARTICLE).await?, reader_at(world, "/ru/articles/night-trains").await?);
        other
            .holds("the stream is open", "return document.querySelector('.live-badge').dataset.status === 'live'")
            .await?;
        vote(&one, POLL_ID, &["direct"]).await?;
        shows(&one, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        other
            .holds(
                "the other browser shows 25 votes and the same bar",
                "
                const option = document.querySelectorAll('.poll-option')[2];
                return option.querySelector('.poll-option__count').textContent.includes('25')
                    && option.querySelector('.tally-bar__fill').getAttribute('width') === '23%';",
            )
            .await?;
        // Somebody else's vote is not one's own.
        marks(&other, POLL_ID, &[]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_during_a_restart_arrives_once() {
    journey(&[], async |world: &mut World| {
        let (one, other) = (reader_at(world, POLL).await?, reader_at(world, POLL).await?);
        for reader in [&one, &other] {
            badge(reader, "Live").await?;
            reader.expect_outage();
        }
        world.server.stop()?;
        badge(&other, "Reconnecting").await?;
        tick(&one, POLL_ID, "direct").await?;
        send(&one, POLL_ID).await?;
        says(&one, POLL_ID, "Not sent yet").await?;
        world.server.resume().await?;
        says(&one, POLL_ID, "Your vote has been counted").await?;
        shows(&one, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        badge(&other, "Live").await?;
        shows(&other, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 25, 21]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledged_vote_survives_a_power_cut() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        reader.expect_outage();
        vote(&reader, POLL_ID, &["direct"]).await?;
        world.server.kill();
        world.server.resume().await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 25, 21]);
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["direct"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_connection_is_shown_and_restored() {
    journey(&[], async |world: &mut World| {
        let (one, other) = (reader_at(world, POLL).await?, reader_at(world, POLL).await?);
        badge(&other, "Live").await?;
        other.expect_outage();
        other.expect_error("ERR_INTERNET_DISCONNECTED");
        other.set_offline(true).await?;
        badge(&other, "Offline").await?;
        shows(&other, POLL_ID, &FIGURES).await?;
        vote(&one, POLL_ID, &["direct"]).await?;
        other.set_offline(false).await?;
        badge(&other, "Live").await?;
        shows(&other, POLL_ID, &FIGURES_PLUS_DIRECT).await
    })
    .await;
}
