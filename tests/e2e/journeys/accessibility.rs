//! Everybody: axe-core finds nothing on any page, in either direction, by day and by night, in both browsers. What it
//! takes a reader to bring about is in `accessibility_states`, a site of files in `accessibility_exported`, partners'
//! pages in `frames_accessibility`, and what axe-core cannot see in `everybody`.

use anyhow::ensure;
use hustings_e2e::{Engine, Options, World, journey};
use serde_json::json;

use crate::{
    search::search,
    steps::{Catalogue, reader_with},
};

/// The directions, each by a language.
pub(crate) const LANGUAGES: [&str; 2] = ["en", "ar"];

/// Pages that are there by their URL alone, in either direction.
const PAGES: [&str; 11] = [
    "/{lang}/",
    "/{lang}/sections/business",
    "/{lang}/search",
    "/{lang}/articles/night-trains",
    "/{lang}/polls/",
    "/{lang}/polls/night-trains",
    "/{lang}/polls/meeting-free-day",
    "/{lang}/polls/reading-the-plan",
    "/{lang}/polls/leap-second",
    "/{lang}/polls/last-book",
    "/{lang}/articles/no-such-article",
];

/// Pages that are only in some languages, each with what makes it what it is.
const OTHERS: [(&str, &str); 9] = [
    // Not translated.
    ("/de/articles/night-trains", ".way-on__link[lang=en]"),
    ("/ar/articles/library-of-things", ".way-on__link[lang=en]"),
    // Translated from what the original no longer says; the second once an editor has changed it.
    ("/ru/articles/library-of-things", ".translation-note__link"),
    (EDITED, ".translation-note__link"),
    ("/ru/", ".article-card__outdated"),
    ("/ar/", ".article-card__outdated"),
    // In a script that is neither of the two.
    ("/zh-Hans/", "html[lang=zh-Hans] .article-card"),
    ("/zh-Hans/articles/spaced-learning", "html[lang=zh-Hans] .prose"),
    ("/zh-Hans/search?q=会议", ".search-panel__article mark"),
];

/// The translation whose original is changed.
const EDITED: &str = "/ar/articles/night-trains";

/// What is searched for in either direction, and the message that says what it has come to.
const SEARCHES: [[(&str, &str); 3]; 2] = [
    [("x", "search_short"), ("zzzz", "search_none"), ("night", "search_found_other")],
    [("ق", "search_short"), ("zzzz", "search_none"), ("القطار", "search_found_one")],
];

async fn pages_are_accessible(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { still: true, ..Options::with(engine) }).await?;
        reader.expect_error("404");
        for (lang, searches) in LANGUAGES.into_iter().zip(SEARCHES) {
            for page in PAGES {
                let path = page.replace("{lang}", lang);
                reader.goto(&path).await?;
                reader.comes_alive().await?;
                reader.is_accessible_by_night_and_day(&path).await?;
            }
            let catalogue = Catalogue::of(world, lang).await?;
            reader.goto(&format!("/{lang}/search")).await?;
            reader.comes_alive().await?;
            for (words, outcome) in searches {
                search(&reader, words).await?;
                reader.sees(".search-panel__outcome", &catalogue.words(outcome)?).await?;
                reader.is_accessible_by_night_and_day(&format!("/{lang}/search for {words}")).await?;
            }
            ensure!(!reader.has_no(".search-panel__article mark").await?, "nothing was found at last");
        }
        world.server.edit("articles/night-trains/en.md", changed_later).await?;
        for (path, what) in OTHERS {
            reader.goto(path).await?;
            reader.comes_alive().await?;
            reader.find(what).await?;
            reader.is_accessible_by_night_and_day(path).await?;
        }
        Ok(())
    })
    .await;
}

/// An article whose words were changed after all of its translations.
fn changed_later(text: String) -> String {
    let lines =
        text.lines().map(|line| if line.starts_with("updated = ") { "updated = 2026-11-24T09:00:00Z" } else { line });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_by_night_and_day_in_chromium() {
    pages_are_accessible(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_accessible_by_night_and_day_in_firefox() {
    pages_are_accessible(Engine::Firefox).await;
}

async fn a_failed_page_is_accessible(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        // Which languages there are would be the publication's to say.
        host.configure("languages", json!(LANGUAGES))?;
        let titles = [Catalogue::of(world, "en").await?, Catalogue::of(world, "ar").await?];
        world.server.stop()?;
        let base = Some(host.address().to_owned());
        let reader = world.browser_with(Options { base, still: true, ..Options::with(engine) }).await?;
        reader.expect_error(&world.server.address());
        for (lang, catalogue) in LANGUAGES.into_iter().zip(&titles) {
            reader.goto(&format!("/{lang}/articles/night-trains")).await?;
            reader.holds("the page speaks it", &format!("return document.documentElement.lang === '{lang}'")).await?;
            reader.sees("h1", &catalogue.words("failed_title")?).await?;
            reader.is_accessible_by_night_and_day(&format!("a page that could not be loaded, {lang}")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_could_not_be_loaded_is_accessible_in_chromium() {
    a_failed_page_is_accessible(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_could_not_be_loaded_is_accessible_in_firefox() {
    a_failed_page_is_accessible(Engine::Firefox).await;
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
