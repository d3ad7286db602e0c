//! Everything a reader does also works in Firefox. What is said about single areas elsewhere, in
//! Chromium, is not said again here: these are the ways through the whole.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, journey};

use crate::steps::{
    ARTICLE, FIGURES, FIGURES_PLUS_CABIN, FIGURES_PLUS_DIRECT, POLL, POLL_ID, counted, marks, reader_at, reader_with,
    says, shows, tick, vote,
};

async fn reader_in(world: &World, engine: Engine, path: &str) -> Result<Rc<Browser>> {
    reader_with(world, Options::with(engine), path).await
}

/// In any engine.
pub(crate) async fn goes_about_and_answers(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_in(world, engine, "/en/").await?;
        reader.script("window.sameDocument = true").await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;
        reader.holds("the heading has the focus", "return document.activeElement.matches('h1')").await?;

        reader.click("label[for='rating-above-3']").await?;
        reader.sees(".star-rating__status", "Your rating has been counted").await?;
        reader.sees(".star-rating__summary", "votes: 5, rating: 4.6").await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;

        reader.click_named(".language-switcher__link", "اقرأ بالعربية").await?;
        reader.sees("h1", "عودة القطار الليلي").await?;
        reader.arrives_at("/ar/articles/night-trains").await?;
        reader.holds("the document is Arabic", "return document.documentElement.dir === 'rtl'").await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        reader.driver().back().await?;
        reader.sees("h1", "The night train comes back").await?;
        ensure!(reader.script("return window.sameDocument === true").await? == true, "a page was loaded anew");

        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        reader.click_named(".poll-card__actions button", "Withdraw my vote").await?;
        says(&reader, POLL_ID, "Your vote has been withdrawn").await?;
        shows(&reader, POLL_ID, &FIGURES).await
    })
    .await;
}

/// In any engine.
pub(crate) async fn moves_the_bars_in_another_browser(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let (one, other) = (reader_in(world, engine, POLL).await?, reader_at(world, POLL).await?);
        one.sees(".live-badge", "Live").await?;
        other.sees(".live-badge", "Live").await?;
        vote(&one, POLL_ID, &["cabin"]).await?;
        shows(&other, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        vote(&other, POLL_ID, &["direct"]).await?;
        shows(&one, POLL_ID, &["34 (31%)", "30 (27%)", "25 (23%)", "21 (19%)"]).await?;
        marks(&one, POLL_ID, &["cabin"]).await
    })
    .await;
}

/// In any engine.
pub(crate) async fn votes_while_the_server_is_away(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_in(world, engine, POLL).await?;
        reader.sees(".live-badge", "Live").await?;
        world.server.stop()?;
        reader.sees(".live-badge", "Reconnecting").await?;
        tick(&reader, POLL_ID, "direct").await?;
        reader.click_named(".poll-card__actions button", "Vote").await?;
        says(&reader, POLL_ID, "Not sent yet").await?;
        world.server.resume().await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 25, 21]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_goes_from_list_to_article_poll_and_language() {
    goes_about_and_answers(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_in_one_browser_moves_the_bars_in_another() {
    moves_the_bars_in_another_browser(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_made_while_the_server_is_away_arrives_once() {
    votes_while_the_server_is_away(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_reaches_the_content_and_votes() {
    journey(&[], async |world: &mut World| {
        let reader = reader_in(world, Engine::Firefox, POLL).await?;
        reader.press(Key::Tab).await?;
        reader.holds("the skip link has the focus", "return document.activeElement.matches('.skip-link')").await?;
        reader.press(Key::Enter).await?;
        reader.arrives_at(&format!("{POLL}#content")).await?;

        reader.tabs_to(&format!("#poll-{POLL_ID} input[value='cabin']")).await?;
        reader.press(Key::Space).await?;
        reader.press(Key::Down).await?;
        reader.press(Key::Down).await?;
        reader.press(Key::Tab).await?;
        reader.holds("the button has the focus", "return document.activeElement.matches('.poll-card__send')").await?;
        reader.press(Key::Enter).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_without_scripts_votes_and_rates_by_forms() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::with(Engine::Firefox) }).await?;
        reader.goto(ARTICLE).await?;
        tick(&reader, POLL_ID, "direct").await?;
        reader.click_named(&format!("#poll-{POLL_ID} button"), "Vote").await?;
        reader.sees(".poll-option--mine", "A direct line").await?;
        reader.sees(".poll-option__count", "25 (23%)").await?;
        reader.click("label[for='rating-above-3']").await?;
        reader.click_named(".star-rating button", "Rate").await?;
        reader.sees(".star-rating__summary", "votes: 5, rating: 4.6").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_is_wider_than_a_phone_by_day_or_by_night() {
    journey(&[], async |world: &mut World| {
        for dark in [false, true] {
            let phone = Options { size: (360, 740), dark, ..Options::with(Engine::Firefox) };
            let reader = world.browser_with(phone).await?;
            for path in ["/en/", ARTICLE, "/ru/articles/night-trains", "/ar/articles/night-trains"] {
                reader.goto(path).await?;
                reader.comes_alive().await?;
                let excess = "const root = document.documentElement; return root.scrollWidth - root.clientWidth";
                let excess = reader.script(excess).await?;
                ensure!(excess.as_i64().is_some_and(|pixels| pixels <= 0), "{path} is {excess} pixels too wide");
            }
        }
        Ok(())
    })
    .await;
}
