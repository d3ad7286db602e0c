//! Everybody: axe-core finds nothing on any page in any state, in either direction, by day and by night, in both
//! browsers. What it cannot see is in `everybody`.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};

use crate::steps::{ARTICLE, POLL_ID, reader_with, says, vote, waiting};

/// Pages that are there by their address alone.
const PAGES: [&str; 9] = [
    "/{lang}/",
    "/{lang}/sections/business",
    "/{lang}/search?q=the",
    "/{lang}/articles/night-trains",
    "/{lang}/polls/night-trains",
    "/{lang}/polls/meeting-free-day",
    "/{lang}/polls/reading-the-plan",
    "/{lang}/polls/leap-second",
    "/{lang}/articles/no-such-article",
];

async fn pages_are_accessible(engine: Engine, dark: bool) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { dark, still: true, ..Options::with(engine) }).await?;
        reader.expect_error("404");
        for lang in ["en", "ar"] {
            for page in PAGES {
                let path = page.replace("{lang}", lang);
                reader.goto(&path).await?;
                reader.comes_alive().await?;
                reader.is_accessible(&path).await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_by_day_in_chromium() {
    pages_are_accessible(Engine::Chromium, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_by_night_in_chromium() {
    pages_are_accessible(Engine::Chromium, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_by_day_in_firefox() {
    pages_are_accessible(Engine::Firefox, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_by_night_in_firefox() {
    pages_are_accessible(Engine::Firefox, true).await;
}

/// The states of a page that take a reader, or a fault, to come about.
async fn states_are_accessible(engine: Engine, dark: bool) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { dark, still: true, ..Options::with(engine) }, ARTICLE).await?;
        for words in ["404", "503", "ERR_", "Failed to fetch", "NetworkError"] {
            reader.expect_error(words);
        }
        let what = |state: &str| format!("an article, {state}");
        reader.click(".article-page__answers .share-buttons__open").await?;
        reader.named(".share-buttons button", "Copy link").await?;
        reader.is_accessible(&what("its share menu open")).await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.script("document.querySelector('.prose [data-share]').click()").await?;
        reader.find("dialog[open]").await?;
        reader.is_accessible(&what("its share dialog open")).await?;

        reader.reload().await?;
        reader.comes_alive().await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.click("label[for='rating-above-3']").await?;
        reader.sees(".star-rating__status", "Your rating has been counted").await?;
        reader.is_accessible(&what("voted and rated")).await?;
        reader.script("dispatchEvent(new Event('hustings-update'))").await?;
        reader.find(".update-notice").await?;
        reader.is_accessible(&what("a new version offered")).await?;
        reader.script("document.querySelector('.loading-bar').hidden = false").await?;
        reader.is_accessible(&what("the next page on its way")).await?;

        reader.goto("/ar/articles/library-of-things").await?;
        reader.comes_alive().await?;
        reader.is_accessible("a missing translation").await?;

        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        is_kept(&reader).await?;
        world.server.stop()?;
        vote_in_vain(&reader).await?;
        reader.is_accessible(&what("a vote not sent")).await?;
        reader.goto("/en/articles/never-opened").await?;
        reader.sees("h1", "You are offline").await?;
        reader.is_accessible("what is kept offline").await
    })
    .await;
}

async fn is_kept(reader: &Browser) -> Result<()> {
    let kept = "return Boolean(await caches.match(location.href, { ignoreVary: true }))";
    reader.holds("the page is kept", &waiting(kept)).await
}

async fn vote_in_vain(reader: &Browser) -> Result<()> {
    reader.click(&format!("#poll-{POLL_ID} label:has(> input[value='direct'])")).await?;
    reader.click(&format!("#poll-{POLL_ID} .poll-card__send")).await?;
    says(reader, POLL_ID, "Not sent yet").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_is_accessible_by_day_in_chromium() {
    states_are_accessible(Engine::Chromium, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_is_accessible_by_night_in_chromium() {
    states_are_accessible(Engine::Chromium, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_is_accessible_in_firefox() {
    states_are_accessible(Engine::Firefox, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_could_not_be_loaded_is_accessible() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let options = Options { base: Some(host.address().to_owned()), ..Options::default() };
        let reader = world.browser_with(options).await?;
        reader.expect_error(&world.server.address());
        world.server.stop()?;
        reader.goto(ARTICLE).await?;
        reader.sees("h1", "This page could not be loaded").await?;
        reader.is_accessible("a page that could not be loaded").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_found() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::default(), "/en/").await?;
        reader.script("document.querySelector('h1').innerHTML += '<img src=\"/x.png\"><a href=\"/\"></a>'").await?;
        reader.expect_error("404");
        let Err(error) = reader.is_accessible("a page with faults").await else {
            anyhow::bail!("axe-core finds nothing anywhere");
        };
        let words = format!("{error:#}");
        ensure!(words.contains("image-alt") && words.contains("link-name"), "{words}");
        Ok(())
    })
    .await;
}
