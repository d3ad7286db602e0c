//! Voting: choose, send, change, take back, in polls of either kind.

use anyhow::{Result, ensure};
use hustings_e2e::{Key, World, journey};

use crate::steps::{
    ARTICLE, FIGURES, FIGURES_PLUS_CABIN, FIGURES_PLUS_DIRECT, POLL, POLL_ID, counted, marks, reader_at, says, send,
    shows, tick, vote,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_is_cast_changed_and_withdrawn() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        vote(&reader, POLL_ID, &["cabin"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        reader.sees(".poll-card__voters", "109 readers have voted").await?;

        tick(&reader, POLL_ID, "direct").await?;
        reader.click_named(".poll-card__actions button", "Change my vote").await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        marks(&reader, POLL_ID, &["direct"]).await?;

        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["direct"]).await?;

        reader.click_named(".poll-card__actions button", "Withdraw my vote").await?;
        says(&reader, POLL_ID, "Your vote has been withdrawn").await?;
        shows(&reader, POLL_ID, &FIGURES).await?;
        marks(&reader, POLL_ID, &[]).await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 24, 21]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_reader_votes_once_however_often_they_press() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        tick(&reader, POLL_ID, "cabin").await?;
        // The click leaves the focus on the button, and the key that is held down presses it again and again.
        send(&reader, POLL_ID).await?;
        let presses: String = [char::from(Key::Enter); 19].iter().collect();
        reader.driver().action_chain().send_keys(presses).perform().await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_is_cast_with_the_keyboard_alone() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        reader.tabs_to(&format!("#poll-{POLL_ID} input[value='cabin']")).await?;
        reader.press(Key::Space).await?;
        // In a group of radios the arrows choose.
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
async fn nothing_is_sent_before_something_is_chosen() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        let button = reader.find(".poll-card__send").await?;
        button.click().await?;
        reader.sees(".poll-card__status", "Choose at least 1 answer").await?;
        tick(&reader, POLL_ID, "cabin").await?;
        shows(&reader, POLL_ID, &FIGURES).await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 24, 21]);
        Ok(())
    })
    .await;
}

const TOOLS: &str = "library-of-things";

#[tokio::test(flavor = "multi_thread")]
async fn several_answers_are_counted_by_voters_and_limited() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/library-of-things").await?;
        reader.sees(".poll-card__hint", "Choose up to 3 answers").await?;
        let before = counted(world, TOOLS).await?;
        // 68 voters: 33, 28, 33, 27, 13 and 11 of them.
        ensure!(before == [33, 28, 33, 27, 13, 11], "the demo's votes are {before:?}");
        for option in ["drill", "telescope", "guitar", "tent"] {
            tick(&reader, TOOLS, option).await?;
        }
        says(&reader, TOOLS, "Choose no more than 3 answers").await?;
        send(&reader, TOOLS).await?;
        ensure!(counted(world, TOOLS).await? == before, "too many answers were counted");
        tick(&reader, TOOLS, "tent").await?;
        send(&reader, TOOLS).await?;
        says(&reader, TOOLS, "Your vote has been counted").await?;
        marks(&reader, TOOLS, &["drill", "telescope", "guitar"]).await?;
        ensure!(counted(world, TOOLS).await? == [34, 28, 34, 27, 13, 12]);
        // Of 69 voters: 49 %, 41 %, 49 %, 39 %, 19 % and 17 %.
        shows(&reader, TOOLS, &["34 (49%)", "28 (41%)", "34 (49%)", "27 (39%)", "13 (19%)", "12 (17%)"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_text_and_not_announced_at_every_change() {
    journey(&[], async |world: &mut World| -> Result<()> {
        let reader = reader_at(world, POLL).await?;
        reader
            .holds(
                "no figure is in a live region",
                "
                return [...document.querySelectorAll('.poll-option__count, .poll-card__voters, .live-badge')]
                    .every(e => !e.closest('[aria-live], [role=status], [role=alert], [role=log]'));",
            )
            .await?;
        reader
            .holds(
                "the bars are silent and as long as the figures say",
                "
                return [...document.querySelectorAll('.poll-option')].every(option => {
                    const percent = option.querySelector('.poll-option__count').textContent.match(/\\((\\d+)/)[1];
                    const bar = option.querySelector('svg');
                    return bar.getAttribute('aria-hidden') === 'true'
                        && bar.querySelector('.tally-bar__fill').getAttribute('width') === percent + '%';
                });",
            )
            .await
    })
    .await;
}
