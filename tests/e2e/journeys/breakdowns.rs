//! How the readers of each language voted in a poll that has closed, on the page that says how a result came about.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};

const PAGE: &str = "/en/polls/meeting-free-day";
const PASSPORT: &str = "/en/polls/meeting-free-day/passport";
const NAMES: &str = ".passport__group-name";

/// What the tables are called, in their order.
async fn names(reader: &Browser) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for name in reader.all(NAMES).await? {
        names.push(name.text().await?);
    }
    Ok(names)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_how_each_language_voted_on_a_phone_with_scripts_and_without() {
    journey(&[], async |world: &mut World| {
        let engines = [Engine::Chromium, Engine::Firefox, Engine::WebKit];
        for (engine, scripts) in engines.into_iter().flat_map(|engine| [(engine, true), (engine, false)]) {
            let reader = world.browser_with(Options { scripts, size: (360, 740), ..Options::with(engine) }).await?;
            reader.goto(PAGE).await?;
            reader.click_named("a.poll-card__facts", "How this result came about").await?;
            reader.arrives_at(PASSPORT).await?;
            reader.sees("#passport-by-language", "By language").await?;
            // Three readers of French are not told apart, nor by subtraction: ten of Chinese are with them.
            ensure!(names(&reader).await? == ["English", "Русский", "العربية", "Deutsch", "Other languages"]);
            reader.sees(".passport__group", "49 readers have voted").await?;
            reader.sees(".passport__group", "24 (49%)").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_by_language_are_accessible_and_fit_in_both_directions() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { size: (360, 740), still: true, ..Options::default() }).await?;
        for (path, title) in [(PASSPORT, "By language"), ("/ar/polls/meeting-free-day/passport", "حسب اللغة")] {
            reader.goto(path).await?;
            reader.sees("#passport-by-language", title).await?;
            reader
                .holds("nothing is wider than the screen", "return document.documentElement.scrollWidth <= 360")
                .await?;
            reader.is_accessible_by_night_and_day(title).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_poll_shows_no_language_and_shows_them_when_an_operator_closes_it() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options::default()).await?;
        world.server.command(&["poll", "open", "meeting-free-day"])?;
        reader.goto(PASSPORT).await?;
        reader.sees(".passport__title", "Which day would you keep free of meetings?").await?;
        ensure!(names(&reader).await?.is_empty(), "the poll is open");
        world.server.command(&["poll", "close", "meeting-free-day"])?;
        reader.goto(PASSPORT).await?;
        reader.sees("#passport-by-language", "By language").await?;
        ensure!(names(&reader).await?.len() == 5);
        Ok(())
    })
    .await;
}
