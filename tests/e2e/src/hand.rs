//! What a reader's hand does to a page besides clicking: it turns the wheel, and goes on by the Tab key.

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{Browser, command, eventually};

/// No wheel turns further at once, in CSS pixels.
const NOTCH: f64 = 400.0;
/// No page has more stops of the Tab key before what a journey looks for.
const STOPS: usize = 80;

impl Browser {
    /// Turns the wheel once: so many CSS pixels down the page, or up where they are negative. Waits until the page
    /// rests.
    ///
    /// # Errors
    /// When the browser does not take it.
    pub async fn turn_wheel(&self, pixels: f64) -> Result<()> {
        let middle = self.script("return [innerWidth / 2 | 0, innerHeight / 2 | 0]").await?;
        let turn = json!({
            "type": "scroll", "x": middle[0], "y": middle[1], "deltaX": 0, "deltaY": pixels.round() as i64,
            "duration": 0, "origin": "viewport",
        });
        let wheel = json!({ "actions": [{ "type": "wheel", "id": "wheel", "actions": [turn] }] });
        command::send(&self.driver, Method::POST, "/actions", Some(wheel)).await?;
        self.rests().await
    }

    /// Turns the wheel until the element number `index` of what a CSS selector finds is `top` CSS pixels below the top
    /// of the window, or the page has no more to give.
    ///
    /// # Errors
    /// When there is no such element, or it does not come there.
    pub async fn scrolls_to(&self, css: &str, index: usize, top: f64) -> Result<()> {
        let script = "
            const { top } = document.querySelectorAll(arguments[0])[arguments[1]].getBoundingClientRect();
            const most = document.documentElement.scrollHeight - innerHeight;
            const away = top - arguments[2];
            return away < 0 ? Math.max(away, -scrollY) : Math.min(away, most - scrollY);";
        eventually(&format!("`{css}` number {index} is {top} pixels below the top"), async || {
            let away = self.script_with(script, vec![css.into(), index.into(), top.into()]).await?;
            let away = away.as_f64().context("a number")?;
            if away.abs() < 2.0 {
                return Ok(Some(()));
            }
            self.turn_wheel(away.clamp(-NOTCH, NOTCH)).await?;
            bail!("it was {away} pixels away")
        })
        .await
    }

    /// Presses Tab until what a CSS selector finds has the focus.
    ///
    /// # Errors
    /// When it never gets it.
    pub async fn tabs_to(&self, css: &str) -> Result<()> {
        let has_it = "return document.activeElement.matches(arguments[0])";
        for _ in 0..STOPS {
            self.press(Key::Tab).await?;
            if self.script_with(has_it, vec![css.into()]).await? == true {
                return Ok(());
            }
        }
        bail!("the Tab key does not come to `{css}`")
    }

    /// Waits until nothing scrolls any more, as it does for a while after a wheel or a key.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub async fn rests(&self) -> Result<()> {
        let script = "
            return new Promise((done) => {
                let [at, frames] = [scrollY, 0];
                const look = () => {
                    frames = scrollY === at ? frames + 1 : 0;
                    at = scrollY;
                    frames > 8 ? done(true) : requestAnimationFrame(look);
                };
                look();
            });";
        self.script(script).await.map(|_: Value| ())
    }
}
