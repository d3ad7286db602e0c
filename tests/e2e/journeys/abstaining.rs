//! "Only show me the results": a reader who does not want to vote sees how the others have, and may still vote.

use anyhow::{Result, ensure};
use hustings_e2e::{Engine, Options, World, journey};

use crate::{
    embedding::{is_ready, page_with, reader_on},
    steps::{api, marks, reader_with, says, shows, vote},
};

const ID: &str = "leap-second";
const PAGE: &str = "/en/polls/leap-second";
const OTHER_BUTTON: &str = ".poll-card__withdraw";
const LOOKED: &str = "You only looked at the results.";
/// 41, 17, 26 and 52 of 136.
const FIGURES: [&str; 4] = ["41 (30%)", "17 (13%)", "26 (19%)", "52 (38%)"];

/// Voters by the API, which is no secret while results are hidden.
async fn voters(world: &World) -> Result<u64> {
    let poll = api(world, "/api/v1/polls/leap-second?lang=en").await?;
    poll["voters"].as_u64().ok_or_else(|| anyhow::anyhow!("no voters in {poll}"))
}

async fn looks_and_votes_later(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { still: true, ..Options::with(engine) }, PAGE).await?;
        shows(&reader, ID, &["", "", "", ""]).await?;
        reader.click_named(OTHER_BUTTON, "Only show me the results").await?;
        says(&reader, ID, LOOKED).await?;
        shows(&reader, ID, &FIGURES).await?;
        reader.sees(".poll-card__voters", "136 readers have voted · 13 readers only looked").await?;
        reader.is_accessible_by_night_and_day("a poll that was only looked at").await?;
        ensure!(voters(world).await? == 136, "who only looks is no voter");
        reader.reload().await?;
        reader.comes_alive().await?;
        says(&reader, ID, LOOKED).await?;
        shows(&reader, ID, &FIGURES).await?;
        ensure!(!reader.find(OTHER_BUTTON).await?.is_displayed().await?, "there is no vote to withdraw");

        reader.click_named("a.poll-card__facts", "How this result came about").await?;
        reader.click_named(".passport__form button", "Check now").await?;
        reader.sees(".passport__said", "You only looked: entry").await?;
        reader.sees(".passport__said", "The log is whole").await?;
        reader.sees(".passport__said", "Voters: 136.").await?;

        reader.goto(PAGE).await?;
        reader.comes_alive().await?;
        vote(&reader, ID, &["earth"]).await?;
        marks(&reader, ID, &["earth"]).await?;
        reader.sees(".poll-card__voters", "137 readers have voted · 12 readers only looked").await?;
        reader.click_named(OTHER_BUTTON, "Withdraw my vote").await?;
        says(&reader, ID, "Your vote has been withdrawn").await?;
        shows(&reader, ID, &["", "", "", ""]).await?;
        reader.click_named(OTHER_BUTTON, "Only show me the results").await?;
        says(&reader, ID, LOOKED).await?;
        shows(&reader, ID, &FIGURES).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_only_looks_and_votes_later_in_chromium() {
    looks_and_votes_later(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_only_looks_and_votes_later_in_firefox() {
    looks_and_votes_later(Engine::Firefox).await;
}

async fn looks_without_scripts(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::with(engine) }).await?;
        reader.goto("/ar/polls/leap-second").await?;
        reader.click_named(OTHER_BUTTON, "عرض النتائج فقط").await?;
        reader.sees(".poll-card__status", "اكتفيت بالاطلاع على النتائج.").await?;
        reader.sees(".poll-card__voters", "اكتفى 13 قارئًا بالاطلاع").await?;
        reader.goto("/en/me").await?;
        reader.sees(".held-page", LOOKED).await?;
        reader.goto(PAGE).await?;
        shows(&reader, ID, &FIGURES).await?;
        reader.click("label:has(> input[value='earth'])").await?;
        reader.click(".poll-card__send").await?;
        reader.sees(".poll-option--mine", "The Earth").await?;
        reader.sees(".poll-card__voters", "137 readers have voted · 12 readers only looked").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_only_looks_without_scripts_in_chromium() {
    looks_without_scripts(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_only_looks_without_scripts_in_firefox() {
    looks_without_scripts(Engine::Firefox).await;
}

async fn looks_in_a_frame(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "looking", "<hustings-poll poll=leap-second></hustings-poll>");
        let reader = reader_on(world, Options::with(engine), &page).await?;
        reader
            .within_frame("hustings-poll", async || {
                is_ready(&reader).await?;
                shows(&reader, ID, &["", "", "", ""]).await?;
                reader.click_named(OTHER_BUTTON, "Only show me the results").await?;
                says(&reader, ID, LOOKED).await?;
                shows(&reader, ID, &FIGURES).await?;
                reader.sees(".poll-card__voters", "136 readers have voted · 13 readers only looked").await
            })
            .await?;
        ensure!(voters(world).await? == 136, "who only looks is no voter");
        reader.reload().await?;
        reader
            .within_frame("hustings-poll", async || {
                is_ready(&reader).await?;
                says(&reader, ID, LOOKED).await?;
                shows(&reader, ID, &FIGURES).await?;
                vote(&reader, ID, &["earth"]).await?;
                marks(&reader, ID, &["earth"]).await?;
                reader.sees(".poll-card__voters", "137 readers have voted · 12 readers only looked").await
            })
            .await?;
        ensure!(voters(world).await? == 137, "who votes later is a voter");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_only_looks_in_a_frame_and_votes_later_in_chromium() {
    looks_in_a_frame(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_only_looks_in_a_frame_and_votes_later_in_firefox() {
    looks_in_a_frame(Engine::Firefox).await;
}

/// In a quiz that is an answer for good: whoever looks is told what is right.
#[tokio::test(flavor = "multi_thread")]
async fn who_only_looks_at_a_quiz_gives_no_answer_later() {
    journey(&[], async |world: &mut World| {
        world.server.edit("polls/study-guess.toml", |text| format!("abstain = true\n{text}")).await?;
        let reader = reader_with(world, Options::default(), "/en/polls/study-guess").await?;
        reader.click_named(OTHER_BUTTON, "Only show me the results").await?;
        says(&reader, "study-guess", LOOKED).await?;
        reader.sees(".poll-card__explanation", "Whatever is fetched from memory").await?;
        ensure!(
            !reader.find(".poll-card__explanation").await?.text().await?.contains("That "),
            "no answer is right or wrong"
        );
        ensure!(!reader.find(".poll-card__send").await?.is_displayed().await?, "there is a button to vote");
        Ok(())
    })
    .await;
}

/// Without a network it waits as a vote does, over a reload.
#[tokio::test(flavor = "multi_thread")]
async fn that_a_reader_only_looks_is_sent_once_it_can_be() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::default(), PAGE).await?;
        reader.block(&["*/api/v1/polls/leap-second/vote*"]).await?;
        reader.expect_error("/api/v1/");
        reader.click_named(OTHER_BUTTON, "Only show me the results").await?;
        says(&reader, ID, "Not sent yet.").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        says(&reader, ID, "Not sent yet.").await?;
        reader.block(&[]).await?;
        says(&reader, ID, LOOKED).await?;
        shows(&reader, ID, &FIGURES).await
    })
    .await;
}
