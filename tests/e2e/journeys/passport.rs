//! What stands behind a result: a reader finds their own vote in the log, and whatever does not fit is said.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Fault, Options, World, journey};

use crate::steps::{ARTICLE, POLL, POLL_ID, api, reader_with, vote};

pub(crate) const PASSPORT: &str = "/en/polls/night-trains/passport";
const SAID: &str = ".passport__said";
/// What entries of the log say of a vote for a cabin.
const SAYS: &str = "\"options\":[\"cabin\"]";

/// Presses the button, and waits for what is said of the whole log.
pub(crate) async fn checks(reader: &Browser, expected: &[&str]) -> Result<()> {
    reader.click_named(".passport__form button", "Check now").await?;
    for words in expected {
        reader.sees(SAID, words).await?;
    }
    reader.holds("the check is over", "return document.querySelector('.passport__progress').hidden").await
}

/// Number of the last entry of the poll's log.
pub(crate) async fn last(world: &World, poll: &str) -> Result<u64> {
    let passport = api(world, &format!("/api/v1/polls/{poll}/passport?lang=en")).await?;
    passport["log"]["index"].as_u64().context("a number")
}

/// Somebody else votes meanwhile.
async fn another_votes(world: &World, option: &str) -> Result<()> {
    let url = format!("{}/api/v1/polls/{POLL_ID}/vote", world.server.address());
    let body = serde_json::json!({ "options": [option] });
    let answer = world.http()?.put(url).json(&body).send().await?;
    ensure!(answer.status().is_success(), "the vote is answered with {}", answer.status());
    Ok(())
}

async fn finds_their_vote(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { still: true, ..Options::with(engine) }, ARTICLE).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.click_named("a.poll-card__facts", "How this result came about").await?;
        reader.arrives_at(PASSPORT).await?;
        reader.sees("h1", "What matters most to you on a night train?").await?;
        let entry = last(world, POLL_ID).await?;
        reader.sees(".passport__end", &format!("Last entry: {entry}")).await?;
        let own = format!("Your vote is counted: entry {entry} of the log, A cabin of my own.");
        checks(&reader, &[&own, "The log is whole", "Voters: 109."]).await?;
        reader.is_accessible_by_night_and_day("a vote that was found").await?;

        // The log grows while the page stands, by others' votes and by the reader's own.
        another_votes(world, "direct").await?;
        checks(&reader, &[&own, "The log is whole", "Voters: 109."]).await?;
        reader.click_named("h1 a", "What matters most to you on a night train?").await?;
        reader.arrives_at(POLL).await?;

        reader.goto("/ar/polls/night-trains/passport").await?;
        reader.click(".passport__form button").await?;
        reader.sees(SAID, "صوتك محسوب").await?;
        reader.sees(SAID, "السجل سليم").await?;
        reader.is_accessible_by_night_and_day("a vote that was found, from right to left").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_finds_their_vote_in_the_log_in_chromium() {
    finds_their_vote(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_finds_their_vote_in_the_log_in_firefox() {
    finds_their_vote(Engine::Firefox).await;
}

/// The page stands while its reader votes otherwise elsewhere: the new entry comes after the end that the page knows.
#[tokio::test(flavor = "multi_thread")]
async fn a_vote_that_is_newer_than_the_page_is_found() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::default(), POLL).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.goto(PASSPORT).await?;
        let before = last(world, POLL_ID).await?;
        let elsewhere = "await fetch('/api/v1/polls/night-trains/vote', {
            method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ options: ['direct'] }) })";
        reader.script(&crate::steps::waiting(elsewhere)).await?;
        ensure!(last(world, POLL_ID).await? == before + 1, "the change is an entry");
        let own = format!("Your vote is counted: entry {} of the log", before + 1);
        checks(&reader, &[&own, &format!("that of entry {before} is the one on this page")]).await
    })
    .await;
}

async fn hears_of_what_is_wrong(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let network = world.network().await?;
        another_votes(world, "cabin").await?;
        another_votes(world, "direct").await?;
        let reader =
            world.browser_with(Options { still: true, base: Some(network.address()), ..Options::with(engine) }).await?;
        reader.goto(PASSPORT).await?;
        checks(&reader, &["This browser has no vote of its own in this log.", "The log is whole"]).await?;
        let url = format!("{}/api/v1/polls/{POLL_ID}/log", world.server.address());
        let log = world.http()?.get(url).send().await?.text().await?;
        let first = log.lines().position(|line| line.contains(SAYS)).context("a vote for a cabin")?;
        network.fail(Fault::Forged(SAYS, "\"options\":[\"other\"]"));
        checks(&reader, &[&format!("The log is not as it should be at entry {first}.")]).await?;
        reader.is_accessible_by_night_and_day("a log that was tampered with").await?;
        network.recover();
        checks(&reader, &["The log is whole"]).await?;
        reader.expect_error("502 (");
        reader.expect_outage();
        network.fail(Fault::Foreign("502 Bad Gateway", "text/html", "<h1>502 Bad Gateway</h1>"));
        checks(&reader, &["The log could not be read. Try again in a moment."]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_tampered_with_is_reported_in_chromium() {
    hears_of_what_is_wrong(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_was_tampered_with_is_reported_in_firefox() {
    hears_of_what_is_wrong(Engine::Firefox).await;
}

/// And the keyboard alone is enough.
#[tokio::test(flavor = "multi_thread")]
async fn while_results_are_hidden_only_hashes_are_checked() {
    journey(&[], async |world: &mut World| {
        world
            .server
            .edit("polls/night-trains.toml", |text| text.replace("results = \"always\"", "results = \"after_close\""))
            .await?;
        let reader = reader_with(world, Options { size: (320, 700), ..Options::default() }, POLL).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.goto(PASSPORT).await?;
        reader.script("document.querySelector('.passport__title a').focus()").await?;
        reader.press(hustings_e2e::Key::Tab).await?;
        reader
            .holds("the button has the focus", "return document.activeElement.matches('.passport__form button')")
            .await?;
        reader.press(hustings_e2e::Key::Enter).await?;
        reader.sees(SAID, "Your vote is counted: entry").await?;
        reader.sees(SAID, "While results are hidden, the log shows hashes alone.").await?;
        reader.holds("nothing is wider than the screen", "return document.documentElement.scrollWidth <= 320").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_the_passport_says_the_rest() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto(POLL).await?;
        reader.click_named("a.poll-card__facts", "How this result came about").await?;
        reader.arrives_at(PASSPORT).await?;
        reader.sees(SAID, "The check in the browser needs JavaScript.").await?;
        reader.sees(".passport__rules", "Every reader").await?;
        reader.sees(".passport__files", "The log, a JSON object a line").await
    })
    .await;
}
