//! Polls that are not open, or do not show their results at once, or are final.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{World, journey};

use crate::steps::{figures, marks, reader_at, says, send, shows, tick, vote};

const HIDDEN: [&str; 4] = ["", "", "", ""];

#[tokio::test(flavor = "multi_thread")]
async fn results_after_the_vote_are_hidden_before_it() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/leap-second").await?;
        reader.sees(".poll-card__results", "Results are shown once you have voted").await?;
        shows(&reader, "leap-second", &HIDDEN).await?;
        let page = reader.source().await?;
        ensure!(!page.contains("tally-bar__fill\" width=\"38%\""), "the served page tells what it hides");
        vote(&reader, "leap-second", &["earth"]).await?;
        // 42, 17, 26 and 52 of 137.
        shows(&reader, "leap-second", &["42 (31%)", "17 (12%)", "26 (19%)", "52 (38%)"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_after_closing_stay_hidden_from_those_who_have_voted() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/null-results").await?;
        vote(&reader, "null-results", &["open-data"]).await?;
        marks(&reader, "null-results", &["open-data"]).await?;
        reader.sees(".poll-card__results", "Results are shown once the poll has closed").await?;
        shows(&reader, "null-results", &HIDDEN).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_poll_shows_its_results_and_takes_no_vote() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/meeting-free-day").await?;
        reader.sees(".poll-card__time", "Closed on").await?;
        // 18, 44, 61 and 7 of 130.
        shows(&reader, "meeting-free-day", &["18 (14%)", "44 (34%)", "61 (47%)", "7 (5%)"]).await?;
        for input in reader.all(".poll-option__input").await? {
            ensure!(!input.is_enabled().await?, "an answer can be chosen");
        }
        ensure!(!reader.find(".poll-card__send").await?.is_displayed().await?, "there is a button to vote");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_poll_says_when_it_opens() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/reading-the-plan").await?;
        reader.sees(".poll-card__time", "Opens in").await?;
        ensure!(!reader.find(".poll-card__send").await?.is_displayed().await?, "there is a button to vote");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_final_vote_cannot_be_changed() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/study-guess").await?;
        reader.sees(".live-badge", "Live").await?;
        vote(&reader, "study-guess", &["self-test"]).await?;
        marks(&reader, "study-guess", &["self-test"]).await?;
        reader.sees(".poll-card__results", "A vote in this poll is final").await?;
        for button in reader.all(".poll-card__actions button").await? {
            ensure!(!button.is_displayed().await?, "there is a button {:?}", button.text().await?);
        }
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, "study-guess", &["self-test"]).await
    })
    .await;
}

/// An instant this many seconds from now, as a publication file writes it.
async fn in_seconds(reader: &hustings_e2e::Browser, seconds: u32) -> Result<String> {
    let script = "return new Date(Date.now() + arguments[0] * 1000).toISOString().replace(/\\.\\d+Z/, 'Z')";
    let instant = reader.script_with(script, vec![seconds.into()]).await?;
    Ok(instant.as_str().context("a text")?.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_closes_before_the_readers_eyes_when_its_time_comes() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/night-trains").await?;
        let end = in_seconds(&reader, 25).await?;
        world
            .server
            .edit("polls/night-trains.toml", |text| {
                text.replacen("kind = \"single\"", &format!("kind = \"single\"\ncloses_at = {end}"), 1)
            })
            .await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.sees(".poll-card__time", "Closes in").await?;
        tick(&reader, "night-trains", "cabin").await?;
        reader.sees(".poll-card__time", "Closed on").await?;
        ensure!(!reader.find(".poll-card__send").await?.is_displayed().await?, "there is still a button to vote");
        ensure!(figures(&reader, "night-trains").await?[0] == "33 (31%)");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_that_an_editor_closes_refuses_the_vote_and_says_why() {
    journey(&[], async |world: &mut World| {
        // A reader to whom the news has not come yet.
        let reader = world.browser().await?;
        reader.block(&["*/events?*", "*/api/v1/polls/night-trains?*"]).await?;
        reader.expect_error("/api/v1/");
        reader.goto("/en/polls/night-trains").await?;
        reader.comes_alive().await?;
        tick(&reader, "night-trains", "cabin").await?;
        world
            .server
            .edit("polls/night-trains.toml", |text| {
                text.replacen("kind = \"single\"", "kind = \"single\"\ncloses_at = 2020-01-01T00:00:00Z", 1)
            })
            .await?;
        send(&reader, "night-trains").await?;
        says(&reader, "night-trains", "The poll has closed").await
    })
    .await;
}
