//! One load of a page by a new browser, and what is read of it afterwards.
//!
//! While it loads, the page is left alone: any script of the bench in it would cost the time that is measured.
//! That a poll is live is seen at the server, by the open stream, and afterwards in the frame.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Options, PATIENCE, Partner, World};
use reqwest::{Client, header::ACCEPT_ENCODING};
use serde::Deserialize;
use serde_json::json;
use tokio::time::interval;

use super::pages::Kind;

/// How long every load is watched; longer only if a poll is not live by then.
const WINDOW: Duration = Duration::from_millis(2500);
/// How often the server is asked for its streams.
const LOOK: Duration = Duration::from_millis(10);
/// High enough that three polls are on the screen: an app below the screen does not start.
const SIZE: (u32, u32) = (1280, 2000);

/// What a load was like. Bytes are bodies as they were sent; times are in milliseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Load {
    /// Of files that the page itself loads: `embed.js`.
    pub(crate) page_scripts: u64,
    /// Of what the frames load.
    pub(crate) frames: Frames,
    /// The time that the page's main thread was busy, and the shares of scripts and layout.
    pub(crate) busy: f64,
    pub(crate) scripts: f64,
    pub(crate) layout: f64,
    /// Cumulative layout shift of the page.
    pub(crate) shift: f64,
    /// Since the navigation, until every poll has said that it shows.
    pub(crate) shown: f64,
    /// Since the navigation, until the first stream of updates is open.
    pub(crate) live: f64,
}

/// What the frames of a page load, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frames {
    pub(crate) html: u64,
    pub(crate) js: u64,
    pub(crate) wasm: u64,
    pub(crate) words: u64,
    pub(crate) other: u64,
}

/// What the page has noted of itself.
#[derive(Deserialize)]
struct Seen {
    ready: Vec<f64>,
    shift: f64,
    /// When the navigation began, in milliseconds since 1970.
    origin: f64,
    loaded: Vec<String>,
}

const SEEN: &str = "return { ...seen, origin: performance.timeOrigin,
    loaded: performance.getEntriesByType('resource').filter((e) => e.initiatorType === 'script').map((e) => e.name) }";

/// Kind and bytes of everything that a frame has loaded. What came from the cache has transferred nothing.
const LOADED: &str = "return performance.getEntries().filter((entry) => entry.transferSize > 0)
    .map(({ entryType, name, encodedBodySize }) => [entryType === 'navigation' ? 'html' : new URL(name).pathname, encodedBodySize])";

/// Loads the page once.
pub(crate) async fn load(world: &World, partner: &Partner, kind: Kind) -> Result<Load> {
    let http = world.http()?;
    let address = kind.put_on(partner);
    let browser = world.browser_with(Options { isolated: true, size: SIZE, ..Options::default() }).await?;
    // Of the thread itself: what other programs of the machine take meanwhile is not the page's.
    browser.devtools("Performance.enable", json!({ "timeDomain": "threadTicks" })).await?;
    browser.goto(&address).await?;
    let live = watch(world, &http, kind).await?;

    let times = browser.devtools("Performance.getMetrics", json!({})).await?;
    let time = |name: &str| -> Result<f64> {
        let all = times["metrics"].as_array().context("metrics")?;
        let value = all.iter().find(|metric| metric["name"] == name).and_then(|metric| metric["value"].as_f64());
        Ok(value.with_context(|| format!("Chromium does not say {name}"))? * 1000.0)
    };
    let seen: Seen = serde_json::from_value(browser.script(SEEN).await?)?;
    ensure!(seen.ready.len() == kind.polls().len(), "{} polls of {kind:?} have said that they show", seen.ready.len());
    has_own_processes(&browser, kind, &world.server.address()).await?;
    let mut load = Load {
        busy: time("TaskDuration")?,
        scripts: time("ScriptDuration")?,
        layout: time("LayoutDuration")?,
        shift: seen.shift,
        shown: seen.ready.into_iter().fold(0.0, f64::max),
        live: live.map_or(0.0, |at| at.as_secs_f64() * 1000.0 - seen.origin),
        ..Load::default()
    };
    for file in seen.loaded {
        load.page_scripts += sent(&http, &file).await?;
    }
    for poll in kind.polls() {
        load.frames.add(&browser, poll).await?;
    }
    browser.close().await?;
    gone(world, &http).await?;
    Ok(load)
}

/// Leaves the page alone for the window. Answers when the server had a stream open, since 1970.
async fn watch(world: &World, http: &Client, kind: Kind) -> Result<Option<Duration>> {
    let began = Instant::now();
    let mut live = None;
    let mut looks = interval(LOOK);
    loop {
        looks.tick().await;
        let waits = live.is_none() && !kind.polls().is_empty();
        if waits && streams(world, http).await? > 0 {
            live = Some(SystemTime::now().duration_since(UNIX_EPOCH)?);
        } else if !waits && began.elapsed() > WINDOW {
            return Ok(live);
        }
        ensure!(began.elapsed() < PATIENCE, "the poll of {kind:?} has not become live");
    }
}

/// Waits until the server has noticed that the browser is gone.
async fn gone(world: &World, http: &Client) -> Result<()> {
    hustings_e2e::eventually("no stream is open", async || Ok((streams(world, http).await? == 0).then_some(()))).await
}

/// How many streams the server holds open.
async fn streams(world: &World, http: &Client) -> Result<u64> {
    let text = http.get(format!("{}/metrics", world.server.address())).send().await?.text().await?;
    let line = text.lines().find_map(|line| line.strip_prefix("hustings_viewers "));
    Ok(line.context("the server does not say how many viewers it has")?.trim().parse()?)
}

/// The bytes of a file as Chromium is sent it. It tells a page nothing of other origins' files.
async fn sent(http: &Client, file: &str) -> Result<u64> {
    let answer = http.get(file).header(ACCEPT_ENCODING, "gzip, deflate, br, zstd").send().await?.error_for_status()?;
    Ok(answer.bytes().await?.len() as u64)
}

/// Fails where a frame shares the page's process, since the page's figures would then hold the frame's.
async fn has_own_processes(browser: &Browser, kind: Kind, polls: &str) -> Result<()> {
    let targets = browser.devtools("Target.getTargets", json!({})).await?;
    let all = targets["targetInfos"].as_array().context("targets")?;
    let is_frame = |target: &&serde_json::Value| {
        target["type"] == "iframe" && target["url"].as_str().is_some_and(|url| url.starts_with(polls))
    };
    let frames = all.iter().filter(is_frame).count();
    ensure!(frames == kind.polls().len(), "{frames} frames of {kind:?} are in another process than the page");
    Ok(())
}

impl Frames {
    /// Everything.
    pub(crate) fn sum(self) -> u64 {
        self.html + self.js + self.wasm + self.words + self.other
    }

    /// Adds what a poll's frame has loaded, after making sure that it is live.
    async fn add(&mut self, browser: &Browser, poll: &str) -> Result<()> {
        let loaded = browser
            .within_frame(poll, async || {
                let is_live = "return document.querySelector('.live-badge')?.dataset.status === 'live'";
                browser.holds(&format!("{poll} is live"), is_live).await?;
                browser.script(LOADED).await
            })
            .await?;
        for (path, bytes) in serde_json::from_value::<Vec<(String, u64)>>(loaded)? {
            *match path.rsplit('.').next() {
                _ if path.contains("/locales/") => &mut self.words,
                Some("html") => &mut self.html,
                Some("js") => &mut self.js,
                Some("wasm") => &mut self.wasm,
                _ => &mut self.other,
            } += bytes;
        }
        Ok(())
    }
}
