//! The search: with and without scripts, in every language, and on a plain static host.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, eventually, journey};
use thirtyfour::prelude::*;

use crate::steps::{ARTICLE, reader_at, reader_with};

/// A language with words to search for, the words that must be marked among others, and a URL of the
/// page that finds them.
const SEARCHES: [(&str, &str, &str); 3] =
    [("en", "train", "train"), ("ru", "поезд", "поезд"), ("ar", "القطار", "القطار")];

/// The titles that were found, in order.
async fn titles(reader: &Browser) -> Result<Vec<String>> {
    let script = "return [...document.querySelectorAll('.search-panel h2')].map(e => e.textContent.trim())";
    serde_json::from_value(reader.script(script).await?).context("a list of texts")
}

/// What is found without any script.
async fn served(world: &World, lang: &str, words: &str) -> Result<Vec<String>> {
    let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
    reader.goto(&format!("/{lang}/search")).await?;
    reader.find(".search-panel__field").await?.send_keys(words).await?;
    reader.click(".search-panel__form .button").await?;
    reader.find(".search-panel__article mark").await?;
    titles(&reader).await
}

/// Types into the field, in the place of what it holds, and searches.
pub(crate) async fn search(reader: &Browser, words: &str) -> Result<()> {
    let field = reader.find(".search-panel__field").await?;
    field.clear().await?;
    field.send_keys(words).await?;
    reader.press(Key::Enter).await
}

async fn finds(reader: &Browser, expected: &[String]) -> Result<()> {
    eventually(&format!("{expected:?} is found"), async || {
        let titles = titles(reader).await?;
        ensure!(titles == expected, "{titles:?} is found");
        Ok(Some(()))
    })
    .await
}

/// In each language the app finds what the server finds, and marks it.
async fn finds_the_same(world: &World, options: fn() -> Options) -> Result<()> {
    for (lang, words, marked) in SEARCHES {
        let expected = served(world, lang, words).await?;
        ensure!(!expected.is_empty(), "{words} is not found");
        let reader = reader_with(world, options(), &format!("/{lang}/search")).await?;
        search(&reader, words).await?;
        finds(&reader, &expected).await?;
        let script = "return [...document.querySelectorAll('mark')].some(e => e.textContent.toLowerCase().startsWith(arguments[0]))";
        ensure!(reader.script_with(script, vec![marked.into()]).await? == true, "no {marked} is marked");
        // The URL can be shared: it leads to the same.
        reader.reload().await?;
        reader.comes_alive().await?;
        finds(&reader, &expected).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_finds_what_the_server_finds_in_every_language() {
    journey(&[], async |world: &mut World| finds_the_same(world, Options::default).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn firefox_finds_the_same() {
    journey(&[], async |world: &mut World| finds_the_same(world, || Options::with(Engine::Firefox)).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_searches_narrows_goes_to_an_article_and_back() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader.script("window.sameDocument = true").await?;
        reader.click_named("a", "Search").await?;
        reader.arrives_at("/en/search").await?;
        reader.sees(".search-panel__outcome", "Titles, summaries and texts are searched.").await?;
        let focused = "return document.activeElement.matches('.search-panel__field')";
        reader.holds("the field has the focus", focused).await?;
        let fetched = "return performance.getEntriesByType('resource').some(e => e.name.includes('/en/search/'))";
        ensure!(reader.script(fetched).await? == false, "the index was fetched before anything was searched for");

        search(&reader, "night").await?;
        reader.arrives_at("/en/search?q=night").await?;
        reader.sees(".search-panel__outcome", "for “night”").await?;
        ensure!(reader.script(fetched).await? == true);
        let all = titles(&reader).await?;
        search(&reader, "night cabin").await?;
        reader.arrives_at("/en/search?q=night%20cabin").await?;
        reader.sees(".search-panel__outcome", "for “night cabin”").await?;
        reader.holds("the field keeps the focus", focused).await?;
        reader
            .holds(
                "the outcome is announced",
                "return document.querySelector('.announcer').textContent.includes('for “night cabin”')",
            )
            .await?;
        reader.click_named(".search-panel h2 a", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;

        reader.driver().back().await?;
        reader.arrives_at("/en/search?q=night%20cabin").await?;
        reader.sees(".search-panel__outcome", "for “night cabin”").await?;
        reader.driver().back().await?;
        reader.arrives_at("/en/search?q=night").await?;
        finds(&reader, &all).await?;
        reader
            .holds("the field says so", "return document.querySelector('.search-panel__field').value === 'night'")
            .await?;
        search(&reader, "x").await?;
        reader.sees(".search-panel__outcome", "Type at least two letters.").await?;
        search(&reader, "<b>nothing&amp;").await?;
        reader.sees(".search-panel__outcome", "Nothing found for “<b>nothing&amp;”").await?;
        ensure!(reader.script("return window.sameDocument === true").await? == true, "a page was loaded anew");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_static_host_can_search() {
    journey(&[], async |world: &mut World| {
        let expected = served(world, "ru", "поезд").await?;
        let host = world.static_host().await?;
        world.server.restart_with("--allow-origin", host.address()).await?;
        let base = Some(host.address().to_owned());
        let reader =
            reader_with(world, Options { base, ..Options::default() }, "/ru/search?q=%D0%BF%D0%BE%D0%B5%D0%B7%D0%B4")
                .await?;
        finds(&reader, &expected).await?;
        search(&reader, "zzz").await?;
        reader.sees(".search-panel__outcome", "По запросу «zzz» ничего не найдено").await
    })
    .await;
}
