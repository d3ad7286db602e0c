//! The search on a host of files: a publication that has grown is searched whole by the files that a search needs, a damaged
//! one of them says so, and what was searched for is found without a network.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Options, World, eventually, journey};
use serde_json::Value;

use crate::{
    search::search,
    steps::{keeps, reader_with, waiting},
};

/// Articles of the publication that has grown.
const MANY: usize = 2_000;
/// Most bytes of bodies that a search may take, from a host that compresses nothing.
const MOST: f64 = 300_000.0;

/// Writes a publication of many small articles in English: each has words of its own, some of many others, and one of all.
fn write_many(folder: &Path) -> Result<()> {
    let head = "default_language = \"en\"\n[[languages]]\nlang = \"en\"\nname = \"English\"\nswitch_label = \"Read in English\"\n\
                [name]\nen = \"The Open Question\"\n";
    fs::write(folder.join("publication.toml"), head)?;
    for number in 0..MANY {
        let article = folder.join(format!("articles/article-{number}"));
        fs::create_dir_all(&article)?;
        let (day, minute, second) = (number % 28 + 1, number / 28 % 60, number / 28 / 60);
        let mut text = format!(
            "+++\ntitle = \"Article {number}\"\nauthor = \"Desk\"\npublished = 2026-05-{day:02}T09:{minute:02}:{second:02}Z\n+++\n\nCommon"
        );
        for word in 0..60 {
            let _ = write!(text, " word{}", (number * 37 + word * word * 11) % 9_000);
        }
        fs::write(article.join("en.md"), format!("{text} needle{number}end.\n"))?;
    }
    Ok(())
}

/// How many files of the search the page has fetched, and the bytes of their bodies.
async fn fetched(reader: &Browser) -> Result<(f64, f64)> {
    let script = "const files = performance.getEntriesByType('resource').filter((e) => e.name.includes('/en/search/'));
        return [files.length, files.reduce((sum, file) => sum + file.encodedBodySize, 0)]";
    let [count, bytes]: [f64; 2] = serde_json::from_value(reader.script(script).await?).context("two numbers")?;
    Ok((count, bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_that_has_grown_is_searched_whole_by_a_few_files() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let content = world.folder().join("many");
        fs::create_dir_all(&content)?;
        write_many(&content)?;
        site.renew_from(&world.server, &content)?;
        let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::default() }).await?;
        reader.goto("/en/search/").await?;
        reader.comes_alive().await?;
        // More entries than a browser keeps by itself.
        reader.script("performance.setResourceTimingBufferSize(2000)").await?;

        let before = fetched(&reader).await?.1;
        for (words, outcome) in [
            ("needle1999end", "1 article for"),
            ("needle0", "1 article for"),
            ("common", "2,000 articles for"),
            ("needle", "2,000 articles for"),
            ("common word17", "articles for"),
        ] {
            let earlier = fetched(&reader).await?;
            search(&reader, words).await?;
            reader.sees(".search-panel__outcome", &format!("for “{words}”")).await?;
            reader.sees(".search-panel__outcome", outcome).await?;
            reader.find(".search-panel__article mark").await?;
            let now = fetched(&reader).await?;
            let (files, bytes) = (now.0 - earlier.0, now.1 - earlier.1);
            ensure!((1.0..=53.0).contains(&files) && bytes < MOST, "{words} took {files} files of {bytes} bytes");
        }
        ensure!(before == 0.0, "something of the search was fetched before anything was searched for");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_of_the_search_finds_nothing_and_says_so() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let files = site.folder().join("en/search");
        let is_words = |name: &str| name.starts_with("words-") && name.ends_with(".txt");
        let mut whole = Vec::new();
        for entry in fs::read_dir(&files)? {
            let path = entry?.path();
            if path.file_name().and_then(|name| name.to_str()).is_some_and(is_words) {
                let text = fs::read_to_string(&path)?;
                // Another word in each, by one letter.
                fs::write(&path, text.replace("night\t", "eight\t"))?;
                whole.push((path, text));
            }
        }
        ensure!(!whole.is_empty(), "there are no files of words in {}", files.display());
        let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::default() }).await?;
        // The backend has an index of its own, in which it would be found.
        world.server.stop()?;
        reader.expect_outage();
        reader.expect_error(&world.server.address());
        reader.expect_error("a damaged one");
        reader.goto("/en/search/").await?;
        reader.comes_alive().await?;
        search(&reader, "night").await?;
        reader.sees("h1", "This page could not be loaded").await?;
        reader.sees(".way-on__explanation", "Something went wrong. Try again in a moment.").await?;
        ensure!(reader.has_no(".search-panel__article").await?, "a damaged file was searched");

        for (path, text) in whole {
            fs::write(path, text)?;
        }
        reader.click_named(".button", "Try again").await?;
        reader.sees(".search-panel__outcome", "for “night”").await?;
        reader.sees(".search-panel__article h2", "The night train comes back").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_searched_for_is_found_without_a_network() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::default(), "/en/search").await?;
        reader.expect_outage();
        reader.expect_error("/en/search/");
        keeps(&reader, "/en/search").await?;
        search(&reader, "rucksack").await?;
        reader.sees(".search-panel__article h2", "The night train comes back").await?;
        let script = "
            const names = performance.getEntriesByType('resource').map((e) => e.name);
            const files = names.filter((name) => /\\/search(\\/.+\\.txt|\\.js)$/.test(name));
            const kept = await Promise.all(files.map((file) => caches.match(file, { ignoreVary: true })));
            return files.length > 3 && kept.every(Boolean);";
        eventually("the files of the search are kept", async || {
            Ok((reader.script(&waiting(script)).await? == Value::Bool(true)).then_some(()))
        })
        .await?;
        world.server.stop()?;
        reader.goto("/en/search").await?;
        reader.comes_alive().await?;
        search(&reader, "rucksack").await?;
        reader.sees(".search-panel__article h2", "The night train comes back").await?;
        reader.sees(".search-panel__article mark", "rucksack").await
    })
    .await;
}
