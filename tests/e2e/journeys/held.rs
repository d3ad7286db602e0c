//! The page about its reader: what was said shows, is taken along as a file, and is erased.

use anyhow::{Result, ensure};
use hustings_e2e::{Engine, Options, World, journey};

use crate::steps::{ARTICLE, FIGURES, POLL_ID, marks, reader_with, shows, vote};

async fn sees_and_erases(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { still: true, ..Options::with(engine) }, ARTICLE).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        reader.click("label[for='rating-above-3']").await?;
        reader.sees(".star-rating__summary", "votes: 5, rating: 4.6").await?;

        reader.click_named(".site-footer__link", "What is held about you").await?;
        reader.arrives_at("/en/me").await?;
        reader.sees(".held-page", "What matters most to you on a night train?").await?;
        reader.sees(".held-page", "A cabin of my own").await?;
        reader.sees(".held-page", "The night train comes back").await?;
        reader.sees(".held-page", "3 stars").await?;
        reader.click_named(".language-switcher__link", "Читать на русском").await?;
        reader.arrives_at("/ru/me").await?;
        reader.sees("h1", "Что о вас хранится").await?;
        reader.click_named(".language-switcher__link", "Read in English").await?;
        reader.arrives_at("/en/me").await?;

        reader.click(".held-page__erase summary").await?;
        reader.is_accessible_by_night_and_day("what is held, about to be erased").await?;
        reader.click_named(".held-page__erase button", "Erase it now").await?;
        reader.sees(".held-page__erased", "Everything is erased").await?;
        reader.is_accessible_by_night_and_day("all is erased").await?;
        let kept = "return Object.keys(localStorage).filter((key) => key.startsWith('hustings')).length === 0
            && !document.querySelector('.held-page__entry')";
        reader.holds("nothing is kept in the browser either", kept).await?;

        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        shows(&reader, POLL_ID, &FIGURES).await?;
        marks(&reader, POLL_ID, &[]).await?;
        reader.sees(".star-rating__summary", "votes: 4, rating: 5").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_what_is_held_and_erases_it_in_chromium() {
    sees_and_erases(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_what_is_held_and_erases_it_in_firefox() {
    sees_and_erases(Engine::Firefox).await;
}

/// A vote that is final stays counted and is nobody's; and no script is needed for any of it.
#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_it_is_seen_and_erased_as_well() {
    journey(&[], async |world: &mut World| -> Result<()> {
        world
            .server
            .edit("polls/night-trains.toml", |text| text.replace("changeable = true", "changeable = false"))
            .await?;
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto("/en/polls/night-trains").await?;
        reader.click("label:has(> input[value='cabin'])").await?;
        reader.click(".poll-card__send").await?;
        // A form that nobody waits for is cut off by the next address, vote and all.
        reader.sees(".poll-option--mine", "A cabin of my own").await?;
        reader.goto("/en/me").await?;
        reader.sees(".held-page__final", "stays counted").await?;
        reader.click(".held-page__erase summary").await?;
        reader.click_named(".held-page__erase button", "Erase it now").await?;
        reader.sees(".held-page__erased", "Votes that stay counted, as nobody's: 1").await?;
        let counted = crate::steps::counted(world, POLL_ID).await?;
        ensure!(counted == [34, 30, 24, 21], "{counted:?}");
        Ok(())
    })
    .await;
}
