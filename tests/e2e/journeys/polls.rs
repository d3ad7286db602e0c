//! The list of polls: found, read and voted from, with the app, without scripts, without the backend and as files.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, eventually, journey};
use serde_json::Value;

use crate::steps::{ARTICLE, POLL, POLL_ID, api, keeps, reader_at, reader_with, vote};

/// What the list shows: for each part its title and its questions.
async fn shown(reader: &Browser) -> Result<Value> {
    let script = "
        const texts = (within, css) => [...within.querySelectorAll(css)].map((e) => e.textContent.trim());
        return [...document.querySelectorAll('.polls-page')].map((part) => [
            texts(part, '.polls-page__part')[0], texts(part, '.polls-page__question'),
        ]);";
    reader.script(script).await
}

/// Waits until the list shows exactly what the API lists, in parts of these titles.
async fn shows_what_the_api_lists(reader: &Browser, world: &World, lang: &str, titles: [&str; 3]) -> Result<()> {
    let mut expected = Vec::new();
    for (title, state) in titles.into_iter().zip(["open", "scheduled", "closed"]) {
        let list = api(world, &format!("/api/v1/polls?lang={lang}&state={state}")).await?;
        let questions: Vec<&Value> =
            list["items"].as_array().into_iter().flatten().map(|card| &card["question"]).collect();
        ensure!(!questions.is_empty(), "there is no {state} poll");
        expected.push(serde_json::json!([title, questions]));
    }
    eventually("the list is the API's", async || {
        let shown = shown(reader).await?;
        ensure!(shown == Value::from(expected.clone()), "it shows {shown}");
        Ok(Some(()))
    })
    .await
}

pub(crate) async fn a_poll_is_found_and_voted_in(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), "/en/").await?;
        reader.script("window.sameDocument = true").await?;
        reader.click_named(".site-footer__link", "All polls").await?;
        reader.arrives_at("/en/polls/").await?;
        reader.sees("h1", "All polls").await?;
        shows_what_the_api_lists(&reader, world, "en", ["Open now", "To come", "Closed"]).await?;
        reader
            .holds(
                "its feed is at its foot",
                "return !!document.querySelector('.site-footer a[href$=\"/en/polls/feed.xml\"]')",
            )
            .await?;

        reader.click_named(".polls-page .article-card__link", "What matters most to you on a night train?").await?;
        reader.arrives_at(POLL).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.driver().back().await?;
        reader.arrives_at("/en/polls/").await?;
        let counted = format!(".polls-page__poll:has([href$='{POLL}']) .article-card__facts");
        reader.sees(&counted, "109 readers have voted").await?;

        reader.click_named(".polls-page__poll .section-links__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.goto(POLL).await?;
        reader.comes_alive().await?;
        reader.click_named(".asking-articles .section-links__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_is_found_in_the_list_and_its_vote_counted_there_in_chromium() {
    a_poll_is_found_and_voted_in(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_is_found_in_the_list_and_its_vote_counted_there_in_firefox() {
    a_poll_is_found_and_voted_in(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_polls_reads_and_leads_on_without_scripts() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto("/ar/").await?;
        reader.click_named(".site-footer__link", "جميع الاستطلاعات").await?;
        reader.sees("h1", "جميع الاستطلاعات").await?;
        let parts: Vec<String> = {
            let mut texts = Vec::new();
            for part in reader.all(".polls-page__part").await? {
                texts.push(part.text().await?);
            }
            texts
        };
        ensure!(parts == ["مفتوحة الآن", "قادمة", "منتهية"], "its parts are {parts:?}");
        reader.click_named(".polls-page .article-card__link", "ما الأهم بالنسبة إليك في القطار الليلي؟").await?;
        reader.click(&format!("#poll-{POLL_ID} label:has(> input[value='cabin'])")).await?;
        reader.click(&format!("#poll-{POLL_ID} .poll-card__send")).await?;
        reader.sees(".poll-option--mine", "مقصورة خاصة بي").await?;
        eventually("the list counts the vote", async || {
            reader.goto("/en/polls/").await?;
            let facts = reader.text(&format!(".polls-page__poll:has([href='{POLL}']) .article-card__facts")).await?;
            Ok(facts.contains("109 readers have voted").then_some(()))
        })
        .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_polls_is_taken_over_and_follows_its_reader_s_language() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/").await?;
        reader.script("window.sameDocument = true").await?;
        shows_what_the_api_lists(&reader, world, "en", ["Open now", "To come", "Closed"]).await?;
        reader.click_named(".language-switcher__link", "اقرأ بالعربية").await?;
        reader.arrives_at("/ar/polls/").await?;
        shows_what_the_api_lists(&reader, world, "ar", ["مفتوحة الآن", "قادمة", "منتهية"]).await?;
        reader.holds("the page is the app's", "return window.sameDocument && document.dir === 'rtl'").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_polls_that_cannot_be_fetched_says_so_and_can_be_tried_again() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/").await?;
        reader.expect_error("ERR_BLOCKED_BY_CLIENT");
        reader.block(&["*/api/v1/polls?*"]).await?;
        reader.click_named(".site-footer__link", "All polls").await?;
        reader.sees("h1", "This page could not be loaded").await?;
        reader.block(&[]).await?;
        reader.click_named("button", "Try again").await?;
        reader.sees("h1", "All polls").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_list_of_polls_reads_without_backend_and_network() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let options = Options { base: Some(site.url("")), ..Options::default() };
        let reader = reader_with(world, options, "/en/").await?;
        reader.expect_outage();
        reader.expect_error(&world.server.address());
        world.server.stop()?;
        reader.click_named(".site-footer__link", "All polls").await?;
        reader.arrives_at("/en/polls/").await?;
        reader.sees("h1", "All polls").await?;
        keeps(&reader, &site.url("/en/polls/page.json")).await?;
        site.stop().await?;
        reader.reload().await?;
        reader.sees(".polls-page__question", "What matters most").await
    })
    .await;
}
