//! What a reader sets for reading: light or dark, the size of the text, the length of a line.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, journey};
use serde_json::json;

use crate::steps::{ARTICLE, reader_at, reader_with};

/// What stands on the root of the page.
async fn set(reader: &Browser) -> Result<String> {
    Ok(reader.script("return document.documentElement.dataset.reading").await?.as_str().unwrap_or_default().to_owned())
}

async fn choose(reader: &Browser, words: &[&str]) -> Result<()> {
    reader.click_named(".reading-settings__open", "Reading settings").await?;
    for word in words {
        reader.click(&format!(".reading-settings__input[value='{word}']")).await?;
    }
    Ok(())
}

async fn settings_survive(world: &World, engine: Engine) -> Result<()> {
    let reader = reader_with(world, Options::with(engine), ARTICLE).await?;
    choose(&reader, &["dark", "largest", "wide"]).await?;
    ensure!(set(&reader).await? == "dark largest wide", "{}", set(&reader).await?);
    let looks = "
        const style = getComputedStyle(document.body);
        return style.backgroundColor === 'rgb(21, 23, 26)' && parseFloat(style.fontSize) > 20;";
    reader.holds("the page is dark and its text large", looks).await?;
    let tint = "return document.querySelector('meta[name=theme-color]').content.trim() === '#15171a'";
    reader.holds("the browser's bars follow", tint).await?;
    reader.reload().await?;
    reader.holds("the page is still dark and its text large", looks).await?;
    reader.comes_alive().await?;
    reader.click_named(".reading-settings__open", "Reading settings").await?;
    reader.holds("its radio is ticked", "return document.querySelector('input[value=dark]').checked").await?;
    // On another page of the same visit, in another language.
    reader.press(Key::Escape).await?;
    reader.click_named(".language-switcher__link", "Читать на русском").await?;
    reader.sees("h1", "Ночной поезд возвращается").await?;
    ensure!(set(&reader).await? == "dark largest wide");
    choose_usual(&reader).await?;
    ensure!(set(&reader).await?.is_empty(), "{}", set(&reader).await?);
    Ok(())
}

async fn choose_usual(reader: &Browser) -> Result<()> {
    reader.click(".reading-settings__open").await?;
    for word in ["auto", "medium", "normal"] {
        reader.click(&format!(".reading-settings__input[value='{word}']")).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_survive_a_reload_and_another_language() {
    journey(&[], async |world: &mut World| settings_survive(world, Engine::Chromium).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_survive_a_reload_and_another_language_in_firefox() {
    journey(&[], async |world: &mut World| settings_survive(world, Engine::Firefox).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_apply_before_anything_is_painted() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        choose(&reader, &["dark"]).await?;
        // What stands on the root when the parser comes to the body, before which nothing is painted.
        let source = "new MutationObserver((_, observer) => {
                if (!document.body) return;
                window.seenFirst = document.documentElement.dataset.theme;
                observer.disconnect();
            }).observe(document, { childList: true, subtree: true });";
        reader.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source })).await?;
        reader.goto("/en/").await?;
        ensure!(reader.script("return window.seenFirst").await? == "dark");
        reader.comes_alive().await?;
        reader.holds("it stays so", "return document.documentElement.dataset.theme === 'dark'").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_made_by_keyboard_alone() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        reader.tabs_to(".reading-settings__open").await?;
        for key in [Key::Enter, Key::Tab, Key::Down, Key::Down] {
            reader.press(key).await?;
        }
        ensure!(set(&reader).await? == "dark", "{}", set(&reader).await?);
        for key in [Key::Tab, Key::Down] {
            reader.press(key).await?;
        }
        ensure!(set(&reader).await? == "dark larger", "{}", set(&reader).await?);
        reader.press(Key::Escape).await?;
        reader
            .holds(
                "the panel is closed and its button has the focus",
                "return document.activeElement.matches('.reading-settings__open')
                    && !document.querySelector('.reading-settings:popover-open')",
            )
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_one_reader_look_alike() {
    journey(&[], async |world: &mut World| {
        let reader = reader_at(world, ARTICLE).await?;
        let first = reader.driver().window().await?;
        let second = reader.driver().new_tab().await?;
        reader.driver().switch_to_window(second).await?;
        reader.goto("/en/").await?;
        reader.comes_alive().await?;
        choose(&reader, &["dark", "narrow"]).await?;
        reader.driver().switch_to_window(first).await?;
        reader.holds("the other tab is dark", "return document.documentElement.dataset.theme === 'dark'").await?;
        reader.holds("its radio says so", "return document.querySelector('input[value=narrow]').checked").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_text_fits_the_narrowest_phone() {
    journey(&[], async |world: &mut World| {
        let phone = Options { size: (320, 640), ..Options::default() };
        let reader: Rc<Browser> = reader_with(world, phone, ARTICLE).await?;
        choose(&reader, &["largest"]).await?;
        for path in [ARTICLE, "/ru/articles/night-trains", "/ar/articles/night-trains", "/en/"] {
            reader.goto(path).await?;
            reader.comes_alive().await?;
            let excess = reader
                .script("const root = document.documentElement; return root.scrollWidth - root.clientWidth")
                .await?;
            ensure!(excess.as_i64().is_some_and(|pixels| pixels <= 0), "{path} is {excess} pixels too wide");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_scripts_there_is_no_button_that_does_nothing() {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { scripts: false, ..Options::default() }).await?;
        reader.goto(ARTICLE).await?;
        ensure!(!reader.find(".reading-settings__open").await?.is_displayed().await?);
        Ok(())
    })
    .await;
}
