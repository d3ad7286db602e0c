//! What a browser's console holds against a page: errors that it logs, exceptions that nobody catches,
//! violations of the Content-Security-Policy. Also in frames, whatever site they are from. The one place that tells the
//! engines apart when a browser comes and goes.

use std::path::Path;

use anyhow::Result;
use serde_json::Value;
use thirtyfour::prelude::*;

use crate::{
    Engine, Options, chromium,
    firefox::{self, FirefoxConsole},
    messages::is_fault,
    webkit::{self, WebKitDriver},
};

/// Where the messages are.
#[derive(Debug)]
pub(crate) enum Console {
    /// chromedriver hands them out. The browser is lent by what it was started with.
    Chromium(Value),
    /// Some are on Firefox's output, the others in the browser itself.
    Firefox(FirefoxConsole),
    /// Nobody hands them out.
    WebKit(WebKitDriver),
}

impl Console {
    /// Opens a browser as described: its session, and where its messages are.
    pub(crate) async fn open(options: &Options) -> Result<(WebDriver, Self)> {
        Ok(match options.engine {
            Engine::Chromium => {
                let (driver, started_with) = chromium::open(options).await?;
                (driver, Self::Chromium(started_with))
            }
            Engine::Firefox => {
                let (driver, console) = firefox::open(options).await?;
                (driver, Self::Firefox(console))
            }
            Engine::WebKit => {
                let (session, driver) = webkit::open(options).await?;
                (session, Self::WebKit(driver))
            }
        })
    }

    pub(crate) fn engine(&self) -> Engine {
        match self {
            Self::Chromium(_) => Engine::Chromium,
            Self::Firefox(_) => Engine::Firefox,
            Self::WebKit(_) => Engine::WebKit,
        }
    }

    /// The file with what the browser has said on its output, where that is kept.
    pub(crate) fn output(&self) -> Option<&Path> {
        match self {
            Self::Chromium(_) => None,
            Self::Firefox(console) => Some(console.output()),
            Self::WebKit(driver) => Some(driver.output()),
        }
    }

    /// Gives the browser back to where it came from; once.
    pub(crate) async fn give_back(&self, driver: WebDriver) {
        match self {
            Self::Chromium(capabilities) => chromium::pool::give_back(driver, capabilities.clone()).await,
            Self::Firefox(console) => {
                if let Some(gecko) = console.take_driver() {
                    firefox::pool::give_back(driver, gecko).await;
                }
            }
            Self::WebKit(_) => {
                // Its process goes with the driver at the latest.
                let _ = driver.quit().await;
            }
        }
    }

    /// The faults since this was last asked.
    pub(crate) async fn faults(&self, driver: &WebDriver) -> Result<Vec<String>> {
        match self {
            Self::Firefox(console) => console.faults(driver).await,
            Self::WebKit(_) => {
                let notice = driver.find_all(By::Css(".crash")).await?;
                Ok(notice.iter().map(|_| "the page says that its app has stopped".to_owned()).collect())
            }
            Self::Chromium(_) => {
                let log = driver.browser_log().await?;
                let bad = log.into_iter().filter(|entry| entry.level == "SEVERE" || is_fault(&entry.message));
                Ok(bad.map(|entry| format!("{} {}", entry.level, entry.message)).collect())
            }
        }
    }
}
