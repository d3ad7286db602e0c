//! What the journeys on partners' pages have in common.

use std::rc::Rc;

use anyhow::{Result, bail, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, Page, Partner, World, eventually};

use crate::steps::{POLL_ID, vote};

pub(crate) const BOTH: [Engine; 2] = [Engine::Chromium, Engine::Firefox];

/// The element of the first article's poll.
pub(crate) const ELEMENT: &str = "hustings-poll[poll=night-trains]";

/// A new reader with such a browser on a partner's page.
pub(crate) async fn reader_on(world: &World, options: Options, page: impl AsRef<str>) -> Result<Rc<Browser>> {
    let reader = world.browser_with(options).await?;
    reader.goto(page.as_ref()).await?;
    Ok(reader)
}

/// A page of the partner's with these polls, under the policy of the guide.
pub(crate) fn page_with(partner: &Partner, name: &str, body: &str) -> String {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>A page</title><link rel=stylesheet href=/siding.css>\
         <script async src={{{{polls}}}}/embed/v1/embed.js></script><body>{body}"
    );
    partner.page(&format!("/test/{name}"), Page::new(html).header("content-security-policy", hustings_e2e::POLICY))
}

/// Within a frame: waits until its app has taken over, is live, and takes clicks.
pub(crate) async fn is_ready(reader: &Browser) -> Result<()> {
    reader
        .holds(
            "the frame is live and takes clicks",
            "return document.documentElement.hasAttribute('data-armed')
                && document.querySelector('.live-badge')?.dataset.status === 'live'",
        )
        .await
}

/// Votes for an option in the frame of the first article's poll.
pub(crate) async fn vote_in_frame(reader: &Browser, frame: &str, option: &str) -> Result<()> {
    reader
        .within_frame(frame, async || {
            is_ready(reader).await?;
            vote(reader, POLL_ID, &[option]).await
        })
        .await
}

/// Changes the first article's poll as an editor does, and waits until the server has taken it over.
pub(crate) async fn edit_poll(world: &World, from: &str, to: &str) -> Result<()> {
    world.server.edit("polls/night-trains.toml", |toml| toml.replace(from, to)).await
}

/// Presses Tab until the focus is where a script, run in the page or the frame, says so.
pub(crate) async fn tab_to(reader: &Browser, frame: &str, script: &str) -> Result<()> {
    for _ in 0..8 {
        reader.press(Key::Tab).await?;
        if reader.within_frame(frame, async || reader.script(script).await).await? == true {
            return Ok(());
        }
    }
    bail!("the focus never came to where {script}")
}

/// How many streams the server holds open.
pub(crate) async fn streams(world: &World) -> Result<u64> {
    let text = world.http()?.get(format!("{}/metrics", world.server.address())).send().await?.text().await?;
    let line = text.lines().find_map(|line| line.strip_prefix("hustings_viewers "));
    Ok(line.unwrap_or_default().trim().parse()?)
}

/// Waits until the server holds so many streams open.
pub(crate) async fn has_streams(world: &World, expected: u64) -> Result<()> {
    eventually(&format!("{expected} streams are open"), async || {
        let open = streams(world).await?;
        ensure!(open == expected, "{open} are");
        Ok(Some(()))
    })
    .await
}
