//! The ways through the whole in WebKit, Safari's engine. What is said about single areas elsewhere is not said again here.

use anyhow::ensure;
use hustings_e2e::{Engine, Options, World, journey};

use crate::{
    embedding::{ELEMENT, is_ready, reader_on, vote_in_frame},
    faults, firefox,
    guarded::{WORK_AT_ONCE, guard},
    passport::{PASSPORT, checks, last},
    poll_modes, ranking,
    steps::{
        ARTICLE, FIGURES_PLUS_CABIN, POLL, POLL_ID, counted, keeps, marks, reader_with, says, send, shows, tick, vote,
    },
};

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_goes_from_list_to_article_poll_and_language() {
    firefox::goes_about_and_answers(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_moves_the_bars_in_another_browser() {
    firefox::moves_the_bars_in_another_browser(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_made_while_the_server_is_away_arrives_once() {
    firefox::votes_while_the_server_is_away(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_backends_answer_loses_no_vote() {
    faults::votes_through_answers_that_are_not_ours(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_break_off_double_no_vote() {
    faults::votes_through_answers_that_break_off(Engine::WebKit).await;
}

/// The worker that a guarded poll asks for, and the check of the log.
#[tokio::test(flavor = "multi_thread")]
async fn a_guarded_vote_is_counted_and_found_in_the_log() {
    journey(&WORK_AT_ONCE, async |world: &mut World| {
        guard(world).await?;
        let reader = reader_with(world, Options::with(Engine::WebKit), POLL).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote was not counted once");
        reader.goto(PASSPORT).await?;
        let entry = last(world, POLL_ID).await?;
        let own = format!("Your vote is counted: entry {entry} of the log, A cabin of my own.");
        checks(&reader, &[&own, "The log is whole", "Voters: 109."]).await
    })
    .await;
}

/// The engine keeps another site's cookies from a frame.
#[tokio::test(flavor = "multi_thread")]
async fn a_frame_on_a_partners_page_counts_a_vote_once_and_knows_it_again() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let reader = reader_on(world, Options::with(Engine::WebKit), partner.address()).await?;
        vote_in_frame(&reader, ELEMENT, "cabin").await?;
        for _ in 0..2 {
            reader.reload().await?;
            reader
                .within_frame(ELEMENT, async || {
                    is_ready(&reader).await?;
                    shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
                    marks(&reader, POLL_ID, &["cabin"]).await
                })
                .await?;
        }
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote was counted twice");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opened_page_and_a_vote_survive_without_the_backend() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(Engine::WebKit), ARTICLE).await?;
        keeps(&reader, ARTICLE).await?;
        world.server.stop()?;
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.sees("h1", "The night train comes back").await?;
        tick(&reader, POLL_ID, "cabin").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Not sent yet").await?;
        world.server.resume().await?;
        reader.goto(POLL).await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote was not counted once");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_a_scale_and_a_guess_are_counted() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(Engine::WebKit), "/en/polls/last-book").await?;
        vote(&reader, "last-book", &["7"]).await?;
        marks(&reader, "last-book", &["7"]).await?;
        reader.goto("/en/polls/study-guess").await?;
        reader.comes_alive().await?;
        vote(&reader, "study-guess", &["self-test"]).await?;
        reader.sees(".poll-card__explanation", "That is right. Whatever is fetched from memory").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_put_in_order_and_counted() {
    poll_modes::puts_a_ranking_in_order(Engine::WebKit).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ranking_is_dragged_right_to_left() {
    ranking::drags_with_a_mouse(Engine::WebKit).await;
}
