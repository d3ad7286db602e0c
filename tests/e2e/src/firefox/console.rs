//! Firefox's console. What pages log is on the output of the browser; exceptions that nobody catches and
//! violations of the Content-Security-Policy are in the browser's own list of messages.

use std::{
    cell::{Cell, RefCell},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use thirtyfour::prelude::*;

use super::ask_browser;
use crate::{geckodriver::Geckodriver, messages::is_fault};

/// Hands the list of messages over and empties it. Flags: 1 is a warning, 8 a remark.
const TAKE_MESSAGES: &str = "
    const messages = Services.console.getMessageArray().filter(m => m instanceof Ci.nsIScriptError);
    Services.console.reset();
    return messages.map(m => ({
        mild: (m.flags & (1 | 8)) !== 0, category: m.category, text: m.errorMessage, source: m.sourceName || '',
    }));";

/// Where the messages of one Firefox are. Its driver lives as long as this.
#[derive(Debug)]
pub(crate) struct FirefoxConsole {
    driver: RefCell<Option<Geckodriver>>,
    output: PathBuf,
    /// How much of the output was read, in bytes.
    read: Cell<usize>,
}

#[derive(Debug, Deserialize)]
struct Message {
    /// Whether it is no more than a warning.
    mild: bool,
    category: String,
    text: String,
    /// The URL of the page or script that it is about.
    source: String,
}

impl FirefoxConsole {
    /// The console of a Firefox that this journey has. What was said before is nobody's fault now.
    pub(crate) async fn new(driver: &WebDriver, gecko: Geckodriver) -> Result<Self> {
        let output = gecko.output().to_owned();
        let console = Self { driver: RefCell::new(Some(gecko)), output, read: Cell::new(0) };
        console.faults(driver).await?;
        Ok(console)
    }

    /// The driver, when the browser goes back to where it came from; once.
    pub(crate) fn take_driver(&self) -> Option<Geckodriver> {
        self.driver.take()
    }

    /// The file with what the browser and its driver have said.
    pub(crate) fn output(&self) -> &Path {
        &self.output
    }

    /// The faults since this was last asked.
    pub(crate) async fn faults(&self, driver: &WebDriver) -> Result<Vec<String>> {
        // Messages of the page's process come before its answer, so that none is still under way.
        driver.execute("return null", vec![]).await?;
        let messages = ask_browser(driver, TAKE_MESSAGES, json!([])).await?;
        let messages: Vec<Message> = serde_json::from_value(messages).context("Firefox's list of messages")?;
        let output = fs::read(self.output()).context("Firefox's output")?;
        let new = String::from_utf8_lossy(output.get(self.read.replace(output.len())..).unwrap_or_default());
        let mut faults: Vec<String> = new.lines().filter(|line| is_bad_line(line)).map(str::to_owned).collect();
        let bad = messages.iter().filter(|message| is_bad(message));
        faults.extend(bad.map(|m| format!("{} {}: {}", m.source, m.category, m.text)));
        Ok(faults)
    }
}

/// `console.error: "words"`, or words that are bad at any level. Firefox logs there, too, but with the
/// name of one of its parts before the words: `console.error: RSLoader: words`; a value of a page
/// stands there as one writes it in a script, and never begins like that.
fn is_bad_line(line: &str) -> bool {
    let Some((level, words)) = line.strip_prefix("console.").and_then(|rest| rest.split_once(": ")) else {
        return false;
    };
    let part = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-. ".contains(c));
    let own = words.split_once(':').is_some_and(|(name, _)| part(name));
    !own && (level == "error" || is_fault(words))
}

fn is_bad(message: &Message) -> bool {
    let own = ["chrome:", "resource:", "moz-extension:", "about:"];
    let of_a_page = !own.iter().any(|scheme| message.source.starts_with(scheme));
    of_a_page && !is_unanswered(message) && (!message.mild || is_fault(&message.text))
}

/// Whether a service worker had no answer, since there was no network or the page was gone. Without a worker Firefox
/// keeps such a request to itself; what the page makes of it, the journeys see.
fn is_unanswered(message: &Message) -> bool {
    message.category == "Service Worker Interception"
        || message.text.contains("FetchEvent.respondWith() Promise rejected")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(mild: bool, text: &str, source: &str) -> Message {
        Message { mild, category: "content javascript".to_owned(), text: text.to_owned(), source: source.to_owned() }
    }

    #[test]
    fn errors_of_pages_are_faults_and_those_of_the_browser_are_not() {
        let page = "http://127.0.0.1:8080/en/";
        assert!(is_bad(&message(false, "TypeError: x is undefined", page)));
        assert!(is_bad(&message(true, "Content-Security-Policy: blocked an inline style", page)));
        assert!(is_bad(&message(false, "Content-Security-Policy: blocked a frame", "")));
        assert!(!is_bad(&message(true, "This property is deprecated", page)));
        assert!(!is_bad(&message(false, "NetworkError: FetchEvent.respondWith() Promise rejected", "")));
        assert!(!is_bad(&message(false, "TypeError: window is null", "chrome://browser/content/browser.js")));
        assert!(!is_bad(&message(false, "NS_ERROR", "resource:///modules/FaviconLoader.sys.mjs")));
    }

    #[test]
    fn only_logged_errors_are_faults() {
        assert!(is_bad_line("console.error: \"no\""));
        assert!(is_bad_line("console.warn: \"panicked at src/app.rs\""));
        assert!(is_bad_line("console.error: ({reason:\"a: b\"})"));
        assert!(!is_bad_line("console.warn: \"slow\""));
        assert!(!is_bad_line("console.error: RSLoader: "));
        assert!(!is_bad_line("*** You are running in headless mode."));
    }
}
