//! Who may frame what, and what strangers may say.

use anyhow::{Result, ensure};
use hustings_e2e::{Options, Page, World, eventually, journey};

use crate::{
    embedding::{BOTH, ELEMENT, edit_poll, is_ready, page_with, reader_on},
    steps::{FIGURES, POLL_ID, shows, vote},
};

async fn allow(world: &World, origin: &str) -> Result<()> {
    edit_poll(world, "allowed_origins = []", &format!("allowed_origins = [\"{origin}\"]")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_allowed_is_told_why_and_what_to_add() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        allow(world, "https://elsewhere.example").await?;
        let page = page_with(&partner, "refused", "<hustings-poll poll=night-trains></hustings-poll>");
        let advice = format!("to add \"{}\" to allowed_origins in polls/night-trains.toml", partner.address());
        for engine in BOTH {
            let reader = world.browser_with(Options::with(engine)).await?;
            reader.goto(&page).await?;
            reader
                .within_frame(ELEMENT, async || {
                    let host = partner.address().trim_start_matches("http://").to_owned();
                    reader.sees("h1", &format!("This poll is not shown on {host}")).await?;
                    ensure!(reader.has_no("form").await?, "there is a form");
                    Ok(())
                })
                .await?;
            eventually("the console says why", async || {
                let faults = reader.faults().await?;
                ensure!(
                    faults.iter().any(|fault| fault.contains(&advice.replace('"', "\\\"")) || fault.contains(&advice)),
                    "it says {faults:?}"
                );
                Ok(Some(()))
            })
            .await?;
            reader.expect_error("");
        }
        Ok(())
    })
    .await;
}

/// Notes which timers of a page wait for seconds, as what takes a frame for silent does.
const NOTES_TIMERS: &str = "
    const { setTimeout: start, clearTimeout: stop } = window;
    window.waiting = new Set();
    window.setTimeout = (act, ms, ...more) => {
        const timer = start(act, ms, ...more);
        if (ms >= 4000) waiting.add(timer);
        return timer;
    };
    window.clearTimeout = (timer) => {
        waiting.delete(timer);
        stop(timer);
    };
    addEventListener('hustings-error', ({ detail }) => { window.fault = detail.code; });";

/// Else a file beside the script, or nothing, would take the place of what says why there is no poll.
#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_says_why_it_shows_no_poll_is_not_taken_for_silent() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "no-such", "<hustings-poll poll=no-such></hustings-poll>");
        let reader = world.browser().await?;
        reader.expect_error("");
        let source = serde_json::json!({ "source": NOTES_TIMERS });
        reader.devtools("Page.addScriptToEvaluateOnNewDocument", source).await?;
        reader.goto(&page).await?;
        reader.holds("the page is told why", "return window.fault === 'not_found'").await?;
        reader.within_frame("hustings-poll", async || reader.sees("h1", "Page not found").await).await?;
        reader.holds("nothing waits for it to speak", "return waiting.size === 0").await?;
        ensure!(reader.script("return window.fault").await? == "not_found", "another fault was told");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_hosts_and_pages_that_frame_the_app_are_refused() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        allow(world, "https://elsewhere.example").await?;
        for (name, address) in [
            ("liar", "/embed/polls/night-trains?host=https://elsewhere.example"),
            ("app", "/en/polls/night-trains"),
            ("article", "/en/articles/night-trains"),
        ] {
            let html = format!("<!doctype html><title>A page</title><iframe src='{{{{polls}}}}{address}'></iframe>");
            let page = partner.page(&format!("/test/{name}"), Page::new(html));
            for engine in BOTH {
                let reader = world.browser_with(Options::with(engine)).await?;
                reader.expect_error("");
                reader.goto(&page).await?;
                // What a browser shows in the place of a refused page comes when the page that frames it has been loaded.
                eventually(&format!("{name} in {engine:?} does not show it"), async || {
                    reader.leave_frame().await?;
                    reader.driver().find(hustings_e2e::By::Css("iframe")).await?.enter_frame().await?;
                    let script = "
                        const isThere = document.readyState === 'complete' && location.href !== 'about:blank';
                        return isThere && document.querySelector('.poll-card, .site-header') === null";
                    ensure!(reader.script(script).await? == true, "it does");
                    Ok(Some(()))
                })
                .await?;
                reader.leave_frame().await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_allowed_page_shows_the_poll_and_its_votes_count() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        allow(world, &partner.address()).await?;
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), partner.address()).await?;
            reader
                .within_frame(ELEMENT, async || {
                    is_ready(&reader).await?;
                    vote(&reader, POLL_ID, &["direct"]).await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

/// Says a thousand things that are nearly right, always the same ones.
const FUZZ: &str = "
    const target = arguments[0], poll = 'night-trains';
    let seed = 42;
    const random = (n) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
    const pick = (list) => list[random(list.length)];
    const values = [undefined, null, true, -1, 0, 1e9, NaN, '', 'x', 'dark', '<img src=x onerror=alert(1)>', [], {},
        'a'.repeat(70000), 'javascript:alert(1)', '../../..', '\\u0000', Symbol.iterator.toString()];
    for (let i = 0; i < 1000; i += 1) {
        const data = pick([
            pick(values),
            { hustings: pick([1, '1', 2, null]), type: pick(['config', 'height', 'voted', 'ready', 'error', 'receipt', 'x', 7]),
              poll: pick([poll, 'other', pick(values)]), theme: pick(values), lang: pick(['', 'x', '!', pick(values)]),
              accent: pick(values), receipt: pick(values), identity: pick(values), height: pick(values), code: pick(values),
              message: pick(values), storage: pick(values), title: pick(values), acted: pick(values) },
        ]);
        // Another language is a wish that is granted.
        if (data && typeof data === 'object' && /^[a-z0-9-]{2,35}$/i.test(data.lang)) data.lang = '';
        try { target.postMessage(data, '*'); } catch {}
    }";

#[tokio::test(flavor = "multi_thread")]
async fn random_messages_from_the_host_change_nothing() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), partner.address()).await?;
            reader.within_frame(ELEMENT, async || is_ready(&reader).await).await?;
            let frame = format!("return document.querySelector('{ELEMENT}').shadowRoot.querySelector('iframe')");
            reader.script(&FUZZ.replace("arguments[0]", &format!("(() => {{ {frame} }})().contentWindow"))).await?;
            reader
                .within_frame(ELEMENT, async || {
                    shows(&reader, POLL_ID, &FIGURES).await?;
                    ensure!(reader.script("return location.pathname").await? == "/embed/polls/night-trains");
                    is_ready(&reader).await
                })
                .await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn random_messages_from_another_frame_change_nothing() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let html = "<!doctype html><title>A stranger</title><p>a stranger";
        partner.page("/test/stranger", Page::new(html));
        let stranger = partner.address().replace("localhost", "127.0.0.1");
        let body = format!(
            "<!doctype html><html lang=en><script async src={{{{polls}}}}/embed/v1/embed.js></script>\
             <hustings-poll poll=night-trains></hustings-poll><iframe id=stranger src={stranger}/test/stranger></iframe>"
        );
        let page = partner.page("/test/with-stranger", Page::new(body));
        for engine in BOTH {
            let reader = reader_on(world, Options::with(engine), &page).await?;
            reader.within_frame(ELEMENT, async || is_ready(&reader).await).await?;
            let state = format!(
                "const poll = document.querySelector('{ELEMENT}'), frame = poll.shadowRoot.querySelector('iframe');
                return JSON.stringify([poll.offsetHeight, frame.hidden, frame.title, {{...localStorage}}]);"
            );
            let before = reader.script(&state).await?;
            reader
                .within_frame("#stranger", async || reader.script(&FUZZ.replace("arguments[0]", "parent")).await)
                .await?;
            ensure!(reader.script(&state).await? == before, "{engine:?}: {} after {before}", reader.script(&state).await?);
        }
        Ok(())
    })
    .await;
}
