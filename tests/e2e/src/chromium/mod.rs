//! Opening Chromium.

pub(crate) mod pool;

use std::env;

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::{ChromiumLikeCapabilities, prelude::*};

use crate::{Options, command, shared};

/// What Chromium needs to run without a screen, in a container, without calling anybody.
const ARGUMENTS: [&str; 11] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    // Of a second tab alone: the page's area has the size that its reader wants.
    "--window-size=1280,900",
];

/// The address bar's own pages, which nobody sees and which take half of the time that a Chromium needs to start, are
/// switched off in either.
///
/// A frame of another site in the process of its page: there chromedriver hears its console, and the
/// reader's preferences hold in it. What sites may know of each other stays the same.
const ONE_PROCESS: [&str; 2] = [
    "--disable-site-isolation-trials",
    "--disable-features=IsolateOrigins,site-per-process,OriginKeyedProcessesByDefault,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
];

/// A frame of another site in a process of its own, as on a reader's computer.
const PROCESS_PER_SITE: [&str; 2] = ["--site-per-process", "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup"];

/// What the settings call a thing that no site may have.
const FORBIDDEN: u32 = 2;
/// What the settings call letting third parties keep cookies, which is no longer the rule.
const ALLOW_THIRD_PARTIES: u32 = 0;
/// What they call the opposite.
const BLOCK_THIRD_PARTIES: u32 = 1;

/// A Chromium, and what it was started with: one that another reader has left, where it was started for the like, or a new
/// one.
pub(crate) async fn open(options: &Options) -> Result<(WebDriver, Value)> {
    let capabilities = capabilities(options)?;
    let started_with = serde_json::to_value(&capabilities)?;
    let driver = match pool::take(&started_with) {
        Some(driver) => driver,
        None => command::begin(shared::chromedriver()?.address(), capabilities).await?,
    };
    let (width, height) = options.size;
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
    prefer(&driver, options.dark, options.still).await?;
    Ok((driver, started_with))
}

/// Makes the reader prefer dark pages, or light ones, and pages on which nothing moves, or any.
pub(crate) async fn prefer(driver: &WebDriver, dark: bool, still: bool) -> Result<()> {
    let media = json!([
        { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
        { "name": "prefers-reduced-motion", "value": if still { "reduce" } else { "no-preference" } },
    ]);
    driver.cdp().send_raw("Emulation.setEmulatedMedia", json!({ "features": media })).await?;
    Ok(())
}

fn capabilities(options: &Options) -> Result<Capabilities> {
    let mut capabilities = DesiredCapabilities::chrome();
    let processes = if options.isolated { &PROCESS_PER_SITE[..] } else { &ONE_PROCESS };
    for &argument in ARGUMENTS.iter().chain(processes) {
        capabilities.add_arg(argument)?;
    }
    // Pages are the same in it. What is a setting of Chrome's, it has not.
    if options.scripts
        && options.cookies
        && options.third_party_cookies
        && !options.isolated
        && !options.notifications
        && let Ok(shell) = env::var("HEADLESS_SHELL")
    {
        capabilities.set_binary(&shell)?;
    }
    capabilities.add_arg(&format!("--accept-lang={}", options.languages))?;
    capabilities.add_arg(&format!("--lang={}", options.languages.split(',').next().unwrap_or("en")))?;
    let mut preferences = json!({ "intl.accept_languages": options.languages });
    if !options.scripts {
        preferences["profile.managed_default_content_settings.javascript"] = json!(FORBIDDEN);
    }
    let mode = if options.third_party_cookies { ALLOW_THIRD_PARTIES } else { BLOCK_THIRD_PARTIES };
    preferences["profile.cookie_controls_mode"] = json!(mode);
    preferences["profile.block_third_party_cookies"] = json!(!options.third_party_cookies);
    if !options.cookies {
        preferences["profile.managed_default_content_settings.cookies"] = json!(FORBIDDEN);
    }
    capabilities.add_experimental_option("prefs", preferences)?;
    capabilities.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
    Ok(capabilities.into())
}
