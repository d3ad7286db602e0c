//! The publication without JavaScript.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};

use crate::steps::{ARTICLE, POLL, POLL_ID, counted};

async fn plain_reader(world: &World, path: &str) -> Result<Rc<Browser>> {
    let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
    reader.goto(path).await?;
    Ok(reader)
}

async fn first_figure(reader: &Browser, expected: &str) -> Result<()> {
    reader.sees(&format!("#poll-{POLL_ID} .poll-option__count"), expected).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_reads_and_its_languages_are_links() {
    journey(&[], async |world: &mut World| {
        let reader = plain_reader(world, ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;
        reader.sees(".star-rating__summary", "votes: 4, rating: 5").await?;
        first_figure(&reader, "33 (31%)").await?;
        reader.click_named(".language-switcher__link", "Читать на русском").await?;
        reader.sees("h1", "Ночной поезд возвращается").await?;
        reader.goto("/").await?;
        reader.sees("h1", "The Open Question").await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.sees("h1", "The night train comes back").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_is_cast_changed_and_withdrawn_by_forms() {
    journey(&[], async |world: &mut World| {
        let reader = plain_reader(world, ARTICLE).await?;
        let press = async |name: &str| reader.click_named(&format!("#poll-{POLL_ID} button"), name).await;
        reader.click(&format!("#poll-{POLL_ID} label:has(> input[value='cabin'])")).await?;
        press("Vote").await?;
        first_figure(&reader, "34 (31%)").await?;
        reader.sees(".poll-option--mine", "A cabin of my own").await?;
        ensure!(reader.place().await?.starts_with(ARTICLE), "the form came back to {}", reader.place().await?);

        reader.click(&format!("#poll-{POLL_ID} label:has(> input[value='direct'])")).await?;
        press("Change my vote").await?;
        first_figure(&reader, "25 (23%)").await?;
        reader.sees(".poll-option--mine", "A direct line").await?;

        press("Withdraw my vote").await?;
        first_figure(&reader, "24 (22%)").await?;
        ensure!(reader.has_no(".poll-option--mine").await?, "the withdrawn vote is still marked");
        Ok(())
    })
    .await;
}

/// Two forms leave before there is an answer and a cookie.
#[tokio::test(flavor = "multi_thread")]
async fn a_button_that_is_pressed_twice_counts_once() {
    journey(&[], async |world: &mut World| {
        for (engine, figure, votes) in
            [(Engine::Chromium, "34 (31%)", [34, 30, 24, 21]), (Engine::Firefox, "35 (32%)", [35, 30, 24, 21])]
        {
            let reader = world.browser_with(Options { scripts: false, ..Options::with(engine) }).await?;
            reader.goto(POLL).await?;
            reader.click(&format!("#poll-{POLL_ID} label:has(> input[value='cabin'])")).await?;
            let button = reader.find(&format!("#poll-{POLL_ID} .poll-card__send")).await?;
            button.scroll_into_view().await?;
            reader.driver().action_chain().double_click_element(&button).perform().await?;
            first_figure(&reader, figure).await?;
            reader.sees(".poll-option--mine", "A cabin of my own").await?;
            ensure!(counted(world, POLL_ID).await? == votes, "{engine:?}: {:?}", counted(world, POLL_ID).await?);
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_rated_by_a_form() {
    journey(&[], async |world: &mut World| {
        let reader = plain_reader(world, ARTICLE).await?;
        reader.click("label[for='rating-above-3']").await?;
        reader.click_named(".star-rating button", "Rate").await?;
        reader.sees(".star-rating__summary", "votes: 5, rating: 4.6").await?;
        reader.click_named(".star-rating button", "Withdraw my rating").await?;
        reader.sees(".star-rating__summary", "votes: 4, rating: 5").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_says_why() {
    journey(&[], async |world: &mut World| {
        let reader = plain_reader(world, "/en/polls/library-of-things").await?;
        for option in ["drill", "telescope", "guitar", "tent"] {
            reader.click(&format!("label:has(> input[value='{option}'])")).await?;
        }
        reader.click_named("button", "Vote").await?;
        reader.sees(".poll-card__status", "more answers than this poll allows").await?;
        reader.sees(".poll-card__voters", "68 readers have voted").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_distribution_of_ratings_unfolds() {
    journey(&[], async |world: &mut World| {
        let reader = plain_reader(world, ARTICLE).await?;
        reader.click(".star-rating__summary").await?;
        reader.sees(".star-rating__row", "5 stars 4").await
    })
    .await;
}
