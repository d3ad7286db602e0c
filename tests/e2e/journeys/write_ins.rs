//! An answer in a reader's own words: written, counted as one line, and seen by its reader alone.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, eventually, journey};

use crate::steps::{api, reader_with, says, shows};

const ID: &str = "meeting-length";
const PAGE: &str = "/en/polls/meeting-length";
const FIELD: &str = "#poll-meeting-length .poll-option__field";
const WORDS: &str = "Until the tea is cold";
/// 12, 47, 16, 9 and 6 of 90, and with one more of 91.
const BEFORE: [&str; 5] = ["12 (13%)", "47 (52%)", "16 (18%)", "9 (10%)", "6 (7%)"];
const AFTER: [&str; 5] = ["12 (13%)", "47 (52%)", "16 (17%)", "9 (10%)", "7 (8%)"];

/// Waits until the field holds this.
async fn holds(reader: &Browser, words: &str) -> Result<()> {
    eventually(&format!("the field holds {words:?}"), async || {
        let held = reader.find(FIELD).await?.value().await?.unwrap_or_default();
        ensure!(held == words, "it holds {held:?}");
        Ok(Some(()))
    })
    .await
}

async fn writes_an_answer(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { still: true, ..Options::with(engine) }, PAGE).await?;
        shows(&reader, ID, &BEFORE).await?;
        let field = reader.find(FIELD).await?;
        ensure!(reader.accessible_name(&field).await? == "Your own answer", "the field has no name");
        field.send_keys(format!("  {WORDS}")).await?;
        reader.is_accessible_by_night_and_day("a poll in which an answer is being written").await?;
        reader.press(Key::Enter).await?;
        says(&reader, ID, "Your vote has been counted").await?;
        shows(&reader, ID, &AFTER).await?;
        holds(&reader, WORDS).await?;
        reader.sees(".poll-option--mine", "Another answer").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        holds(&reader, WORDS).await?;

        let stranger = reader_with(world, Options::with(engine), PAGE).await?;
        shows(&stranger, ID, &AFTER).await?;
        holds(&stranger, "").await?;
        let told = api(world, "/api/v1/polls/meeting-length?lang=en").await?.to_string();
        ensure!(!told.contains(WORDS), "everybody is told: {told}");

        reader.click_named("a.poll-card__facts", "How this result came about").await?;
        reader.click_named(".passport__form button", "Check now").await?;
        reader.sees(".passport__said", "Another answer").await?;
        reader.sees(".passport__said", "The log is whole").await?;
        reader.goto("/en/me").await?;
        reader.sees(".held-page", WORDS).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_answers_in_their_own_words_in_chromium() {
    writes_an_answer(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_answers_in_their_own_words_in_firefox() {
    writes_an_answer(Engine::Firefox).await;
}

async fn writes_without_scripts(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::with(engine) }).await?;
        reader.goto("/ar/polls/meeting-length").await?;
        reader.find(FIELD).await?.send_keys("حتى يبرد الشاي").await?;
        reader.click("#poll-meeting-length .poll-card__send").await?;
        reader.sees(".poll-option--mine", "إجابة أخرى").await?;
        holds(&reader, "حتى يبرد الشاي").await?;
        reader.goto("/en/me").await?;
        reader.sees(".held-page", "حتى يبرد الشاي").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_answers_in_their_own_words_without_scripts_in_chromium() {
    writes_without_scripts(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_answers_in_their_own_words_without_scripts_in_firefox() {
    writes_without_scripts(Engine::Firefox).await;
}

/// Without a network the words wait as a vote does, over a reload.
#[tokio::test(flavor = "multi_thread")]
async fn own_words_are_sent_once_they_can_be() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::default(), PAGE).await?;
        reader.block(&["*/api/v1/polls/meeting-length/vote*"]).await?;
        reader.expect_error("/api/v1/");
        reader.find(FIELD).await?.send_keys(WORDS).await?;
        reader.press(Key::Enter).await?;
        says(&reader, ID, "Not sent yet.").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        says(&reader, ID, "Not sent yet.").await?;
        holds(&reader, WORDS).await?;
        reader.block(&[]).await?;
        says(&reader, ID, "Your vote has been counted").await?;
        shows(&reader, ID, &AFTER).await
    })
    .await;
}
