//! A new version of the app: found, offered, never forced; below any path; and all of it switched off.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, StaticHost, World, journey};
use serde_json::json;

use crate::{
    accessibility::LANGUAGES,
    steps::{ARTICLE, waiting},
};

/// Whether a worker answers for the page, and the app is kept.
const WORKS: &str = "
    const names = await caches.keys();
    const keys = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return Boolean(navigator.serviceWorker.controller) && keys.flat().some((key) => key.url.endsWith('?shell'));";

async fn reader_on(world: &mut World, host: &StaticHost, engine: Engine, path: &str) -> Result<Rc<Browser>> {
    world.server.restart_with("--allow-origin", host.address()).await?;
    let reader = world.browser_with(Options { base: Some(host.address().to_owned()), ..Options::with(engine) }).await?;
    reader.goto(path).await?;
    reader.comes_alive().await?;
    reader.sees("h1", "The night train comes back").await?;
    Ok(reader)
}

async fn is_offered(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let reader = reader_on(world, &host, engine, ARTICLE).await?;
        reader.holds("a worker keeps the app", &waiting(WORKS)).await?;
        reader.script("window.sameDocument = true").await?;
        let hash = host.publish_anew()?;
        // Otherwise it is looked for every quarter of an hour.
        reader.reconnects().await?;
        reader.sees(".update-notice", "A new version is ready").await?;
        let said = "return document.querySelector('.announcer').textContent === 'A new version is ready'";
        reader.holds("it is announced", said).await?;
        reader.holds("nobody was forced", "return window.sameDocument === true").await?;
        reader.named(".update-notice button", "Not now").await?;
        reader.click_named(".update-notice button", "Reload").await?;
        reader.holds("the page is another", "return window.sameDocument === undefined").await?;
        reader.comes_alive().await?;
        let runs = format!("return document.querySelector('script[data-wasm]').dataset.wasm.includes('{hash}')");
        reader.holds("the new version runs", &runs).await?;
        ensure!(reader.has_no(".update-notice").await?, "it is offered again");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_offered_in_chromium() {
    is_offered(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_offered_in_firefox() {
    is_offered(Engine::Firefox).await;
}

async fn what_is_offered_is_accessible(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        world.server.restart_with("--allow-origin", host.address()).await?;
        let mut readers = Vec::new();
        for (lang, dark) in LANGUAGES.into_iter().flat_map(|lang| [(lang, false), (lang, true)]) {
            let base = Some(host.address().to_owned());
            let reader = world.browser_with(Options { base, dark, still: true, ..Options::with(engine) }).await?;
            reader.expect_outage();
            reader.goto(&format!("/{lang}/articles/night-trains")).await?;
            reader.comes_alive().await?;
            reader.holds("a worker keeps the app", &waiting(WORKS)).await?;
            readers.push((reader, lang, dark));
        }
        host.publish_anew()?;
        for (reader, lang, dark) in readers {
            reader.reconnects().await?;
            reader.find(".update-notice").await?;
            reader.is_accessible(&format!("a new version offered, in {lang}, dark {dark}")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_is_accessible_in_chromium() {
    what_is_offered_is_accessible(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_is_accessible_in_firefox() {
    what_is_offered_is_accessible(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_does_not_want_it_is_left_in_peace() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let reader = reader_on(world, &host, Engine::Chromium, ARTICLE).await?;
        reader.holds("a worker keeps the app", &waiting(WORKS)).await?;
        host.publish_anew()?;
        reader.reconnects().await?;
        reader.click_named(".update-notice button", "Not now").await?;
        reader.holds("it is gone", "return !document.querySelector('.update-notice')").await?;
        reader.holds("the focus is on the page", "return document.activeElement.matches('h1')").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_below_a_path_is_kept_below_it() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        host.move_below("press")?;
        let path = format!("/press{ARTICLE}");
        let reader = reader_on(world, &host, Engine::Chromium, &path).await?;
        reader.holds("a worker keeps the app", &waiting(WORKS)).await?;
        let scope = "return (await navigator.serviceWorker.ready).scope === `${location.origin}/press/`";
        reader.holds("it answers for the path alone", &waiting(scope)).await?;
        let kept = "
            const asked = performance.getEntriesByType('resource').map(({ name }) => name);
            const data = asked.filter((name) => /\\/api\\/v1\\/(articles|publication)\\b|\\/(config|locales\\/en)\\.json$/.test(name));
            const found = [location.href, ...data].map((url) => caches.match(url, { ignoreVary: true }));
            return data.length > 1 && (await Promise.all(found)).every(Boolean);";
        reader.holds("the page and what it is made of are kept", &waiting(kept)).await?;
        reader.expect_outage();
        host.stop().await?;
        world.server.stop()?;
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.sees("h1", "The night train comes back").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_switched_off_withdraws_itself() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let reader = reader_on(world, &host, Engine::Chromium, ARTICLE).await?;
        reader.holds("a worker keeps the app", &waiting(WORKS)).await?;
        host.configure("offline", json!(false))?;
        reader.reload().await?;
        let nothing = "
            const registrations = await navigator.serviceWorker.getRegistrations();
            return registrations.length === 0 && (await caches.keys()).length === 0;";
        reader.holds("no worker and nothing kept", &waiting(nothing)).await
    })
    .await;
}
