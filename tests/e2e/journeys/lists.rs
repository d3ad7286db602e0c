//! The list of articles, and the pages for when something is not there.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, eventually, journey};

use crate::steps::{ARTICLE, api, reader_at, reader_with};

async fn titles(reader: &Browser) -> Result<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('.list-page .article-card__title')].map(e => e.textContent.trim())";
    serde_json::from_value(reader.script(script).await?).context("a list of texts")
}

/// Waits until the list shows exactly what the API lists.
async fn shows_what_the_api_lists(reader: &Browser, world: &World, query: &str) -> Result<()> {
    let listed = api(world, &format!("/api/v1/articles?lang=en{query}")).await?;
    let items = listed["items"].as_array().context("items")?;
    let expected: Vec<&str> = items.iter().filter_map(|item| item["title"].as_str()).collect();
    ensure!(!expected.is_empty(), "the API lists nothing");
    eventually(&format!("the list shows {expected:?}"), async || {
        let titles = titles(reader).await?;
        ensure!(titles == expected, "it shows {titles:?}");
        Ok(Some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_leads_to_the_articles_and_back() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/").await?;
        shows_what_the_api_lists(&reader, world, "").await?;
        reader.script("window.sameDocument = true").await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;
        reader.holds("the heading has the focus", "return document.activeElement.matches('h1')").await?;
        reader
            .holds(
                "the title is announced",
                "return document.querySelector('.announcer').textContent.includes('The night train comes back')",
            )
            .await?;
        reader.driver().back().await?;
        reader.arrives_at("/en/").await?;
        shows_what_the_api_lists(&reader, world, "").await?;
        ensure!(reader.script("return window.sameDocument === true").await? == true, "a page was loaded anew");
        Ok(())
    })
    .await;
}

async fn each_section_lists(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), "/en/").await?;
        for (label, audience) in
            [("For business", "business"), ("For researchers", "researchers"), ("For students", "students")]
        {
            reader.click_named(".site-header__link", label).await?;
            reader.arrives_at(&format!("/en/sections/{audience}")).await?;
            reader.sees("h1", label).await?;
            shows_what_the_api_lists(&reader, world, &format!("&audience={audience}")).await?;
            let current = reader.find(".site-header__link[aria-current=page]").await?;
            ensure!(current.text().await? == label, "another section is marked as the current one");
        }
        // The first URL of a section leads to its page.
        reader.goto("/en/?audience=students").await?;
        reader.comes_alive().await?;
        reader.arrives_at("/en/sections/students").await?;
        shows_what_the_api_lists(&reader, world, "&audience=students").await?;
        reader.sees(".list-page__intro", "How to learn").await?;
        ensure!(
            reader.attribute(".site-footer__link[rel=external]", "href").await? == "/en/sections/students/feed.xml"
        );
        reader.click_named(".language-switcher__link", "Читать на русском").await?;
        reader.arrives_at("/ru/sections/students").await?;
        reader.sees("h1", "Для студентов").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_section_lists_what_is_for_its_readers_in_chromium() {
    each_section_lists(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_section_lists_what_is_for_its_readers_in_firefox() {
    each_section_lists(Engine::Firefox).await;
}

async fn an_article_leads_to_more(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), ARTICLE).await?;
        reader.script("window.sameDocument = true").await?;
        reader.click_named(".article-head .section-links__link", "For business").await?;
        reader.arrives_at("/en/sections/business").await?;
        shows_what_the_api_lists(&reader, world, "&audience=business").await?;
        // On a card the label is a link of its own, in front of the one that the whole card is.
        reader.click_named(".site-header__link", "All articles").await?;
        reader.arrives_at("/en/").await?;
        reader.click_named(".article-card .section-links__link", "For students").await?;
        reader.arrives_at("/en/sections/students").await?;
        ensure!(reader.script("return window.sameDocument === true").await? == true, "a page was loaded anew");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_links_to_its_sections_in_chromium() {
    an_article_leads_to_more(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_links_to_its_sections_in_firefox() {
    an_article_leads_to_more(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_that_is_none_is_not_found() {
    journey(&[], async |world: &mut World| {
        let answer = world.http()?.get(format!("{}/ar/sections/nobody", world.server.address())).send().await?;
        ensure!(answer.status() == 404, "it answers {}", answer.status());
        let reader = world.browser().await?;
        reader.expect_error("/ar/sections/nobody");
        reader.goto("/ar/sections/nobody").await?;
        reader.holds("the page is Arabic", "return document.documentElement.lang === 'ar'").await?;
        reader.click_named(".way-on__link", "إلى جميع المقالات").await?;
        reader.arrives_at("/ar/").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_without_a_page_says_so_and_offers_a_way_on() {
    journey(&[], async |world: &mut World| {
        for path in ["/en/articles/no-such-article", "/en/polls/no-such-poll", "/en/nothing/here", "/xx/"] {
            let answer = world.http()?.get(format!("{}{path}", world.server.address())).send().await?;
            ensure!(answer.status() == 404, "{path} answers {}", answer.status());
            let reader = world.browser().await?;
            reader.expect_error(path);
            reader.goto(path).await?;
            reader.sees("h1", "Page not found").await?;
            reader.click_named(".way-on__link", "To all articles").await?;
            reader.sees("h1", "The Open Question").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_file_is_a_404_and_never_the_app() {
    journey(&[], async |world: &mut World| {
        for path in ["/no-such-file.js", "/reader-0000_bg.wasm", "/locales/xx.json"] {
            let answer = world.http()?.get(format!("{}{path}", world.server.address())).send().await?;
            ensure!(answer.status() == 404, "{path} answers {}", answer.status());
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_cannot_be_fetched_says_so_and_can_be_tried_again() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/").await?;
        reader.expect_error("ERR_BLOCKED_BY_CLIENT");
        reader.block(&["*/api/v1/articles/*"]).await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.sees("h1", "This page could not be loaded").await?;
        reader.block(&[]).await?;
        reader.click_named("button", "Try again").await?;
        reader.sees("h1", "The night train comes back").await
    })
    .await;
}
