//! Without a network: what was opened reads, what was voted is kept, and what was never opened says so.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};

use serde_json::json;

use crate::steps::{
    ARTICLE, FIGURES_PLUS_CABIN, POLL_ID, counted, keeps, marks, reader_with, says, send, shows, tick, vote, waiting,
};

/// The first article in another language, and its title there.
const ARABIC: (&str, &str) = ("/ar/articles/night-trains", "عودة القطار الليلي");

/// A reader at `path` whose page, and the app, are kept.
async fn kept_at(world: &World, engine: Engine, path: &str) -> Result<Rc<Browser>> {
    let reader = reader_with(world, Options::with(engine), path).await?;
    reader.expect_outage();
    keeps(&reader, path).await?;
    Ok(reader)
}

async fn reads_and_votes_without_a_network(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = kept_at(world, engine, ARTICLE).await?;
        reader.click_named(".language-switcher__link", "اقرأ بالعربية").await?;
        reader.sees("h1", ARABIC.1).await?;
        keeps(&reader, "/api/v1/articles/night-trains?lang=ar").await?;
        keeps(&reader, "/api/v1/publication?lang=ar").await?;
        world.server.stop()?;

        // Opened within the app, so that only its JSON is kept.
        reader.reload().await?;
        reader.sees("h1", ARABIC.1).await?;
        reader.holds("the document is Arabic", "return document.documentElement.dir === 'rtl'").await?;

        // Opened by its URL.
        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        reader.sees("h1", "The night train comes back").await?;
        vote_is_kept(&reader).await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        says(&reader, POLL_ID, "Not sent yet").await?;
        let ticked = "return document.querySelector('input[value=cabin]').checked";
        reader.holds("the choice is still ticked", ticked).await?;

        world.server.resume().await?;
        reader.reconnects().await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote was not counted once");
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote was counted twice");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_pages_and_votes_survive_offline_in_chromium() {
    reads_and_votes_without_a_network(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn opened_pages_and_votes_survive_offline_in_firefox() {
    reads_and_votes_without_a_network(Engine::Firefox).await;
}

/// A vote without a network, and the device's clock a day on when its page is opened again, before there is one.
#[tokio::test(flavor = "multi_thread")]
async fn a_vote_of_yesterday_arrives_once() {
    journey(&[], async |world: &mut World| {
        let reader = kept_at(world, Engine::Chromium, ARTICLE).await?;
        world.server.stop()?;
        vote_is_kept(&reader).await?;
        let a_day_on = "Date.now = ((now) => () => now() + 24 * 60 * 60 * 1000)(Date.now)";
        reader.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": a_day_on })).await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        says(&reader, POLL_ID, "Not sent yet").await?;

        world.server.resume().await?;
        reader.reconnects().await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote was not counted once");
        Ok(())
    })
    .await;
}

/// Nobody has come to the buttons while there was a network: their script is kept with the app.
#[tokio::test(flavor = "multi_thread")]
async fn the_link_of_a_kept_page_is_copied_without_a_network() {
    journey(&[], async |world: &mut World| {
        let reader = kept_at(world, Engine::Chromium, ARTICLE).await?;
        world.server.stop()?;
        reader.reload().await?;
        reader.comes_alive().await?;
        reader
            .script("Object.defineProperty(navigator, 'clipboard', { value: { writeText: async () => {} } })")
            .await?;
        reader.click(".article-page__answers .share-buttons__open").await?;
        reader.click_named(".article-page__answers .share-buttons button", "Copy link").await?;
        reader.sees(".article-page__answers .share-buttons__status", "Link copied").await
    })
    .await;
}

async fn vote_is_kept(reader: &Browser) -> Result<()> {
    tick(reader, POLL_ID, "cabin").await?;
    send(reader, POLL_ID).await?;
    says(reader, POLL_ID, "Not sent yet").await
}

async fn says_what_is_kept(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = kept_at(world, engine, ARTICLE).await?;
        reader.goto("/ar/").await?;
        reader.comes_alive().await?;
        keeps(&reader, "/ar/").await?;
        keeps(&reader, "/locales/ar.json").await?;
        world.server.stop()?;

        reader.goto("/ar/articles/never-opened").await?;
        reader.sees("h1", "أنت غير متصل بالشبكة").await?;
        let written = "
            const { lang, dir } = document.documentElement;
            return lang === 'ar' && dir === 'rtl' && getComputedStyle(document.querySelector('main')).fontSize !== '16px';";
        reader.holds("it is in the language of the address and looks like the others", written).await?;
        reader.find(".way-on__retry").await?;
        reader.click_named(".way-on__link", "The night train comes back").await?;
        reader.sees("h1", "The night train comes back").await?;
        reader.comes_alive().await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_says_what_is_kept_where_a_page_was_never_opened() {
    says_what_is_kept(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_says_what_is_kept_where_a_page_was_never_opened() {
    says_what_is_kept(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_within_the_app_leads_to_a_page_that_is_kept_whole() {
    journey(&[], async |world: &mut World| {
        let reader = kept_at(world, Engine::Chromium, ARTICLE).await?;
        reader.goto("/en/").await?;
        reader.comes_alive().await?;
        keeps(&reader, "/en/").await?;
        world.server.stop()?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_from_before_the_network_went_is_still_marked() {
    journey(&[], async |world: &mut World| {
        let reader = kept_at(world, Engine::Chromium, ARTICLE).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        let fresh = "
            const kept = await caches.match(location.href, { ignoreVary: true });
            return (await kept.text()).includes('my_vote');";
        reader.holds("the kept copy knows the vote", &waiting(fresh)).await?;
        world.server.stop()?;
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["cabin"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_was_read_is_kept() {
    journey(&[], async |world: &mut World| {
        let reader = kept_at(world, Engine::Chromium, ARTICLE).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.goto("/embed/polls/night-trains?lang=en").await?;
        reader.sees("h1, h2", "night").await?;
        reader.goto("/en/articles/never-opened").await?;
        reader.expect_error("404");
        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        let kept = "
            const names = await caches.keys();
            const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
            return keys.flat().map((key) => key.url).join(' ');";
        let kept = reader.script(&waiting(kept)).await?.as_str().unwrap_or_default().to_owned();
        for never in ["/events", "/embed/", "/vote", "never-opened", "sw.js"] {
            ensure!(!kept.contains(never), "{never} is kept: {kept}");
        }
        ensure!(kept.contains("_bg.wasm") && kept.contains(ARTICLE), "{kept}");
        Ok(())
    })
    .await;
}
