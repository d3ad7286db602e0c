//! Everybody, on partners' pages: axe-core finds nothing in the frame of a poll, alone and in a partner's page, in any
//! state, in either direction, by day and by night, in both browsers.

use anyhow::{Context, Result};
use hustings_e2e::{Browser, Engine, Options, World, journey};

use crate::{
    embedding::{edit_poll, is_ready},
    steps::{POLL_ID, send, tick},
};

/// Polls of the demo by what a frame shows of them: one answer and several, results that wait for a vote or for the
/// end, what is over and what has not begun.
const POLLS: [&str; 6] =
    [POLL_ID, "library-of-things", "leap-second", "null-results", "meeting-free-day", "reading-the-plan"];

/// Language and theme, and a partner's own colour that is too pale to read by day.
const LOOKS: [&str; 5] =
    ["lang=en&theme=light", "lang=ar&theme=dark", "lang=en&theme=dark", "lang=ar&theme=light", "lang=en&accent=ffcc00"];

/// Puts under a frame's transparent ground the colour that shows through it: axe-core takes it for white otherwise.
async fn stands_on(reader: &Browser, colour: &str) -> Result<()> {
    let script = "document.documentElement.style.backgroundColor = arguments[0]";
    reader.script_with(script, vec![colour.into()]).await.map(drop)
}

/// Goes to a frame as if it were a page, and waits until it takes clicks; one without a poll never does.
async fn open(reader: &Browser, poll: &str, look: &str) -> Result<String> {
    let path = format!("/embed/polls/{poll}?{look}");
    reader.goto(&path).await?;
    let armed = "return !document.querySelector('form') || document.documentElement.hasAttribute('data-armed')";
    reader.holds("the frame takes clicks", armed).await?;
    // What a browser itself draws behind a page, light or dark.
    stands_on(reader, "Canvas").await?;
    Ok(path)
}

/// A frame in every state that a reader or an editor can bring about, in so many looks.
async fn frames_are_accessible(engine: Engine, looks: &[&str]) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { still: true, ..Options::with(engine) }).await?;
        for words in ["404", "401", "403", "There is no poll", "may not be shown"] {
            reader.expect_error(words);
        }
        for look in looks {
            for poll in POLLS {
                let path = open(&reader, poll, look).await?;
                reader.is_accessible(&path).await?;
            }
            let path = open(&reader, "no-such-poll", look).await?;
            reader.is_accessible(&path).await?;
            let path = open(&reader, POLL_ID, look).await?;
            tick(&reader, POLL_ID, "cabin").await?;
            reader.is_accessible(&format!("{path}, an answer chosen")).await?;
        }
        send(&reader, POLL_ID).await?;
        reader.find(".poll-option--mine").await?;
        reader.is_accessible("a frame in which was just voted").await?;
        for look in looks {
            let path = open(&reader, POLL_ID, look).await?;
            reader.is_accessible(&format!("{path}, voted")).await?;
        }
        edit_poll(world, "allowed_origins = []", "allowed_origins = [\"https://elsewhere.example\"]").await?;
        for look in looks {
            let path = open(&reader, POLL_ID, &format!("{look}&host=https://partner.example")).await?;
            reader.sees("h1", "partner.example").await?;
            reader.is_accessible(&path).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_is_accessible_in_every_state_in_chromium() {
    frames_are_accessible(Engine::Chromium, &LOOKS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_is_accessible_in_every_state_in_firefox() {
    // The browsers differ in what they take for visible, and not in what a colour is.
    frames_are_accessible(Engine::Firefox, &LOOKS[..2]).await;
}

async fn partners_pages_are_accessible(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let reader = world.browser_with(Options { still: true, ..Options::with(engine) }).await?;
        for (page, polls) in
            [("/", &[POLL_ID, "library-of-things", "leap-second"][..]), ("/dark", &[POLL_ID]), ("/ar", &[POLL_ID])]
        {
            reader.goto(&format!("{}{page}", partner.address())).await?;
            let ground = reader.script("return getComputedStyle(document.body).backgroundColor").await?;
            let ground = ground.as_str().context("a colour")?.to_owned();
            for poll in polls {
                let frame = format!("hustings-poll[poll={poll}]");
                let inside = async || {
                    is_ready(&reader).await?;
                    stands_on(&reader, &ground).await?;
                    reader.is_accessible(&format!("the frame of {poll} on the partner's page {page}")).await
                };
                reader.within_frame(&frame, inside).await?;
            }
            reader.is_accessible(&format!("the partner's page {page}")).await?;
        }
        let voted = async || {
            tick(&reader, POLL_ID, "cabin").await?;
            send(&reader, POLL_ID).await?;
            reader.find(".poll-option--mine").await?;
            reader.is_accessible("a frame on a partner's page in which was voted").await
        };
        reader.within_frame("hustings-poll[poll=night-trains]", voted).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partners_page_with_its_polls_is_accessible_in_chromium() {
    partners_pages_are_accessible(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partners_page_with_its_polls_is_accessible_in_firefox() {
    partners_pages_are_accessible(Engine::Firefox).await;
}
