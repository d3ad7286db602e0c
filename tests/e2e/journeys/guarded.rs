//! Guarded polls: the first vote of a reader is counted once their browser has waited and worked, in the app, in a frame and,
//! as long as few vote from their network, without scripts.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Options, World, journey};

use crate::{
    embedding::{BOTH, ELEMENT, is_ready, reader_on},
    steps::{ARTICLE, POLL, POLL_ID, counted, marks, reader_with, says, send, tick, vote},
};

/// Every new voter has to work, so much that it takes a moment.
pub(crate) const WORK_AT_ONCE: [&str; 4] = ["--guarded-share", "0", "--guarded-work", "6"];

/// Has the first article's poll guarded, as its owner does.
pub(crate) async fn guard(world: &World) -> Result<()> {
    world.server.edit("polls/night-trains.toml", |text| format!("guarding = \"guarded\"\n{text}")).await
}

/// What Chromium says of every answer that is an error, also of one that is dealt with.
fn expect_challenge(reader: &Browser) {
    reader.expect_error("428");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_vote_is_counted_once_the_browser_has_worked() {
    journey(&WORK_AT_ONCE, async |world: &mut World| {
        guard(world).await?;
        for (round, engine) in BOTH.into_iter().enumerate() {
            let reader = reader_with(world, Options::with(engine), POLL).await?;
            expect_challenge(&reader);
            tick(&reader, POLL_ID, "cabin").await?;
            send(&reader, POLL_ID).await?;
            says(&reader, POLL_ID, "Sending").await?;
            says(&reader, POLL_ID, "Your vote has been counted").await?;
            marks(&reader, POLL_ID, &["cabin"]).await?;
            let workers =
                "return performance.getEntriesByType('resource').filter(({ name }) => /proof\\.js/.test(name)).length";
            ensure!(reader.script(workers).await? != 0, "proof.js was not fetched");
            ensure!(counted(world, POLL_ID).await? == [34 + round as u64, 30, 24, 21]);
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_frame_the_same_holds_and_changes_need_no_more() {
    journey(&WORK_AT_ONCE, async |world: &mut World| {
        guard(world).await?;
        let partner = world.partner()?;
        for (round, engine) in BOTH.into_iter().enumerate() {
            let reader = reader_on(world, Options::with(engine), partner.address()).await?;
            expect_challenge(&reader);
            reader
                .within_frame(ELEMENT, async || {
                    is_ready(&reader).await?;
                    vote(&reader, POLL_ID, &["cabin"]).await?;
                    tick(&reader, POLL_ID, "direct").await?;
                    send(&reader, POLL_ID).await?;
                    marks(&reader, POLL_ID, &["direct"]).await
                })
                .await?;
            ensure!(counted(world, POLL_ID).await? == [33, 30, 25 + round as u64, 21]);
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_chosen_while_the_browser_works_is_what_counts() {
    journey(&["--guarded-share", "0", "--guarded-work", "8"], async |world: &mut World| {
        guard(world).await?;
        let reader = reader_with(world, Options::with(Engine::Chromium), POLL).await?;
        expect_challenge(&reader);
        tick(&reader, POLL_ID, "cabin").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Sending").await?;
        tick(&reader, POLL_ID, "direct").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        marks(&reader, POLL_ID, &["direct"]).await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 25, 21]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_vote_is_counted_as_long_as_few_come() {
    journey(&[], async |world: &mut World| {
        guard(world).await?;
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        let press = async || {
            reader.click(&format!("#poll-{POLL_ID} label:has(> input[value='cabin'])")).await?;
            reader.click_named(&format!("#poll-{POLL_ID} button"), "Vote").await
        };
        reader.goto(ARTICLE).await?;
        // Who reads for less than two seconds is told to vote once more, and then is counted.
        press().await?;
        hustings_e2e::eventually("the vote is counted", async || {
            if counted(world, POLL_ID).await? == [34, 30, 24, 21] {
                return Ok(Some(()));
            }
            press().await?;
            Ok(None)
        })
        .await?;
        reader.sees(".poll-option--mine", "A cabin of my own").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_cannot_work_is_told_that_its_vote_is_set_aside() {
    journey(&WORK_AT_ONCE, async |world: &mut World| {
        guard(world).await?;
        for engine in BOTH {
            let reader = reader_with(world, Options::with(engine), POLL).await?;
            expect_challenge(&reader);
            reader.expect_error("409");
            // As it is over HTTP on another machine, and in browsers that start no worker.
            reader.script("Object.defineProperty(crypto, 'subtle', {}); window.Worker = undefined").await?;
            tick(&reader, POLL_ID, "cabin").await?;
            send(&reader, POLL_ID).await?;
            says(&reader, POLL_ID, "Your vote has been set aside").await?;
            marks(&reader, POLL_ID, &[]).await?;
            reader.goto("/en/me").await?;
            reader.sees(".held-page__entry", "Set aside: it is not counted until").await?;
            reader.goto(&format!("{POLL}/passport")).await?;
            reader.click(".passport__form .button").await?;
            reader.sees(".passport__said", "Set aside: it is not counted until").await?;
        }
        ensure!(counted(world, POLL_ID).await? == [33, 30, 24, 21]);
        world.server.command(&["poll", "count-aside", POLL_ID, "--reason", "both were people"])?;
        ensure!(counted(world, POLL_ID).await? == [35, 30, 24, 21]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_a_vote_beyond_the_share_is_set_aside() {
    journey(&WORK_AT_ONCE, async |world: &mut World| {
        guard(world).await?;
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto(ARTICLE).await?;
        hustings_e2e::eventually("the page says that the vote is set aside", async || {
            reader.click(&format!("#poll-{POLL_ID} label:has(> input[value='cabin'])")).await?;
            reader.click_named(&format!("#poll-{POLL_ID} button"), "Vote").await?;
            let said = reader.text(&format!("#poll-{POLL_ID} .poll-card__status")).await?;
            Ok(said.contains("Your vote has been set aside").then_some(()))
        })
        .await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 24, 21]);
        Ok(())
    })
    .await;
}
