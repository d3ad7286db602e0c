//! What to read next: at the end of an article, in the reader's language alone, and nowhere in a publication that does
//! not want it.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};
use serde_json::json;

use crate::steps::{ARTICLE, reader_at};

/// The links, which stand where the article ends.
const NEXT: &str = ".article-page > .article-page__related:last-child .article-card__link";

/// From where they are listed, in the demo publication.
const LISTED: [(&str, &[&str]); 4] = [
    ("/en/articles/spaced-learning", &["/en/articles/library-of-things", "/en/articles/null-results"]),
    // In these languages the others that the article names are not there.
    ("/ar/articles/spaced-learning", &["/ar/articles/null-results"]),
    ("/de/articles/shorter-meetings", &["/de/articles/spaced-learning"]),
    ("/zh-Hans/articles/shorter-meetings", &["/zh-Hans/articles/spaced-learning"]),
];

/// URLs and titles of what to read next.
async fn next(reader: &Browser) -> Result<Vec<(String, String)>> {
    let mut next = Vec::new();
    for link in reader.all(NEXT).await? {
        next.push((link.attr("href").await?.context("an address")?, link.text().await?));
    }
    Ok(next)
}

/// Follows the link to this article, and waits for its heading.
async fn follow(reader: &Browser, address: &str) -> Result<()> {
    let found = next(reader).await?;
    let (_, title) = found
        .iter()
        .find(|(found, _)| found == address)
        .with_context(|| format!("{address} is not among what to read next: {found:?}"))?;
    reader.click_named(NEXT, title).await?;
    reader.arrives_at(address).await?;
    reader.sees("h1", title).await
}

async fn leads_from_article_to_article(engine: Engine, scripts: bool) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts, ..Options::with(engine) }).await?;
        for (path, expected) in LISTED {
            reader.goto(path).await?;
            if scripts {
                reader.comes_alive().await?;
            }
            reader.find(NEXT).await?;
            let found: Vec<String> = next(&reader).await?.into_iter().map(|(address, _)| address).collect();
            ensure!(found == expected, "{path} leads to {found:?}");
        }
        reader.goto(ARTICLE).await?;
        if scripts {
            reader.comes_alive().await?;
            reader.script("window.isTheSameApp = true").await?;
        }
        follow(&reader, "/en/articles/how-clocks-agreed").await?;
        follow(&reader, ARTICLE).await?;
        if scripts {
            ensure!(reader.script("return window.isTheSameApp === true").await? == true, "a page was loaded anew");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_leads_to_the_next_ones_in_the_readers_language() {
    leads_from_article_to_article(Engine::Chromium, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_leads_to_the_next_ones_without_scripts() {
    leads_from_article_to_article(Engine::Chromium, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_leads_to_the_next_ones_in_firefox() {
    leads_from_article_to_article(Engine::Firefox, true).await;
}

/// Notes wherever something to read next comes into the page, be it for a moment.
const WATCH: &str = "
    window.seen = [];
    const look = () => { if (document.querySelector('.article-page__related')) seen.push(location.pathname); };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });";

/// Goes from the list to the first article as a reader does, and says whether anything to read next came up.
async fn is_shown_on_the_way(reader: &Browser) -> Result<bool> {
    reader.script(WATCH).await?;
    reader.click_named(".article-card__link", "The night train comes back").await?;
    reader.arrives_at(ARTICLE).await?;
    reader.sees("h1", "The night train comes back").await?;
    // The end of the article is there, and its polls run.
    reader.find(".article-page__answers--end .star-rating").await?;
    reader.sees(".live-badge", "Live").await?;
    Ok(reader.script("return seen.length > 0").await? == true)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_that_does_not_want_it_shows_it_nowhere() {
    journey(&[], async |world: &mut World| {
        let is_served = async |world: &World| -> Result<bool> {
            let url = format!("{}{ARTICLE}", world.server.address());
            Ok(world.http()?.get(url).send().await?.text().await?.contains("class=\"article-page__related\""))
        };
        ensure!(is_served(world).await?);
        let first = reader_at(world, "/en/").await?;
        ensure!(is_shown_on_the_way(&first).await?, "nothing is ever noticed");
        // Its live stream would miss the server while that starts anew.
        first.goto("about:blank").await?;

        let front_end = world.static_host().await?;
        front_end.configure("comforts", json!({ "related": false }))?;
        let folder = front_end.folder().to_str().context("a path of plain letters")?;
        world.server.restart_with("--dist", folder).await?;
        ensure!(!is_served(world).await?, "the server serves it");
        let reader = reader_at(world, "/en/").await?;
        ensure!(!is_shown_on_the_way(&reader).await?, "it was there for a moment");
        ensure!(reader.has_no(".article-page__related").await?);
        reader.reload().await?;
        reader.comes_alive().await?;
        ensure!(reader.has_no(".article-page__related").await?, "it came when the app took over");
        Ok(())
    })
    .await;
}
