//! When the WASM takes over a served page: nothing moves, nothing is lost.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Options, World, eventually, journey};
use serde_json::Value;

use crate::steps::{ARTICLE, POLL, POLL_ID, counted, marks, says, send, tick};

/// Where everything is on the page: the place of every element, in pixels. The sign of the live
/// stream is left out: it is there to say something new. So is what a popover or a dialog holds until it is opened, and the
/// bar of an article until its reader scrolls up.
async fn layout(reader: &Browser) -> Result<Value> {
    reader
        .script(
            "
            return [...document.querySelectorAll('#app *:not(.live-badge, .continue-offer, .article-bar, [popover], dialog, .continue-offer *, .article-bar *, [popover] *, dialog *)')].map(e => {
                const b = e.getBoundingClientRect();
                return [e.tagName, e.className.toString(), b.x, b.y + scrollY, b.width, b.height].join(' ');
            });",
        )
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_on_the_screen_changes_when_the_app_takes_over() {
    // The button for being told of a poll's end comes later, where nobody looks.
    journey(&["--no-push"], async |world: &mut World| {
        for path in ["/en/", ARTICLE, "/ar/articles/night-trains", "/en/articles/library-of-things", "/en/polls/"] {
            let still = Options { still: true, ..Options::default() };
            let before = world.browser_with(still.clone()).await?;
            before.expect_error(".wasm");
            before.expect_error("Failed to fetch");
            before.expect_error("ERR_BLOCKED_BY_CLIENT");
            before.block(&["*.wasm"]).await?;
            before.goto(path).await?;
            let complete = "
                const sheets = [...document.querySelectorAll('link[rel=stylesheet]')];
                const later = sheets.filter((link) => new URL(link.href).pathname.startsWith('/style/'));
                return document.readyState === 'complete' && later.length > 0 && sheets.every((link) => link.sheet);";
            before.holds("the page is complete, with the sheets of what comes later", complete).await?;
            let after = world.browser_with(still).await?;
            after.goto(path).await?;
            after.comes_alive().await?;
            let (was, is) = (layout(&before).await?, layout(&after).await?);
            let (was, is) = (was.as_array().context("a list")?, is.as_array().context("a list")?);
            let moved: Vec<_> = was.iter().zip(is).filter(|(was, is)| was != is).take(5).collect();
            ensure!(
                was.len() == is.len() && moved.is_empty(),
                "{path}: {} and {} elements; {moved:#?}",
                was.len(),
                is.len()
            );
            // Pictures further down the list may be decoded later.
            eventually(&format!("{path}: the pictures are the same"), async || {
                Ok((before.picture().await? == after.picture().await?).then_some(()))
            })
            .await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_ticked_before_the_app_came_is_not_taken_away() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser().await?;
        // A page whose app comes late: its program waits until the reader has ticked something.
        reader
            .devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                serde_json::json!({ "source": "
                    const ticked = new Promise((go) => addEventListener('change', go, { once: true }));
                    const start = WebAssembly.instantiateStreaming;
                    WebAssembly.instantiateStreaming = (...program) => {
                        window.isLate = true;
                        return ticked.then(() => start.apply(WebAssembly, program));
                    };" }),
            )
            .await?;
        reader.goto(POLL).await?;
        reader.holds("the app is on its way", "return window.isLate === true").await?;
        tick(&reader, POLL_ID, "direct").await?;
        reader.comes_alive().await?;
        reader.holds("it is still ticked", "return document.querySelector('input[value=direct]').checked").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        marks(&reader, POLL_ID, &["direct"]).await
    })
    .await;
}

/// A hidden tab of a browser without `scheduler.yield`, which counts the pauses that are timeouts: there each lasts a second.
const HIDDEN: &str = "
    delete window.Scheduler?.prototype.yield;
    Object.defineProperty(document, 'hidden', { get: () => true });
    window.pauses = 0;
    const wait = window.setTimeout;
    window.setTimeout = (callback, ms, ...more) => {
        if (!ms) window.pauses += 1;
        return wait(callback, ms, ...more);
    };";

#[tokio::test(flavor = "multi_thread")]
async fn in_a_hidden_tab_the_app_starts_without_a_pause() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser().await?;
        let source = serde_json::json!({ "source": HIDDEN });
        reader.devtools("Page.addScriptToEvaluateOnNewDocument", source).await?;
        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        let pauses = reader.script("return [typeof Scheduler.prototype.yield, document.hidden, window.pauses]").await?;
        ensure!(pauses == serde_json::json!(["undefined", true, 0]), "{pauses}");
        Ok(())
    })
    .await;
}

/// An app that stops at this pause of its taking over, until it may go on; at 0, before its program is there.
const STOP_AT: &str = "
    let left = arguments_left;
    let isThere = left === 0;
    const start = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = (...program) => {
        isThere = true;
        return start.apply(WebAssembly, program);
    };
    const pause = scheduler.yield.bind(scheduler);
    const mayGoOn = new Promise((go) => { window.goOn = go; });
    scheduler.yield = async () => {
        // The boot script pauses as well, as often as it has files to ask for.
        if (isThere) left -= 1;
        if (isThere && left < 1) {
            window.hasStopped = true;
            await mayGoOn;
        }
        await pause();
    };";

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_counts_once_however_much_of_the_page_is_taken_over() {
    journey(&[], async |world: &mut World| {
        let before = counted(world, POLL_ID).await?;
        let stops = [0, 1, 3, 4, 5, 6, 7, 9, 12, 16];
        for (votes, stop) in (1..).zip(stops) {
            let reader = world.browser().await?;
            let source = STOP_AT.replace("arguments_left", &stop.to_string());
            reader.devtools("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({ "source": source })).await?;
            reader.goto(POLL).await?;
            let script = "return window.hasStopped || history.scrollRestoration === 'manual'";
            reader.holds("the app stops on its way", script).await?;
            tick(&reader, POLL_ID, "direct").await?;
            send(&reader, POLL_ID).await?;
            // Before the app has it, the form goes to the server by itself, and the next page comes to the same stop, maybe
            // after the vote is counted.
            eventually(&format!("the vote is counted and the page alive, stopped at {stop}"), async || {
                reader.script("window.goOn()").await?;
                let counted = counted(world, POLL_ID).await?;
                ensure!(counted[2] == before[2] + votes, "counted are {counted:?}");
                let is_alive = reader.script("return history.scrollRestoration === 'manual'").await?;
                Ok((is_alive == true).then_some(()))
            })
            .await?;
            reader.comes_alive().await?;
            marks(&reader, POLL_ID, &["direct"]).await?;
            reader.close().await?;
        }
        let mut expected = before;
        expected[2] += stops.len() as u64;
        let after = counted(world, POLL_ID).await?;
        ensure!(after == expected, "counted are {after:?} in the place of {expected:?}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_says_of_itself_is_not_said_again() {
    journey(&[], async |world: &mut World| {
        for path in ["/en/", ARTICLE, "/ar/articles/night-trains", POLL] {
            let reader = world.browser().await?;
            // To write the same language into the root once more has the browser style the whole page anew.
            let source = "
                window.saidAgain = [];
                addEventListener('DOMContentLoaded', () => {
                    const note = (changes) => window.saidAgain.push(...changes.map((change) => change.attributeName));
                    new MutationObserver(note).observe(document.documentElement, { attributeFilter: ['lang', 'dir'] });
                });";
            reader.devtools("Page.addScriptToEvaluateOnNewDocument", serde_json::json!({ "source": source })).await?;
            reader.goto(path).await?;
            reader.comes_alive().await?;
            let said = reader.script("return window.saidAgain").await?;
            ensure!(said == serde_json::json!([]), "{path}: {said} are written once more");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_layout_does_not_shift_while_the_page_loads() {
    journey(&[], async |world: &mut World| {
        let phone = Options { size: (360, 740), ..Options::default() };
        let reader = world.browser_with(phone).await?;
        reader
            .devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                serde_json::json!({ "source": "
                    window.shift = 0;
                    new PerformanceObserver(list => list.getEntries().forEach(e => { window.shift += e.value; }))
                        .observe({ type: 'layout-shift', buffered: true });" }),
            )
            .await?;
        for path in ["/en/", ARTICLE, POLL, "/en/polls/"] {
            reader.goto(path).await?;
            reader.comes_alive().await?;
            let shift = reader.script("return window.shift").await?.as_f64().context("a number")?;
            ensure!(shift == 0.0, "{path} shifts by {shift}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_asked_for_once_the_page_is_painted() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser().await?;
        for path in ["/en/", ARTICLE, POLL] {
            reader.goto(path).await?;
            reader.comes_alive().await?;
            // What is not painted after two seconds is not waited for.
            let times = reader
                .script(
                    "
                    const late = performance.getEntriesByType('navigation')[0].loadEventEnd + 2000;
                    const { glue, wasm } = document.querySelector('script[data-wasm]').dataset;
                    const files = performance.getEntriesByType('resource');
                    const asked = [glue, wasm].map(name => files.find(e => e.name.endsWith(name)).startTime);
                    const painted = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
                    return [Math.min(painted, late), ...asked];",
                )
                .await?;
            let [painted, glue, wasm] = [0, 1, 2].map(|index| times[index].as_f64().unwrap_or(f64::NAN));
            ensure!(painted <= glue.min(wasm), "{path} is painted at {painted} ms, and asks for {glue} and {wasm}");
        }
        Ok(())
    })
    .await;
}
