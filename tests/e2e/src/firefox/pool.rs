//! Firefoxes that journeys have one after the other, since starting one takes longer than most of what a reader does in it.
//!
//! No reader finds anything of another: what one leaves behind, tabs, cookies, storage, workers, caches, permissions, is
//! deleted when the browser is given back, and a browser of which that cannot be said is closed for good. Settings are each
//! reader's own.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Result, ensure};
use serde_json::json;
use thirtyfour::prelude::*;
use tokio::time::timeout;

use super::ask_browser;
use crate::{command, geckodriver::Geckodriver};

/// Those that no journey has at this moment.
static IDLE: Mutex<Vec<(WebDriver, Geckodriver)>> = Mutex::new(Vec::new());

/// How long forgetting a reader may take. A browser that takes longer is not worth waiting for.
const BOUND: Duration = Duration::from_secs(20);

/// Deletes everything that a browser keeps of its reader, who may have left it without a network.
const FORGET: &str = "
    Services.io.offline = false;
    return new Promise(resolve =>
        Services.clearData.deleteData(Ci.nsIClearDataService.CLEAR_ALL, { onDataDeleted: resolve }));";

/// A browser that is there.
pub(super) fn take() -> Option<(WebDriver, Geckodriver)> {
    IDLE.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

/// Gives a browser back, with nothing of its reader.
pub(crate) async fn give_back(driver: WebDriver, gecko: Geckodriver) {
    if matches!(timeout(BOUND, forget(&driver)).await, Ok(Ok(()))) {
        IDLE.lock().unwrap_or_else(PoisonError::into_inner).push((driver, gecko));
    } else {
        // A browser that does not answer is not asked to go: it ends with its driver.
        drop(gecko);
        let _ = timeout(BOUND, driver.quit()).await;
    }
}

/// Closes what is open, for an empty tab without a past, and deletes what is kept.
async fn forget(driver: &WebDriver) -> Result<()> {
    command::start_over(driver).await?;
    let failed = ask_browser(driver, FORGET, json!([])).await?;
    ensure!(failed == 0, "Firefox has not deleted everything: {failed}");
    Ok(())
}
