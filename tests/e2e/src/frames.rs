//! Frames: a poll in a partner's page lives in one, which usually is in the shadow of its element.

use anyhow::Result;
use serde_json::Value;

use crate::{Browser, eventually};

/// The frame that a selector finds, or the one in the open shadow of what it finds; comes near enough
/// that a lazy frame loads.
const FRAME: &str = "
    const found = document.querySelector(arguments[0]);
    const frame = found?.shadowRoot ? found.shadowRoot.querySelector('iframe') : found;
    if (frame?.localName !== 'iframe') return null;
    frame.scrollIntoView({ block: 'center', behavior: 'instant' });
    return frame;";

impl Browser {
    /// Goes on inside a frame: the one that a CSS selector finds, or the one in the open shadow root of
    /// the element that it finds, such as `hustings-poll[poll=night-trains]`. Waits until it has loaded.
    ///
    /// # Errors
    /// When there is no such frame in time, or nothing loads in it.
    pub async fn enter_frame(&self, css: &str) -> Result<()> {
        eventually(&format!("a frame at `{css}`"), async || {
            let found = self.driver.execute(FRAME, vec![css.into()]).await?;
            if found.json() == &Value::Null {
                return Ok(None);
            }
            // A frame that is just being replaced is found again.
            Ok(Some(found.element()?.enter_frame().await?))
        })
        .await?;
        let loaded = "return document.readyState === 'complete' && location.href !== 'about:blank'";
        let outcome = self.holds(&format!("the frame at `{css}` has loaded"), loaded).await;
        if outcome.is_err() {
            // Whoever goes on after the error does so where they were.
            self.driver.enter_parent_frame().await?;
        }
        outcome
    }

    /// Goes on in the page itself.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn leave_frame(&self) -> Result<()> {
        Ok(self.driver.enter_default_frame().await?)
    }

    /// Does something inside a frame, see [`Browser::enter_frame`], and comes back to the page whatever
    /// the outcome is.
    ///
    /// # Errors
    /// Those of the frame, and those of what is done.
    pub async fn within_frame<T>(&self, css: &str, inside: impl AsyncFnOnce() -> Result<T>) -> Result<T> {
        self.enter_frame(css).await?;
        let outcome = inside().await;
        self.leave_frame().await?;
        outcome
    }
}
