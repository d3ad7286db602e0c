//! Sharing an article, a part of it, and a poll.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, World, journey};
use serde_json::json;

use crate::steps::{ARTICLE, POLL, POLL_ID, reader_at};

const ABOVE: &str = ".article-page__answers:not(.article-page__answers--end) .share-buttons";

async fn open_share(reader: &Browser) -> Result<()> {
    reader.click(&format!("{ABOVE} > .share-buttons__open")).await
}

/// Lets the page write to the clipboard and the test read it.
async fn grant_clipboard(reader: &Browser, world: &World) -> Result<()> {
    let permissions =
        json!({ "origin": world.server.address(), "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    reader.devtools("Browser.grantPermissions", permissions).await?;
    reader.devtools("Emulation.setFocusEmulationEnabled", json!({ "enabled": true })).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn copying_the_link_says_so_and_does_so() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        grant_clipboard(&reader, world).await?;
        open_share(&reader).await?;
        reader.click_named(&format!("{ABOVE} button"), "Copy link").await?;
        reader.sees(&format!("{ABOVE} .share-buttons__status"), "Link copied").await?;
        let role = reader.attribute(&format!("{ABOVE} .share-buttons__status"), "role").await?;
        ensure!(role == "status", "a screen reader is not told");
        let copied = reader.script("return navigator.clipboard.readText()").await?;
        ensure!(copied == format!("{}{ARTICLE}", world.server.address()), "the clipboard has {copied}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusing_clipboard_leaves_the_address_selected_in_a_field() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader
            .script("Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } })")
            .await?;
        open_share(&reader).await?;
        reader.click_named(&format!("{ABOVE} button"), "Copy link").await?;
        reader.sees(&format!("{ABOVE} .share-buttons__status"), "copy it from the field").await?;
        reader
            .holds("the address is selected", &format!("
                const field = document.querySelector('{ABOVE} .share-buttons__address');
                return document.activeElement === field && field.selectionStart === 0
                    && field.value === '{}{ARTICLE}' && field.selectionEnd === field.value.length;",
                world.server.address()))
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_folded_away_has_no_field_until_a_reader_comes_to_it() {
    journey(&[], async |world: &mut World| {
        // Chromium's autofill lays out a closed `<details>` once for each field in it.
        let folded = "return document.querySelectorAll('details:not([open]) :is(input, select, textarea)').length";
        for path in [ARTICLE, POLL] {
            let reader = reader_at(world, path).await?;
            let fields = reader.script(folded).await?;
            ensure!(fields == 0, "{path}: {fields} fields are folded away");
        }
        let reader = reader_at(world, ARTICLE).await?;
        open_share(&reader).await?;
        reader.click(&format!("{ABOVE} .share-buttons__mastodon > summary")).await?;
        let field = reader.named(&format!("{ABOVE} input"), "Your Mastodon server (kept on this device only)").await?;
        field.send_keys("social.example").await?;
        reader
            .holds(
                "the field comes before the button, and is heard",
                &format!("return document.querySelector('{ABOVE} input + .share-buttons__go').href.startsWith('https://social')"),
            )
            .await
    })
    .await;
}

/// An app that comes late: its program waits until it may go on.
const LATE: &str = "
    const mayGoOn = new Promise((go) => { window.goOn = go; });
    const start = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = (...program) => {
        window.isLate = true;
        return mayGoOn.then(() => start.apply(WebAssembly, program));
    };";

/// A reader who has opened the ways to share before the app is there.
async fn early_reader(world: &World, more: &str) -> Result<Rc<Browser>> {
    let reader = world.browser().await?;
    let script = [LATE, more].concat();
    let source = json!({ "source": script });
    reader.devtools("Page.addScriptToEvaluateOnNewDocument", source).await?;
    reader.goto(ARTICLE).await?;
    reader.holds("the app is on its way", "return window.isLate === true").await?;
    open_share(&reader).await?;
    Ok(reader)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_typed_before_the_app_came_stays() {
    journey(&[], async |world: &mut World| {
        let reader = early_reader(world, "").await?;
        reader.click(&format!("{ABOVE} .share-buttons__mastodon > summary")).await?;
        let field = reader.find(&format!("{ABOVE} .share-buttons__field")).await?;
        field.send_keys("social.ex").await?;
        let go = format!("document.querySelector('{ABOVE} .share-buttons__go')");
        reader.holds("the link is aimed", &format!("return {go}.href.startsWith('https://social.ex/')")).await?;
        reader.script(&format!("window.served = {go}; window.goOn()")).await?;
        reader.comes_alive().await?;
        reader
            .holds(
                "the app has drawn its link, and the field is there as it was",
                &format!(
                    "const field = document.querySelector('{ABOVE} .share-buttons__field');
                    return {go} !== window.served && {go}.href.startsWith('https://social.ex/share?text=')
                        && document.activeElement === field && field.value === 'social.ex';"
                ),
            )
            .await?;
        // Typing goes on where it was.
        let typing = reader.driver().active_element().await?;
        typing.send_keys("ample").await?;
        reader.holds("it is heard", &format!("return {go}.href.startsWith('https://social.example/')")).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_being_copied_when_the_app_comes_stays() {
    journey(&[], async |world: &mut World| {
        let refuses = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } });";
        let reader = early_reader(world, refuses).await?;
        reader.click_named(&format!("{ABOVE} button"), "Copy link").await?;
        let status = format!("{ABOVE} .share-buttons__status");
        reader.sees(&status, "copy it from the field").await?;
        let watch = format!(
            "const way = document.querySelector('{ABOVE} [data-target=copy]');
            new MutationObserver(() => {{ window.isDrawn = true; }}).observe(way, {{ childList: true }});
            window.goOn();"
        );
        reader.script(&watch).await?;
        reader.comes_alive().await?;
        reader
            .holds(
                "the app has come by, and the field is there as it was",
                &format!(
                    "const field = document.querySelector('{ABOVE} .share-buttons__address');
                    return window.isDrawn && document.activeElement === field && field.value === '{}{ARTICLE}'
                        && field.selectionEnd - field.selectionStart === field.value.length;",
                    world.server.address()
                ),
            )
            .await?;
        reader.sees(&status, "copy it from the field").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_way_to_mastodon_where_its_script_does_not_come() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        for error in ["share.js", "ERR_BLOCKED_BY_CLIENT"] {
            reader.expect_error(error);
        }
        reader.block(&["*/share.js"]).await?;
        open_share(&reader).await?;
        let shown =
            |target| format!("document.querySelector('{ABOVE} [data-target={target}]').getClientRects().length > 0");
        let script = format!("return {} && !({})", shown("email"), shown("mastodon"));
        reader.holds("there are links, and none to Mastodon", &script).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_target_is_a_plain_link_with_the_address_in_it() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        open_share(&reader).await?;
        let address = format!("{}{ARTICLE}", world.server.address());
        let encoded = reader.script_with("return encodeURIComponent(arguments[0])", vec![address.into()]).await?;
        let encoded = encoded.as_str().context("a text")?;
        for (name, beginning) in [
            ("E-mail", "mailto:?"),
            ("Telegram", "https://t.me/share/url?"),
            ("WhatsApp", "https://wa.me/?"),
            ("VK", "https://vk.com/share.php?"),
            ("X", "https://x.com/intent/"),
            ("Facebook", "https://www.facebook.com/sharer/"),
            ("LinkedIn", "https://www.linkedin.com/sharing/"),
            ("Bluesky", "https://bsky.app/intent/compose?"),
            ("Reddit", "https://www.reddit.com/submit?"),
        ] {
            let link = reader.named(&format!("{ABOVE} a"), name).await?;
            let href = link.attr("href").await?.context("an address")?;
            ensure!(href.starts_with(beginning) && href.contains(encoded), "{name} leads to {href}");
            let rel = link.attr("rel").await?.unwrap_or_default();
            ensure!(rel.contains("noopener"), "{name} has rel {rel:?}");
        }
        let elsewhere = reader
            .script("return performance.getEntriesByType('resource').map(e => e.name).filter(u => !u.startsWith(location.origin) && !u.startsWith('data:'))")
            .await?;
        ensure!(elsewhere == json!([]), "something was loaded from elsewhere: {elsewhere}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mastodon_server_is_asked_for_once_and_remembered() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        // The link would open a server that does not exist.
        reader
            .script(
                "addEventListener('click', e => e.target.closest('.share-buttons__go') && e.preventDefault(), true)",
            )
            .await?;
        open_share(&reader).await?;
        reader.click(&format!("{ABOVE} .share-buttons__mastodon > summary")).await?;
        let field = reader.find(&format!("{ABOVE} .share-buttons__field")).await?;
        let go = format!("{ABOVE} .share-buttons__go");

        field.send_keys("not a server").await?;
        reader.click(&go).await?;
        reader.sees(&format!("{ABOVE} .share-buttons__fault"), "mastodon.example").await?;

        reader.script("document.activeElement.blur()").await?;
        field.clear().await?;
        field.send_keys("https://Social.Example/@me").await?;
        reader
            .holds(
                "the link leads to the reader's server",
                &format!("return document.querySelector('{go}').href.startsWith('https://social.example/share?text=')"),
            )
            .await?;
        reader.click(&go).await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        open_share(&reader).await?;
        reader
            .holds(
                "the server is remembered",
                &format!("return document.querySelector('{ABOVE} .share-buttons__field').value === 'social.example'"),
            )
            .await?;
        let cookies = reader.script("return document.cookie").await?;
        ensure!(!cookies.to_string().contains("social.example"), "the server is sent in a cookie: {cookies}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_heading_is_shared_with_its_own_address() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        let heading = reader.find(".prose h2[id]").await?;
        let id = heading.attr("id").await?.context("an id")?;
        reader.click(&format!("#{id} [data-share]")).await?;
        reader.sees(".share-dialog[open] .share-dialog__words", "What a night is worth").await?;
        let href = reader.named(".share-dialog a", "Telegram").await?.attr("href").await?.context("an address")?;
        ensure!(href.contains(&format!("%23{id}")), "it shares {href}");
        reader.click_named(".share-dialog button", "Close").await?;
        reader.holds("the dialog is closed", "return !document.querySelector('.share-dialog').open").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_is_shared_with_its_own_address() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        let share = format!("#poll-{POLL_ID} .share-buttons");
        reader.click(&format!("{share} > .share-buttons__open")).await?;
        let href = reader.named(&format!("{share} a"), "Telegram").await?.attr("href").await?.context("an address")?;
        ensure!(href.contains("polls%2Fnight-trains"), "it shares {href}");
        reader.goto(POLL).await?;
        reader.sees("h1", "What matters most to you on a night train?").await
    })
    .await;
}
