//! A reader's browser, used in the words of a reader.

use std::cell::{Cell, RefCell};

use anyhow::{Context, Result, bail, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::{
    Engine, command,
    console::Console,
    eventually,
    firefox::{ask_browser, click_notification},
};

/// A browser. Going places, looking and doing are here; opening it is in `console`, frames are in
/// `frames`, and what it leaves is in `evidence`.
#[derive(Debug)]
pub struct Browser {
    pub(crate) driver: WebDriver,
    pub(crate) base: String,
    pub(crate) console: Console,
    pub(crate) allowed: RefCell<Vec<String>>,
    pub(crate) seen: RefCell<Vec<String>>,
    pub(crate) closed: Cell<bool>,
}

impl Browser {
    /// A browser whose session has just begun.
    pub(crate) fn new(driver: WebDriver, base: String, console: Console) -> Self {
        Self { driver, base, console, allowed: RefCell::default(), seen: RefCell::default(), closed: Cell::new(false) }
    }

    /// What it is inside.
    pub fn engine(&self) -> Engine {
        self.console.engine()
    }

    /// The session itself, for what has no word here.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Sends a command of Chromium's DevTools protocol.
    ///
    /// # Errors
    /// When Chromium refuses it, and always in Firefox, which has no such protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        ensure!(
            self.engine() == Engine::Chromium,
            "only Chromium knows the DevTools command {command}: open this browser with `engine: Engine::Chromium`"
        );
        self.driver.cdp().send_raw(command, parameters).await.with_context(|| format!("DevTools: {command}"))
    }

    // Going places.

    /// Goes to a path of the publication, or to a full URL.
    ///
    /// # Errors
    /// When the browser cannot be told to.
    pub async fn goto(&self, path: &str) -> Result<()> {
        let url = if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() };
        self.driver.goto(&url).await.with_context(|| format!("going to {url}"))
    }

    /// Path, query and fragment of where the browser is.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn place(&self) -> Result<String> {
        let url = self.driver.current_url().await?.to_string();
        Ok(url.strip_prefix(&self.base).unwrap_or(&url).to_owned())
    }

    /// Waits until the browser is at this path.
    ///
    /// # Errors
    /// When it does not come there.
    pub async fn arrives_at(&self, path: &str) -> Result<()> {
        eventually(&format!("the browser is at {path}"), async || {
            let place = self.place().await?;
            ensure!(place == path, "it is at {place}");
            Ok(Some(()))
        })
        .await
    }

    /// Loads the page anew.
    ///
    /// # Errors
    /// When the browser cannot be told to.
    pub async fn reload(&self) -> Result<()> {
        // What `comes_alive` looks at outlives a reload in the history's entry.
        self.script("history.scrollRestoration = 'auto'").await?;
        if self.engine() == Engine::Chromium {
            return Ok(self.driver.refresh().await?);
        }
        // Firefox's driver would go around the service worker, which the reader's own reload does not.
        self.script("window.isStale = true; location.reload()").await?;
        self.holds("the page is loaded anew", "return !window.isStale && document.readyState === 'complete'").await
    }

    /// Waits until the WASM has taken the page over: the first thing that it then does for good is
    /// to care for scroll positions itself.
    ///
    /// # Errors
    /// When it does not.
    pub async fn comes_alive(&self) -> Result<()> {
        self.holds("the page is alive", "return history.scrollRestoration === 'manual'").await
    }

    // Looking.

    /// What a script answers.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn script(&self, script: &str) -> Result<Value> {
        self.script_with(script, vec![]).await
    }

    /// What a script with `arguments` answers.
    ///
    /// # Errors
    /// When the script fails.
    pub async fn script_with(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await.with_context(|| format!("script: {script}"))?.json().clone())
    }

    /// The element that a CSS selector finds, as soon as there is one.
    ///
    /// # Errors
    /// When none appears.
    pub async fn find(&self, css: &str) -> Result<WebElement> {
        eventually(&format!("an element `{css}`"), async || Ok(Some(self.driver.find(By::Css(css)).await?))).await
    }

    /// All elements that a CSS selector finds at this moment.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn all(&self, css: &str) -> Result<Vec<WebElement>> {
        Ok(self.driver.find_all(By::Css(css)).await?)
    }

    /// Whether nothing matches a CSS selector at this moment.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn has_no(&self, css: &str) -> Result<bool> {
        Ok(self.all(css).await?.is_empty())
    }

    /// The visible text of an element, white space collapsed.
    ///
    /// # Errors
    /// When there is no such element.
    pub async fn text(&self, css: &str) -> Result<String> {
        let text = self.find(css).await?.text().await?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// An attribute of an element; empty when it has none.
    ///
    /// # Errors
    /// When there is no such element.
    pub async fn attribute(&self, css: &str, name: &str) -> Result<String> {
        Ok(self.find(css).await?.attr(name).await?.unwrap_or_default())
    }

    /// Waits until the text of an element contains `expected`.
    ///
    /// # Errors
    /// When it does not in time; says what it contained instead.
    pub async fn sees(&self, css: &str, expected: &str) -> Result<()> {
        eventually(&format!("`{css}` says {expected:?}"), async || {
            let mut all = Vec::new();
            for element in self.all(css).await? {
                all.push(element.text().await?.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            if all.iter().any(|text| text.contains(expected)) {
                return Ok(Some(()));
            }
            bail!("it says {all:?}")
        })
        .await
    }

    /// Waits until a script answers true.
    ///
    /// # Errors
    /// When it does not in time.
    pub async fn holds(&self, what: &str, script: &str) -> Result<()> {
        eventually(what, async || {
            let answer = self.script(script).await?;
            ensure!(answer == Value::Bool(true), "the script answered {answer}");
            Ok(Some(()))
        })
        .await
    }

    /// The button, link or control with this accessible name, within what a CSS selector finds.
    ///
    /// # Errors
    /// When none appears.
    pub async fn named(&self, css: &str, name: &str) -> Result<WebElement> {
        let what = format!("a `{css}` with the accessible name {name:?}");
        eventually(&what, async || {
            let mut names = Vec::new();
            for element in self.all(css).await? {
                let found = self.accessible_name(&element).await?;
                if found == name {
                    return Ok(Some(element));
                }
                names.push(found);
            }
            bail!("there are {names:?}")
        })
        .await
    }

    /// The name that a screen reader says, as the browser computes it.
    ///
    /// # Errors
    /// When the element is gone.
    pub async fn accessible_name(&self, element: &WebElement) -> Result<String> {
        let path = format!("/element/{}/computedlabel", element.element_id());
        let name = command::send(&self.driver, Method::GET, &path, None).await?;
        Ok(name.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" "))
    }

    // Doing.

    /// Clicks what a CSS selector finds.
    ///
    /// # Errors
    /// When there is nothing to click.
    pub async fn click(&self, css: &str) -> Result<()> {
        eventually(&format!("`{css}` can be clicked"), async || {
            let element = self.driver.find(By::Css(css)).await?;
            // A driver scrolls only until something is at the edge of the window, where it may lie below a bar. A hand goes on.
            if let Err(error) = element.click().await {
                let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
                self.driver.execute(middle, vec![element.to_json()?]).await?;
                return Err(error.into());
            }
            Ok(Some(()))
        })
        .await
    }

    /// Clicks the element with this accessible name.
    ///
    /// # Errors
    /// When there is nothing to click.
    pub async fn click_named(&self, css: &str, name: &str) -> Result<()> {
        eventually(&format!("`{css}` named {name:?} can be clicked"), async || {
            let element = self.named(css, name).await?;
            element.scroll_into_view().await?;
            element.click().await?;
            Ok(Some(()))
        })
        .await
    }

    /// Clicks the notification of the publication that is shown. In Firefox only.
    ///
    /// # Errors
    /// When there is none.
    pub async fn click_notification(&self) -> Result<()> {
        ensure!(self.engine() == Engine::Firefox, "only Firefox shows notifications that a test can click");
        click_notification(&self.driver).await
    }

    /// Presses a key on whatever has the focus.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn press(&self, key: Key) -> Result<()> {
        Ok(self.driver.action_chain().send_keys(key).perform().await?)
    }

    /// Presses a key while Shift is held.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn press_with_shift(&self, key: Key) -> Result<()> {
        let keys = self.driver.action_chain().key_down(Key::Shift).send_keys(key).key_up(Key::Shift);
        Ok(keys.perform().await?)
    }

    /// Lets requests to URLs that match these patterns fail (`*` stands for anything), and no
    /// others from now on. In Chromium only.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn block(&self, patterns: &[&str]) -> Result<()> {
        self.devtools("Network.enable", json!({})).await?;
        self.devtools("Network.setBlockedURLs", json!({ "urls": patterns })).await.map(drop)
    }

    /// Goes off the line, or back onto it. Firefox still reaches this machine then, and says that it is off the line.
    ///
    /// # Errors
    /// When the browser refuses.
    pub async fn set_offline(&self, offline: bool) -> Result<()> {
        if self.engine() == Engine::Firefox {
            return ask_browser(&self.driver, "Services.io.offline = arguments[0]", json!([offline])).await.map(drop);
        }
        self.devtools("Network.enable", json!({})).await?;
        let conditions = json!({ "offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.devtools("Network.emulateNetworkConditions", conditions).await.map(drop)
    }

    /// Loses the line for a moment, and notices that it is back.
    ///
    /// # Errors
    /// When the browser refuses, or its page does not hear of it.
    pub async fn reconnects(&self) -> Result<()> {
        // What Chromium says of requests in that moment.
        self.expect_error("ERR_INTERNET_DISCONNECTED");
        self.set_offline(true).await?;
        self.holds("the page knows that there is no network", "return !navigator.onLine").await?;
        self.set_offline(false).await?;
        self.holds("the page knows that there is a network", "return navigator.onLine").await
    }
}
