//! What a reader's hand does to a page besides clicking: it turns the wheel, goes on by the Tab key, and drags.

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{Browser, command, eventually};

/// No wheel turns further at once, in CSS pixels.
const NOTCH: f64 = 400.0;
/// No page has more stops of the Tab key before what a journey looks for.
const STOPS: usize = 80;
/// In so many steps something is dragged, each of so many milliseconds.
const STEPS: i64 = 8;
const STEP_MS: u64 = 20;

/// With what a hand points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse.
    Mouse,
    /// A finger on the glass.
    Finger,
}

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

    /// Takes hold of what a CSS selector finds, moves it so many CSS pixels down, or up where they are negative, and lets go.
    ///
    /// # Errors
    /// When there is no such element, or the browser does not take it.
    pub async fn drags(&self, css: &str, pixels: f64, with: Pointer) -> Result<()> {
        self.drag(css, pixels, with, false).await
    }

    /// The same with the mouse, and Escape before it lets go.
    ///
    /// # Errors
    /// When there is no such element, or the browser does not take it.
    pub async fn drags_and_escapes(&self, css: &str, pixels: f64) -> Result<()> {
        self.drag(css, pixels, Pointer::Mouse, true).await
    }

    async fn drag(&self, css: &str, pixels: f64, with: Pointer, escapes: bool) -> Result<()> {
        let element = self.find(css).await?;
        let middle = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.script_with(middle, vec![element.to_json()?]).await?;
        let wait = json!({ "type": "pause", "duration": 0 });
        let mut pointer = vec![
            json!({ "type": "pointerMove", "origin": element.to_json()?, "x": 0, "y": 0, "duration": 0 }),
            json!({ "type": "pointerDown", "button": 0 }),
        ];
        for step in 1..=STEPS {
            let y = (pixels * step as f64 / STEPS as f64).round() - (pixels * (step - 1) as f64 / STEPS as f64).round();
            let duration = STEP_MS;
            pointer.push(
                json!({ "type": "pointerMove", "origin": "pointer", "x": 0, "y": y as i64, "duration": duration }),
            );
        }
        let mut keys = vec![wait.clone(); pointer.len()];
        if escapes {
            pointer.extend([wait.clone(), wait.clone()]);
            // Escape, as WebDriver writes it (section 17.4.2).
            keys.extend(["keyDown", "keyUp"].map(|kind| json!({ "type": kind, "value": "\u{e00c}" })));
        }
        pointer.push(json!({ "type": "pointerUp", "button": 0 }));
        let kind = if with == Pointer::Mouse { "mouse" } else { "touch" };
        let mut sources =
            vec![json!({ "type": "pointer", "id": kind, "parameters": { "pointerType": kind }, "actions": pointer })];
        if escapes {
            sources.push(json!({ "type": "key", "id": "keys", "actions": keys }));
        }
        command::send(&self.driver, Method::POST, "/actions", Some(json!({ "actions": sources }))).await.map(drop)
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
