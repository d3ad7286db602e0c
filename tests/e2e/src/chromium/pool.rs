//! Chromiums that journeys have one after the other, since starting one takes longer than most of what a reader does in it.
//!
//! What is set when a browser starts, such as its languages, is part of what it is lent by; all else is each reader's own.
//! No reader finds anything of another: tabs, cookies, storage, workers, caches and permissions are deleted when the browser
//! is given back, and a browser of which that cannot be said is closed for good.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::Result;
use serde_json::{Value, json};
use thirtyfour::prelude::*;
use tokio::time::timeout;

use crate::command;

/// Those that no journey has at this moment, with what they were started with; the last that came back is the last here.
static IDLE: Mutex<Vec<(Value, WebDriver)>> = Mutex::new(Vec::new());

/// How many may wait for a reader: journeys that run at once want one or two each, and each takes memory.
const MOST: usize = 6;
/// How long forgetting a reader may take. A browser that takes longer is not worth waiting for.
const BOUND: Duration = Duration::from_secs(20);

/// A browser that was started with these capabilities, if one is there.
pub(super) fn take(capabilities: &Value) -> Option<WebDriver> {
    let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
    let found = idle.iter().rposition(|(own, _)| own == capabilities)?;
    Some(idle.remove(found).1)
}

/// Gives a browser back, with nothing of its reader.
pub(crate) async fn give_back(driver: WebDriver, capabilities: Value) {
    let leaves = if matches!(timeout(BOUND, forget(&driver)).await, Ok(Ok(()))) {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((capabilities, driver));
        (idle.len() > MOST).then(|| idle.remove(0).1)
    } else {
        Some(driver)
    };
    if let Some(driver) = leaves {
        // Its process goes with the driver at the latest.
        let _ = timeout(BOUND, driver.quit()).await;
    }
}

/// Closes what is open, for an empty tab without a past, and deletes what is kept. What DevTools were told about a tab, its
/// size and its network, goes with the tab.
async fn forget(driver: &WebDriver) -> Result<()> {
    command::start_over(driver).await?;
    let everything = json!({ "origin": "*", "storageTypes": "all" });
    for (command, parameters) in [
        ("Storage.clearDataForOrigin", everything),
        ("Network.clearBrowserCookies", json!({})),
        ("Network.clearBrowserCache", json!({})),
        ("Browser.resetPermissions", json!({})),
    ] {
        driver.cdp().send_raw(command, parameters).await?;
    }
    // What a page has said while it was closed is nobody's fault now.
    driver.browser_log().await?;
    Ok(())
}
