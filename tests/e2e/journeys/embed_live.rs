//! Many polls on a page: one stream for all of them, whoever comes and goes.

use anyhow::{Result, ensure};
use hustings_e2e::{Engine, Options, World, journey};
use serde_json::json;

use crate::{
    embedding::{BOTH, ELEMENT, has_streams, is_ready, page_with, reader_on},
    steps::{POLL, POLL_ID, reader_at, vote},
};

const POLLS: [&str; 8] = [
    "leap-second",
    "library-of-things",
    "meeting-free-day",
    "meeting-length",
    "night-trains",
    "null-results",
    "reading-the-plan",
    "study-guess",
];

fn elements() -> String {
    POLLS.map(|poll| format!("<hustings-poll poll={poll}></hustings-poll>")).concat()
}

fn element(poll: &str) -> String {
    format!("hustings-poll[poll={poll}]")
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_polls_on_a_page_are_live_over_one_stream() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "eight", &elements());
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            for poll in POLLS {
                reader.within_frame(&element(poll), async || is_ready(&reader).await).await?;
            }
            has_streams(world, 1).await?;
            // A second page of the same site shares the stream, too; and all are live still.
            for poll in POLLS {
                reader.within_frame(&element(poll), async || is_ready(&reader).await).await?;
            }
            reader.goto("about:blank").await?;
            has_streams(world, 0).await?;
        }
        Ok(())
    })
    .await;
}

/// Whatever an app does while its frame is taken away, Firefox may cut off in the middle.
#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_taken_away_does_nothing_more() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "taken-away", "<hustings-poll poll=leap-second></hustings-poll>");
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            reader.within_frame(&element("leap-second"), async || is_ready(&reader).await).await?;
            let add = "const poll = document.createElement('hustings-poll');
                poll.setAttribute('poll', 'night-trains');
                document.body.append(poll);";
            reader.script(add).await?;
            let listen = "window.said = [];
                window.ear = new BroadcastChannel('hustings.live');
                ear.onmessage = ({ data }) => said.push(data.split('\\n')[0]);";
            reader
                .within_frame(ELEMENT, async || {
                    is_ready(&reader).await?;
                    reader.script(listen).await.map(drop)
                })
                .await?;
            reader.script("document.querySelector('hustings-poll[poll=leap-second]').remove()").await?;
            reader
                .within_frame(ELEMENT, async || {
                    reader.holds("the other frame takes over", "return said.includes('who')").await?;
                    // Chromium lets it say so that it goes.
                    let was_told = reader.script("return said.includes('lost')").await? == true;
                    ensure!(engine == Engine::Chromium || !was_told, "the frame went on when it was gone");
                    is_ready(&reader).await
                })
                .await?;
            reader.goto("about:blank").await?;
            has_streams(world, 0).await?;
        }
        Ok(())
    })
    .await;
}

/// Frames that stand on another site than their page are removed while their app works: at each of many moments of its start.
#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_is_taken_away_while_it_starts_says_nothing() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "starting", "");
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            // What Firefox says of a frame that is removed while it still fetches.
            reader.expect_error("NetworkError when attempting to fetch resource");
            reader.expect_error("error loading dynamically imported module");
            if engine == Engine::Firefox {
                // It ends a frame's script in the middle of whatever it does, runs no `finally`, and may begin one more task before the
                // frame is gone: the program cannot go on then. Nobody sees it any more, and no script can know.
                reader.expect_error("RuntimeError: unreachable executed");
            }
            reader.holds("the element is known", "return !!customElements.get('hustings-poll')").await?;
            let come_and_go = "
                window.gone = 0;
                const come = () => {
                    if (window.gone === 16) return;
                    const poll = document.createElement('hustings-poll');
                    poll.setAttribute('poll', 'night-trains');
                    const leave = () => {
                        poll.remove();
                        window.gone += 1;
                        come();
                    };
                    const after = (frames) => (frames ? requestAnimationFrame(() => after(frames - 1)) : leave());
                    poll.addEventListener('hustings-ready', () => after(window.gone), { once: true });
                    document.body.append(poll);
                };
                come();";
            reader.script(come_and_go).await?;
            reader.holds("all have gone", "return window.gone === 16").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_frame_that_connects_goes_another_takes_over() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "handover", &elements());
        for (engine, votes) in [(Engine::Chromium, "25"), (Engine::Firefox, "26")] {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            // The first frame on the screen is the one that connects.
            for poll in ["leap-second", POLL_ID, "study-guess"] {
                reader.within_frame(&element(poll), async || is_ready(&reader).await).await?;
            }
            reader.script("document.querySelector('hustings-poll[poll=leap-second]').remove()").await?;
            has_streams(world, 1).await?;
            let other = reader_at(world, POLL).await?;
            vote(&other, POLL_ID, &["direct"]).await?;
            other.goto("about:blank").await?;
            reader
                .within_frame(&element(POLL_ID), async || {
                    reader.sees(".poll-option:nth-child(3) .poll-option__count", votes).await
                })
                .await?;
            reader.goto("about:blank").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_restarts_is_found_again_by_every_frame() {
    journey(&[], async |world: &mut World| -> Result<()> {
        let partner = world.partner()?;
        let page = page_with(&partner, "restart", &elements());
        let reader = reader_on(world, Options::default(), &page).await?;
        reader.expect_error("ERR_");
        for poll in POLLS {
            reader.within_frame(&element(poll), async || is_ready(&reader).await).await?;
        }
        world.server.restart().await?;
        for poll in POLLS {
            reader.within_frame(&element(poll), async || is_ready(&reader).await).await?;
        }
        has_streams(world, 1).await
    })
    .await;
}

/// As a busy Chromium tells a frame in a process of its own: that it was off the screen, and that it is on it now.
const AT_ONCE: &str = "
    const Plain = IntersectionObserver;
    window.IntersectionObserver = class extends Plain {
        constructor(tell, options) {
            super((entries, observer) => tell([{ isIntersecting: false }, ...entries], observer), options);
        }
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_starts_when_it_left_and_entered_the_screen_at_once() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let reader = world.browser().await?;
        reader.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": AT_ONCE })).await?;
        reader.goto(&partner.address()).await?;
        reader.within_frame(ELEMENT, async || is_ready(&reader).await).await
    })
    .await;
}
