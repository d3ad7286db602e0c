//! Everybody, on a site of files: axe-core finds nothing where the figures are a file's, where nothing is, and at the
//! doors to the languages, in either direction, by day and by night, in both browsers.

use std::fs;

use anyhow::Context;
use hustings_e2e::{Engine, Options, World, journey};

use crate::{accessibility::LANGUAGES, steps::Catalogue};

const BOTH: [Engine; 2] = [Engine::Chromium, Engine::Firefox];

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_site_is_accessible_without_its_backend() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let catalogues = [Catalogue::of(world, "en").await?, Catalogue::of(world, "ar").await?];
        world.server.stop()?;
        let newcomer = async |engine| {
            let options = Options { base: Some(site.url("")), still: true, ..Options::with(engine) };
            world.browser_with(options).await
        };
        for engine in BOTH {
            let reader = newcomer(engine).await?;
            reader.expect_error(&world.server.address());
            reader.expect_outage();
            for (lang, catalogue) in LANGUAGES.into_iter().zip(&catalogues) {
                let path = format!("/{lang}/articles/night-trains/");
                reader.goto(&path).await?;
                reader.comes_alive().await?;
                for of in [".poll-card", ".article-page__answers"] {
                    reader.sees(&format!("{of} .as-of[data-static=true]"), &catalogue.words("as_of")?).await?;
                }
                reader
                    .is_accessible_by_night_and_day(&format!("{path} of a site of files without its backend"))
                    .await?;
                let nothing = format!("/{lang}/404.html");
                reader.goto(&nothing).await?;
                reader.comes_alive().await?;
                reader.sees("h1", &catalogue.words("not_found_title")?).await?;
                reader.is_accessible_by_night_and_day(&format!("{nothing} of a site of files")).await?;
            }
        }
        // The root leads on by itself where its script has come.
        fs::remove_file(site.folder().join("boot.js")).context("the site's boot.js")?;
        for engine in BOTH {
            let reader = newcomer(engine).await?;
            reader.expect_error("boot.js");
            reader.goto("/").await?;
            reader.named("[data-language-choice]", "اقرأ بالعربية").await?;
            reader.is_accessible_by_night_and_day("the doors of a site of files").await?;
        }
        Ok(())
    })
    .await;
}
