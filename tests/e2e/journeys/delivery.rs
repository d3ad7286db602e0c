//! A vote that cannot be delivered at once: kept, shown as such, and delivered once.

use anyhow::{Result, ensure};
use hustings_e2e::{World, journey};

use crate::steps::{
    ARTICLE, FIGURES_PLUS_CABIN, FIGURES_PLUS_DIRECT, POLL, POLL_ID, api, counted, marks, reader_at, says, send, shows,
    tick, vote,
};

const VOTE: &str = "*/api/v1/polls/night-trains/vote";
const RATING: &str = "*/api/v1/articles/night-trains/rating";

#[tokio::test(flavor = "multi_thread")]
async fn an_unsent_vote_outlives_a_reload_and_arrives_once() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        reader.expect_error("ERR_BLOCKED_BY_CLIENT");
        reader.block(&[VOTE]).await?;
        tick(&reader, POLL_ID, "cabin").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Not sent yet").await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 24, 21]);

        reader.reload().await?;
        reader.comes_alive().await?;
        says(&reader, POLL_ID, "Not sent yet").await?;
        reader
            .holds("the choice is still ticked", "return document.querySelector('input[value=cabin]').checked")
            .await?;

        reader.block(&[]).await?;
        reader.reconnects().await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21]);

        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote arrived twice");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_vote_whose_answer_is_lost_is_counted_once() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        // The server takes the vote; its answer, and the cookie in it, never arrive.
        let lose = "
            const fetch = window.fetch;
            window.fetch = async (...asked) => {
                const request = new Request(...asked);
                if (request.method !== 'PUT') return fetch(request);
                window.fetch = fetch;
                await fetch(new Request(request, { credentials: 'omit' }));
                throw new TypeError('the answer is lost');
            };";
        reader.script(lose).await?;
        tick(&reader, POLL_ID, "cabin").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21], "the vote was counted twice");
        Ok(())
    })
    .await;
}

/// After a reload the kept vote and the live stream leave together, and either answer may be the first.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_vote_that_leaves_with_the_stream_stays_the_readers() {
    const ONCE_VOTED: &str = "leap-second";
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, "/en/polls/leap-second").await?;
        reader.expect_error("ERR_BLOCKED_BY_CLIENT");
        reader.block(&["*/api/v1/polls/leap-second/vote"]).await?;
        tick(&reader, ONCE_VOTED, "earth").await?;
        send(&reader, ONCE_VOTED).await?;
        says(&reader, ONCE_VOTED, "Not sent yet").await?;
        reader.block(&[]).await?;
        for _ in 0..3 {
            reader.reload().await?;
            reader.comes_alive().await?;
            marks(&reader, ONCE_VOTED, &["earth"]).await?;
            shows(&reader, ONCE_VOTED, &["42 (31%)", "17 (12%)", "26 (19%)", "52 (38%)"]).await?;
        }
        let other = reader_at(world, "/en/polls/leap-second").await?;
        vote(&other, ONCE_VOTED, &["earth"]).await?;
        // 43, 17, 26 and 52 of 138.
        shows(&reader, ONCE_VOTED, &["43 (31%)", "17 (12%)", "26 (19%)", "52 (38%)"]).await?;
        let poll = api(world, "/api/v1/polls/leap-second?lang=en").await?;
        ensure!(poll["voters"] == 138, "{} have voted", poll["voters"]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_offline_choice_counts() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        reader.expect_error("ERR_BLOCKED_BY_CLIENT");
        reader.block(&[VOTE]).await?;
        for option in ["cabin", "fare", "direct"] {
            tick(&reader, POLL_ID, option).await?;
            send(&reader, POLL_ID).await?;
            says(&reader, POLL_ID, "Not sent yet").await?;
        }
        reader.block(&[]).await?;
        reader.reconnects().await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        marks(&reader, POLL_ID, &["direct"]).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_choice_in_one_tab_never_undoes_a_newer_one_in_another() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, POLL).await?;
        reader.expect_error("ERR_BLOCKED_BY_CLIENT");
        reader.block(&[VOTE]).await?;
        tick(&reader, POLL_ID, "cabin").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Not sent yet").await?;

        // The other tab shows what is kept, as there is one outbox for all, and its reader thinks again.
        let first = reader.driver().window().await?;
        let second = reader.driver().new_tab().await?;
        reader.driver().switch_to_window(second).await?;
        reader.block(&[VOTE]).await?;
        reader.goto(POLL).await?;
        reader.comes_alive().await?;
        says(&reader, POLL_ID, "Not sent yet").await?;
        tick(&reader, POLL_ID, "direct").await?;
        send(&reader, POLL_ID).await?;
        reader.block(&[]).await?;
        reader.reconnects().await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;

        reader.driver().switch_to_window(first).await?;
        reader.block(&[]).await?;
        reader.reconnects().await?;
        marks(&reader, POLL_ID, &["direct"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 25, 21], "the older choice came back");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsent_rating_outlives_a_reload() {
    journey(&[], async |world: &mut World| -> Result<()> {
        let reader = reader_at(world, ARTICLE).await?;
        reader.expect_error("ERR_BLOCKED_BY_CLIENT");
        reader.block(&[RATING]).await?;
        reader.click("label[for='rating-above-1']").await?;
        reader.sees(".star-rating__status", "Not sent yet").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        reader.sees(".star-rating__status", "Not sent yet").await?;
        reader.block(&[]).await?;
        reader.reconnects().await?;
        reader.sees(".star-rating__summary", "votes: 5, rating: 4.2").await
    })
    .await;
}
