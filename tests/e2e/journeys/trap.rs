//! When the program cannot go on: the reader is told so in their language, keeps the page, and can begin again.
//!
//! No order of a reader's actions is known to make the shipped program trap. So these journeys spoil its memory by
//! script, which no hand could do, and then let the reader act: the trap is the program's own, at that action. In
//! Chromium alone, since the scripts of Firefox's driver run beside the page and load a program of their own.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Options, World, journey};
use serde_json::Value;

use crate::{
    embedding::{ELEMENT, is_ready, page_with, reader_on},
    steps::{ARTICLE, POLL_ID, reader_at, tick},
};

/// Overwrites the memory of the program that runs in the page or the frame, and ticks an option.
async fn trap(reader: &Browser) -> Result<()> {
    reader.expect_error("RuntimeError");
    // The glue is the module that the page has loaded already, and gives the running program.
    let spoil = "
        const { glue } = document.querySelector('script[data-glue]').dataset;
        return import(new URL(glue, document.baseURI)).then(({ default: init }) => init()).then((program) => {
            const memory = Object.values(program).find((one) => one instanceof WebAssembly.Memory);
            new Uint8Array(memory.buffer).fill(0xff);
            return true;
        });";
    ensure!(reader.script(spoil).await? == true, "the memory of the program is not at hand");
    tick(reader, POLL_ID, "direct").await
}

/// Waits until the page or the frame is live and shows no notice.
async fn is_well(reader: &Browser) -> Result<()> {
    let script = "return !document.querySelector('.crash')
        && document.querySelector('.live-badge')?.dataset.status === 'live'";
    reader.holds("the page is live, without a notice", script).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_is_reported_in_the_page_s_language() {
    journey(&[], async |world: &mut World| {
        for (path, heading, title, reload) in [
            (
                ARTICLE,
                "The night train comes back",
                "This page has stopped working. What you have sent is kept.",
                "Reload the page",
            ),
            (
                "/ru/articles/night-trains",
                "Ночной поезд возвращается",
                "Страница перестала работать. Всё, что вы отправили, сохранено.",
                "Загрузить заново",
            ),
        ] {
            let reader = reader_at(world, path).await?;
            is_well(&reader).await?;
            trap(&reader).await?;
            reader.sees(".crash[role=alert] > p", title).await?;
            reader.sees("h1", heading).await?;
            ensure!(reader.all(".crash").await?.len() == 1, "it is said more than once");
            reader.click_named(".crash a", reload).await?;
            is_well(&reader).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_in_a_frame_is_said_in_the_frame() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "trap", "<hustings-poll poll=night-trains></hustings-poll>");
        let reader = reader_on(world, Options::default(), &page).await?;
        reader
            .within_frame(ELEMENT, async || {
                is_ready(&reader).await?;
                trap(&reader).await?;
                reader.sees(".crash[role=alert] > p", "This page has stopped working").await?;
                reader.click_named(".crash a", "Reload the page").await?;
                is_well(&reader).await
            })
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trap_without_a_catalogue_is_reported_in_english() {
    journey(&[], async |world: &mut World| {
        let words: Value =
            world.http()?.get(format!("{}/locales/en.json", world.server.address())).send().await?.json().await?;
        let host = world.static_host().await?;
        world.server.restart_with("--allow-origin", host.address()).await?;
        let reader =
            world.browser_with(Options { base: Some(host.address().to_owned()), ..Options::default() }).await?;
        reader.expect_error("/locales/");
        reader.block(&["*/locales/*"]).await?;
        reader.goto(ARTICLE).await?;
        reader.find(".crash > p + p").await?;
        let script = "return [...document.querySelector('.crash').children].map((part) => part.textContent)";
        let parts = reader.script(script).await?;
        let part = |index: usize| parts[index].as_str().context("a text");
        ensure!(part(0)? == words["crash_title"] && part(2)? == words["crash_reload"], "it says {parts}");
        ensure!(!part(1)?.is_empty(), "no reason is given");
        Ok(())
    })
    .await;
}
