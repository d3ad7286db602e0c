//! Opening Firefox.

mod console;
pub(crate) mod pool;
mod preferences;

use std::env;

use anyhow::Result;
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

pub(crate) use console::FirefoxConsole;

use crate::{Options, command, eventually, geckodriver::Geckodriver, shared};

/// How much larger than the page's area the window is, in pixels: Firefox has its bars also without a screen.
const BARS: u32 = 200;
/// The narrowest window that Firefox makes.
const NARROWEST: u32 = 500;

/// A Firefox: one that another reader has left, where that may be, or a new one.
pub(crate) async fn open(options: &Options) -> Result<(WebDriver, FirefoxConsole)> {
    let (driver, gecko) = match pool::take() {
        Some((driver, gecko)) => {
            set(&driver, preferences::of_reader(options)).await?;
            (driver, gecko)
        }
        None => start(options).await?,
    };
    let console = FirefoxConsole::new(&driver, gecko).await?;
    resize(&driver, options.size).await?;
    Ok((driver, console))
}

/// Makes the reader prefer dark pages, or light ones, from now on.
pub(crate) async fn prefer_dark(driver: &WebDriver, dark: bool) -> Result<()> {
    set(driver, vec![preferences::theme(dark)]).await
}

/// Gives the page's area this size, which may be narrower than any window of Firefox.
async fn resize(driver: &WebDriver, (width, height): (u32, u32)) -> Result<()> {
    driver.set_window_rect(0, 0, width.max(NARROWEST), height + BARS).await?;
    let frame = "
        const [width, height] = arguments;
        for (const [name, value] of [['width', width], ['height', height]]) {
            for (const bound of ['min', 'max']) {
                gBrowser.selectedBrowser.style.setProperty(`${bound}-${name}`, `${value}px`);
            }
        }";
    ask_browser(driver, frame, json!([width, height])).await?;
    let expected = json!([width, height]);
    eventually(&format!("the page's area is {width} by {height} pixels"), async || {
        let size = driver.execute("return [innerWidth, innerHeight]", vec![]).await?;
        Ok((*size.json() == expected).then_some(()))
    })
    .await
}

/// Starts a Firefox with a driver and a profile of its own.
async fn start(options: &Options) -> Result<(WebDriver, Geckodriver)> {
    let gecko = Geckodriver::start(&shared::new_folder("firefox")?).await?;
    let mut capabilities = DesiredCapabilities::firefox();
    capabilities.set_headless()?;
    if let Some(program) = env::var_os("FIREFOX") {
        capabilities.set_firefox_binary(&program.to_string_lossy())?;
    }
    capabilities.set_preferences(preferences::preferences(options)?)?;
    Ok((command::begin(gecko.address(), capabilities.into()).await?, gecko))
}

/// Changes settings of a Firefox that runs; null is what it does by itself.
async fn set(driver: &WebDriver, preferences: Vec<(&str, Value)>) -> Result<()> {
    let script = "
        const setters = { boolean: 'setBoolPref', number: 'setIntPref', string: 'setStringPref' };
        for (const [name, value] of arguments[0]) {
            Services.prefs[setters[typeof value] ?? 'clearUserPref'](name, value);
        }";
    ask_browser(driver, script, json!([preferences])).await.map(drop)
}

/// Clicks the notification that is shown, as a mouse does that stands in its middle. Firefox draws it in a small window of its own, of
/// which its driver knows nothing.
pub(crate) async fn click_notification(driver: &WebDriver) -> Result<()> {
    let script = "
        const shown = [...Services.ww.getWindowEnumerator()].find((window) => window.document.getElementById('alertTextBox'));
        const { left, top, width, height } = shown?.document.getElementById('alertTextBox').getBoundingClientRect() ?? {};
        if (!width) return false;
        const middle = [left + width / 2, top + height / 2];
        for (const type of ['mousemove', 'mousedown', 'mouseup']) {
            // Until Firefox 139 it was another one's.
            if (shown.synthesizeMouseEvent) shown.synthesizeMouseEvent(type, ...middle, { clickCount: 1 });
            else shown.windowUtils.sendMouseEvent(type, ...middle, 0, 1, 0);
        }
        return true;";
    eventually("a notification", async || Ok((ask_browser(driver, script, json!([])).await? == true).then_some(())))
        .await
}

/// What a script answers that runs in Firefox itself and not in a page.
pub(crate) async fn ask_browser(driver: &WebDriver, script: &str, arguments: Value) -> Result<Value> {
    let into = async |context: &str| {
        command::send(driver, Method::POST, "/moz/context", Some(json!({ "context": context }))).await
    };
    into("chrome").await?;
    let body = json!({ "script": script, "args": arguments });
    let answer = command::send(driver, Method::POST, "/execute/sync", Some(body)).await;
    into("content").await?;
    answer
}
