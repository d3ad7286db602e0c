//! Sessions, and the commands of WebDriver for which the library has no word.

use std::time::Duration;

use anyhow::{Context, Result};
use reqwest::{Client, Method};
use serde_json::Value;
use thirtyfour::{RequestData, SessionId, common::command::FormatRequestData, prelude::*};

/// Begins a session with a driver. Each command has a connection of its own: a session may outlive its journey, and with
/// that the runtime to which its connections belong.
pub(crate) async fn begin(driver: &str, capabilities: Capabilities) -> Result<WebDriver> {
    let client = Client::builder().timeout(Duration::from_secs(180)).pool_max_idle_per_host(0).build()?;
    let driver = WebDriver::builder(driver, capabilities)
        .client(client)
        .connect()
        .await
        .context("the driver opens no session")?;
    let seconds = |s| Some(Duration::from_secs(s));
    driver.update_timeouts(TimeoutConfiguration::new(seconds(120), seconds(60), seconds(0))).await?;
    Ok(driver)
}

/// Sends a command to a path below the session's, and gives its answer.
pub(crate) async fn send(driver: &WebDriver, method: Method, path: &str, body: Option<Value>) -> Result<Value> {
    let failed = || format!("WebDriver: {path}");
    let answer = driver.handle().cmd(Command { method, path: path.to_owned(), body }).await.with_context(failed)?;
    answer.value().with_context(failed)
}

/// Closes all tabs for an empty one without a past.
pub(crate) async fn start_over(driver: &WebDriver) -> Result<()> {
    let old = driver.windows().await?;
    let new = driver.new_tab().await?;
    for window in old {
        driver.switch_to_window(window).await?;
        send(driver, Method::DELETE, "/window", None).await?;
    }
    Ok(driver.switch_to_window(new).await?)
}

#[derive(Debug)]
struct Command {
    method: Method,
    path: String,
    body: Option<Value>,
}

impl FormatRequestData for Command {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let request = RequestData::new(self.method.clone(), format!("/session/{session}{}", self.path));
        match &self.body {
            Some(body) => request.add_body(body.clone()),
            None => request,
        }
    }
}
