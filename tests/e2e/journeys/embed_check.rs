//! What a partner is told: by the panel of check.js on the very page, by the command, and by "Put a poll on
//! your page".

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, Page, Partner, World, eventually, journey};
use serde_json::Value;

use crate::embedding::{BOTH, is_ready, page_with, reader_on};

const TWO_POLLS: &str = "<script async src={{polls}}/embed/v1/check.js></script>\
    <hustings-poll poll=night-trains></hustings-poll><hustings-poll poll=leap-second></hustings-poll>";

/// The panel's section, in the shadow of an element of its own.
const PANEL: &str =
    "[...document.body.children].map((child) => child.shadowRoot?.querySelector('section')).find(Boolean)";

/// A page whose policy forgets the frame.
fn page_without_frames(partner: &Partner) -> String {
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>A page</title><script async src={{{{polls}}}}/embed/v1/embed.js></script><body>{TWO_POLLS}"
    );
    let policy = "default-src 'none'; script-src {{polls}}/embed/v1/";
    partner.page("/test/forgets", Page::new(html).header("content-security-policy", policy))
}

/// Waits until the panel says all of this.
async fn panel_says(reader: &Browser, expected: &[&str]) -> Result<()> {
    eventually(&format!("the panel says {expected:?}"), async || {
        let text = reader.script(&format!("return {PANEL}?.innerText")).await?;
        let text = text.as_str().unwrap_or_default();
        ensure!(expected.iter().all(|words| text.contains(words)), "it says {text:?}");
        Ok(Some(()))
    })
    .await
}

async fn panel_is_gone(reader: &Browser) -> Result<()> {
    reader.holds("the panel is gone", &format!("return {PANEL} === undefined")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_reports_every_poll_and_its_storage() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "checked", TWO_POLLS);
        for (engine, third_party_cookies, by) in [
            (Engine::Chromium, true, "its readers by its own cookie"),
            (Engine::Firefox, true, "its readers by its own cookie"),
            (Engine::Firefox, false, "that its readers have voted by a receipt"),
        ] {
            let options = Options { third_party_cookies, ..Options::with(engine) };
            let reader = reader_on(world, options, &page).await?;
            let answers = |poll: &str| format!("The element of \"{poll}\" answers, and remembers {by}");
            panel_says(&reader, &["Polls: no problem", &answers("night-trains"), &answers("leap-second")]).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_closes_and_stays_closed() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_with(&partner, "closed", TWO_POLLS);
        for engine in BOTH {
            for by_key in [false, true] {
                let reader = reader_on(world, Options::with(engine), &page).await?;
                panel_says(&reader, &["Polls:", "storage"]).await?;
                let button = format!("return {PANEL}.querySelector('button')");
                let button = reader.driver().execute(button, Vec::new()).await?.element()?;
                ensure!(reader.accessible_name(&button).await? == "Close");
                if by_key {
                    button.focus().await?;
                    reader.press(Key::Escape).await?;
                } else {
                    button.click().await?;
                }
                panel_is_gone(&reader).await?;
                reader.within_frame("hustings-poll", async || is_ready(&reader).await).await?;
                // What is heard of a poll later does not bring it back.
                reader
                    .script("document.querySelector('hustings-poll').setAttribute('poll', 'library-of-things')")
                    .await?;
                reader
                    .within_frame("hustings-poll", async || reader.sees("h1", "What would you borrow first?").await)
                    .await?;
                panel_is_gone(&reader).await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_names_the_directive_that_blocks() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        let page = page_without_frames(&partner);
        let remedy = format!("add {} to frame-src.", world.server.address());
        for engine in BOTH {
            let reader = world.browser_with(Options::with(engine)).await?;
            // The browser itself complains of what is blocked, and so does the panel.
            reader.expect_error("");
            reader.goto(&page).await?;
            panel_says(&reader, &["This page's Content-Security-Policy blocks", &remedy]).await?;
            let heading = reader.script(&format!("return {PANEL}.querySelector('h2').textContent")).await?;
            ensure!(heading != "Polls: no problem", "{engine:?}: {heading}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_passes_the_demo_and_finds_a_missing_directive() {
    journey(&[], async |world: &mut World| {
        let partner = world.partner()?;
        for (path, notes) in [("/", ""), ("/ar", ""), ("/dark", ""), ("/plain", ", with 1 note")] {
            let page = format!("{}{path}", partner.address());
            let said = world.server.command(&["partner-check", &page])?;
            ensure!(said.contains(&format!("Verdict: the poll works on this page{notes}.")), "{said}");
            // The page without scripts knows what it goes without.
            ensure!(notes.is_empty() || said.contains("stands without embed.js"), "{said}");
        }
        let page = page_without_frames(&partner);
        let output = world.server.attempt(&["partner-check", &page, "--format", "json"])?;
        ensure!(output.status.code() == Some(1), "it ends with {}", output.status);
        let report: Value = serde_json::from_slice(&output.stdout)?;
        let missing = format!("frame-src {}", world.server.address());
        ensure!(
            report["works"] == false && report["corrections"][0]["missing"] == serde_json::json!([missing]),
            "{report}"
        );
        let line = report["corrections"][0]["line"].as_str().unwrap_or_default();
        let line = line.strip_prefix("Content-Security-Policy: ").context("a header's line")?;
        // The corrected line is one under which the poll works.
        let html = "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>A page</title>\
            <script async src={{polls}}/embed/v1/embed.js></script><hustings-poll poll=night-trains></hustings-poll>";
        let corrected = partner.page("/test/corrected", Page::new(html).header("content-security-policy", line));
        world.server.command(&["partner-check", &corrected])?;
        let reader = reader_on(world, Options::default(), &corrected).await?;
        reader.within_frame("hustings-poll", async || reader.sees("h1", "What matters most").await).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_page_works_with_and_without_scripts() {
    journey(&[], async |world: &mut World| {
        for scripts in [true, false] {
            let partner = world.browser_with(Options { scripts, ..Options::default() }).await?;
            partner.goto("/embed/check").await?;
            ensure!(partner.has_no(".copy-button").await? != scripts, "scripts {scripts}: buttons that copy");
            partner.click("#poll option[value=library-of-things]").await?;
            partner.click("#lang option[value=ru]").await?;
            partner.find("#page").await?.send_keys("https://partner.example").await?;
            partner.find("#policy").await?.send_keys("default-src 'self'").await?;
            partner.click(".bench__form button[type=submit]").await?;
            partner.sees(".verdict", "2 things keep this poll from your readers.").await?;
            partner.sees("#result", &format!("frame-src {}", world.server.address())).await?;
            partner.sees("#result .copy", "<hustings-poll poll=\"library-of-things\" lang=\"ru\" height=\"").await?;
            partner
                .within_frame(".preview__frame", async || {
                    partner.sees("h1", "Что бы вы взяли").await?;
                    let fits = "return document.documentElement.scrollHeight <= innerHeight";
                    partner.holds("all of the poll is in the preview", fits).await
                })
                .await?;
            // What was typed stands there again, and a mistake beside its field.
            ensure!(partner.find("#policy").await?.value().await?.as_deref() == Some("default-src 'self'"));
            partner.find("#page").await?.send_keys(" and more").await?;
            partner.click(".bench__form button[type=submit]").await?;
            partner.sees("#page-fault", "").await?;
            partner.expect_error("422");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_copies_what_is_to_be_pasted_or_marks_it() {
    journey(&[], async |world: &mut World| {
        let partner = world.browser().await?;
        partner.goto("/embed/check").await?;
        partner.click(".copy-button").await?;
        eventually("the button says what it did", async || {
            let said = partner.text(".copy-row [role=status]").await?;
            ensure!(["Copied.", "Marked; copy it with the keyboard."].contains(&said.as_str()), "it says {said:?}");
            Ok(Some(()))
        })
        .await
    })
    .await;
}
