//! What a browser is like, and how one is opened.

use std::{cell::RefCell, time::Duration};

use anyhow::{Context, Result};
use serde_json::json;
use thirtyfour::{ChromiumLikeCapabilities, prelude::*};

use crate::Browser;

/// What a browser is like. The default reads English on a wide screen, with scripts, in the light.
#[derive(Clone, Debug)]
pub struct Options {
    /// Width and height of the page's area, in CSS pixels.
    pub size: (u32, u32),
    /// Whether scripts run.
    pub scripts: bool,
    /// Whether the reader prefers dark pages.
    pub dark: bool,
    /// Whether the reader prefers that nothing moves.
    pub still: bool,
    /// What the browser says about languages.
    pub languages: &'static str,
    /// Where paths are relative to; the world's server by default.
    pub base: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { size: (1280, 900), scripts: true, dark: false, still: false, languages: "en", base: None }
    }
}

/// What Chromium needs to run without a screen, in a container, without calling anybody.
const ARGUMENTS: [&str; 10] = [
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
];

impl Browser {
    pub(crate) async fn open(driver: &str, base: String, options: &Options) -> Result<Self> {
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in ARGUMENTS {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--window-size={},{}", options.size.0, options.size.1))?;
        capabilities.add_arg(&format!("--accept-lang={}", options.languages))?;
        capabilities.add_arg(&format!("--lang={}", options.languages.split(',').next().unwrap_or("en")))?;
        let mut preferences = json!({ "intl.accept_languages": options.languages });
        if !options.scripts {
            preferences["profile.managed_default_content_settings.javascript"] = json!(2);
        }
        capabilities.add_experimental_option("prefs", preferences)?;
        capabilities.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;

        let driver = WebDriver::builder(driver, capabilities)
            .request_timeout(Duration::from_secs(60))
            .connect()
            .await
            .context("chromedriver opens no session")?;
        let browser = Self { driver, base, allowed: RefCell::default(), seen: RefCell::default() };
        let seconds = |s| Some(Duration::from_secs(s));
        browser.driver.update_timeouts(TimeoutConfiguration::new(seconds(30), seconds(30), seconds(0))).await?;
        let (width, height) = options.size;
        browser
            .devtools(
                "Emulation.setDeviceMetricsOverride",
                json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false }),
            )
            .await?;
        let media = json!([
            { "name": "prefers-color-scheme", "value": if options.dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": if options.still { "reduce" } else { "no-preference" } },
        ]);
        browser.devtools("Emulation.setEmulatedMedia", json!({ "features": media })).await?;
        Ok(browser)
    }
}
