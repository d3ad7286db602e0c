//! The bar of an article: it returns when one scrolls up, and what it offers leaves the reader where they are. By real
//! wheels, clicks and keys alone.

use std::rc::Rc;

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, journey};

use crate::{
    reading_features::number,
    steps::{ARTICLE, reader_with},
};

const ENGINES: [Engine; 2] = [Engine::Chromium, Engine::Firefox];
const PHONE: (u32, u32) = (360, 740);
const LANGUAGES: &str = "[data-menu=languages]";
const CHOICES: &str = "[data-menu=languages] + .article-bar__panel .language-switcher__link";
/// English, Russian and Arabic: the title of the first article, and the invitation to read it.
const RUSSIAN: (&str, &str) = ("Ночной поезд возвращается", "Читать на русском");
const ARABIC: (&str, &str) = ("عودة القطار الليلي", "اقرأ بالعربية");
const ENGLISH: (&str, &str) = ("The night train comes back", "Read in English");

/// Waits until the bar is on the screen, the whole of it, or is not.
async fn is_shown(reader: &Browser, shown: bool) -> Result<()> {
    let script = format!(
        "const bar = document.querySelector('.article-bar');
         const {{ top, bottom }} = bar.getBoundingClientRect();
         const seen = getComputedStyle(bar).visibility === 'visible';
         return {};",
        if shown { "seen && Math.abs(top) < 0.5" } else { "!seen || bottom <= 0" }
    );
    reader.holds(&format!("the bar is on the screen: {shown}"), &script).await
}

/// A reader in the middle of the first article, who has turned round to see the bar.
async fn amid(world: &World, options: Options, path: &str) -> Result<Rc<Browser>> {
    let reader = reader_with(world, options, path).await?;
    is_shown(&reader, false).await?;
    reader.scrolls_to(".prose > p[id]", 8, 80.0).await?;
    is_shown(&reader, false).await?;
    reader.turn_wheel(-40.0).await?;
    is_shown(&reader, true).await?;
    Ok(reader)
}

/// The id of the paragraph that is being read: that at the line of reading, 120 pixels below the top.
async fn paragraph(reader: &Browser) -> Result<String> {
    let script = "
        const blocks = [...document.querySelectorAll('.prose > [id]')];
        return blocks.find((block) => block.getBoundingClientRect().bottom > 120)?.id ?? ''";
    Ok(reader.script(script).await?.as_str().context("an id")?.to_owned())
}

async fn still_reads(reader: &Browser, id: &str) -> Result<()> {
    let script = format!(
        "const {{ top, bottom }} = document.getElementById('{id}').getBoundingClientRect();
         return top <= 125 && bottom >= 115;"
    );
    reader.holds(&format!("{id} is being read"), &script).await
}

async fn has_focus(reader: &Browser, css: &str) -> Result<()> {
    reader.holds(&format!("{css} has the focus"), &format!("return document.activeElement.matches({css:?})")).await
}

/// Waits until what has the focus is on the screen, and no bar above it. Of what is higher than a few lines, as a table
/// that is scrolled by keys, a part is enough (WCAG 2.2, 2.4.11).
async fn focus_is_seen(reader: &Browser) -> Result<()> {
    let script = "
        const bar = document.querySelector('.article-bar');
        const { top, bottom } = document.activeElement.getBoundingClientRect();
        const covered = bar.contains(document.activeElement) ? 0 : bar.getBoundingClientRect().bottom;
        const begins = bottom - top > 160 ? bottom - 44 : top;
        const seen = document.activeElement !== document.body && begins >= covered - 1 && top < innerHeight && bottom > 0;
        return seen ? '' : `${document.activeElement.outerHTML.slice(0, 200)} is at ${top}, and the bar ends at ${covered}`;";
    hustings_e2e::eventually("what has the focus is seen", async || {
        let unseen = reader.script(script).await?;
        ensure!(unseen == "", "{unseen}");
        Ok(Some(()))
    })
    .await
}

async fn the_paragraph_is_kept(engine: Engine, size: (u32, u32)) {
    journey(&[], async |world: &mut World| {
        let reader = amid(world, Options { size, ..Options::with(engine) }, ARTICLE).await?;
        let being_read = paragraph(&reader).await?;
        for (title, label) in [RUSSIAN, ARABIC, ENGLISH, ARABIC] {
            reader.click(LANGUAGES).await?;
            reader.named(CHOICES, label).await?.click().await?;
            reader.sees("h1", title).await?;
            still_reads(&reader, &being_read).await?;
            is_shown(&reader, true).await?;
            has_focus(&reader, LANGUAGES).await?;
        }
        for (title, _) in [ENGLISH, ARABIC] {
            reader.driver().back().await?;
            reader.sees("h1", title).await?;
            still_reads(&reader, &being_read).await?;
            focus_is_seen(&reader).await?;
        }
        reader.turn_wheel(40.0).await?;
        is_shown(&reader, false).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_keeps_the_paragraph_in_chromium() {
    the_paragraph_is_kept(Engine::Chromium, (1280, 900)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_keeps_the_paragraph_in_firefox() {
    the_paragraph_is_kept(Engine::Firefox, (1280, 900)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_language_keeps_the_paragraph_on_a_phone() {
    the_paragraph_is_kept(Engine::Chromium, PHONE).await;
}

/// From the top by keys: past the header, into the text, and back to the bar that stands before it.
async fn the_keyboard_does_the_same(engine: Engine, path: &str, (title, label): (&str, &str)) -> Result<()> {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), path).await?;
        for key in [Key::Tab, Key::Enter, Key::PageDown, Key::PageDown, Key::PageDown] {
            reader.press(key).await?;
            reader.rests().await?;
        }
        is_shown(&reader, false).await?;
        reader.press(Key::PageUp).await?;
        reader.rests().await?;
        is_shown(&reader, true).await?;
        let being_read = paragraph(&reader).await?;
        for stop in ["[data-menu=share]", "[data-menu=stars]", LANGUAGES] {
            reader.press_with_shift(Key::Tab).await?;
            has_focus(&reader, stop).await?;
        }
        reader.press(Key::Enter).await?;
        reader.find("[data-menu=languages] + .article-bar__panel:popover-open").await?;
        reader.press(Key::Escape).await?;
        has_focus(&reader, LANGUAGES).await?;
        reader.press(Key::Enter).await?;
        for _ in 0..7 {
            reader.press(Key::Tab).await?;
            if reader.script("return document.activeElement.textContent").await? == label {
                break;
            }
        }
        reader.press(Key::Enter).await?;
        reader.sees("h1", title).await?;
        still_reads(&reader, &being_read).await?;
        has_focus(&reader, LANGUAGES).await
    })
    .await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_reaches_it_right_before_the_text() -> Result<()> {
    the_keyboard_does_the_same(Engine::Chromium, ARTICLE, ARABIC).await?;
    the_keyboard_does_the_same(Engine::Firefox, "/ar/articles/night-trains", RUSSIAN).await
}

/// The Home key with the focus in the bar: the header comes, and the bar stays until the focus has gone on, without covering
/// what is in the header.
async fn the_focus_in_it_is_kept_at_the_top(engine: Engine) -> Result<()> {
    journey(&[], async |world: &mut World| {
        let reader = amid(world, Options { size: PHONE, ..Options::with(engine) }, ARTICLE).await?;
        reader.click(LANGUAGES).await?;
        reader.press(Key::Escape).await?;
        reader.press(Key::Tab).await?;
        has_focus(&reader, "[data-menu=contents]").await?;
        reader.press(Key::Home).await?;
        reader.holds("the page is at its top", "return scrollY === 0").await?;
        reader.rests().await?;
        has_focus(&reader, "[data-menu=contents]").await?;
        focus_is_seen(&reader).await?;
        let header_is_free = "
            const { left, width, top, height } = document.querySelector('.reading-settings__open').getBoundingClientRect();
            return !document.elementFromPoint(left + width / 2, top + height / 2).closest('.article-bar');";
        reader.holds("the bar covers nothing of the header", header_is_free).await?;
        reader.press_with_shift(Key::Tab).await?;
        has_focus(&reader, LANGUAGES).await?;
        reader.press_with_shift(Key::Tab).await?;
        has_focus(&reader, ".site-header *").await?;
        is_shown(&reader, false).await
    })
    .await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focus_in_it_is_kept_at_the_top_of_the_page() -> Result<()> {
    the_focus_in_it_is_kept_at_the_top(Engine::Chromium).await?;
    the_focus_in_it_is_kept_at_the_top(Engine::Firefox).await
}

async fn nothing_focused_is_covered(engine: Engine) {
    journey(&[], async |world: &mut World| {
        for path in [ARTICLE, "/ar/articles/night-trains"] {
            let reader = amid(world, Options { size: PHONE, ..Options::with(engine) }, path).await?;
            reader.scrolls_to("#rating", 0, 300.0).await?;
            reader.click("#rating .star-rating__summary").await?;
            for _ in 0..25 {
                reader.press_with_shift(Key::Tab).await?;
                reader.rests().await?;
                focus_is_seen(&reader).await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_covers_nothing_that_has_the_focus_in_chromium() {
    nothing_focused_is_covered(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_covers_nothing_that_has_the_focus_in_firefox() {
    nothing_focused_is_covered(Engine::Firefox).await;
}

/// Contents, stars and sharing; and Back, which leads to where one was.
async fn it_leads_and_back_leads_back(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = amid(world, Options { size: PHONE, ..Options::with(engine) }, ARTICLE).await?;
        for (menu, link, landed) in [
            (
                Some("[data-menu=contents]"),
                "[data-menu=contents] + .article-bar__panel .toc__link",
                ".prose :is(h2, h3)",
            ),
            (None, "[data-menu=stars]", "#rating"),
        ] {
            let top = number(&reader, "return scrollY").await?;
            let is_back = format!("return Math.abs(scrollY - {top}) < 2");
            if let Some(menu) = menu {
                reader.click(menu).await?;
            }
            reader.click(link).await?;
            let lands = format!(
                "const {{ top }} = document.querySelector('{landed}').getBoundingClientRect();
                 return document.querySelector(':popover-open') === null && top >= 48 && top < innerHeight;"
            );
            reader.holds(&format!("{landed} is seen, below the bar"), &lands).await?;
            reader.driver().back().await?;
            reader.holds("the reader is where they were", &is_back).await?;
            reader.turn_wheel(-40.0).await?;
            is_shown(&reader, true).await?;
        }
        reader.click("[data-menu=share]").await?;
        reader.sees("dialog[open] .share-dialog__title", "Share").await?;
        reader.sees("dialog[open] .share-dialog__words", ENGLISH.0).await?;
        reader.press(Key::Escape).await?;
        has_focus(&reader, "[data-menu=share]").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_leads_to_parts_of_the_page_and_back_leads_back_in_chromium() {
    it_leads_and_back_leads_back(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_leads_to_parts_of_the_page_and_back_leads_back_in_firefox() {
    it_leads_and_back_leads_back(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finger_finds_each_of_its_parts_on_a_phone() {
    journey(&[], async |world: &mut World| {
        for lang in ["en", "ru", "ar"] {
            let path = format!("/{lang}/articles/night-trains");
            let reader = amid(world, Options { size: (320, 640), ..Options::default() }, &path).await?;
            reader.click(LANGUAGES).await?;
            let small = "
                const parts = document.querySelectorAll('.article-bar__item, :popover-open :is(a, summary)');
                return [...parts].filter((part) => {
                    const { width, height, left, right } = part.getBoundingClientRect();
                    return width < 44 || height < 44 || left < 0 || right > innerWidth;
                }).map((part) => part.outerHTML).join();";
            let small = reader.script(small).await?;
            ensure!(small == "", "{lang}: too small, or beside the screen: {small}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_languages_stand_at_the_end_as_well_with_and_without_scripts() {
    journey(&[], async |world: &mut World| {
        for (engine, scripts) in ENGINES.into_iter().flat_map(|engine| [(engine, true), (engine, false)]) {
            let reader = world.browser_with(Options { scripts, ..Options::with(engine) }).await?;
            reader.goto(ARTICLE).await?;
            if scripts {
                reader.comes_alive().await?;
                reader.scrolls_to("#rating .language-switcher", 0, 400.0).await?;
            } else {
                ensure!(reader.has_no(".article-bar").await?, "a bar that nothing brings back");
            }
            reader.named("#rating .language-switcher__link", ARABIC.1).await?.click().await?;
            reader.sees("h1", ARABIC.0).await?;
            reader.arrives_at("/ar/articles/night-trains").await?;
            if scripts {
                focus_is_seen(&reader).await?;
                has_focus(&reader, "#rating .language-switcher__current").await?;
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forty_languages_take_no_more_room_than_seven() {
    journey(&[], async |world: &mut World| {
        let tags = "af az be bg bn bs ca cs cy da el et eu fi ga gl he hi hr hu hy id is it ja ka kk km ko lt lv mk mn";
        world.server.edit("publication.toml", |text| {
            let more = |tag| {
                format!(
                    "[[languages]]\nlang = \"{tag}\"\nname = \"Name of {tag}\"\nswitch_label = \"Read in {tag}\"\n\n"
                )
            };
            let languages: String = tags.split(' ').map(more).collect();
            // What is said in English is said in each of them.
            let in_each = |line: &str| match line.strip_prefix("en = ") {
                Some(words) => tags.split(' ').fold(format!("{line}\n"), |all, tag| format!("{all}{tag} = {words}\n")),
                None => format!("{line}\n"),
            };
            text.replacen("[name]", &format!("{languages}[name]"), 1).lines().map(in_each).collect()
        }).await?;
        let reader = amid_many(world).await?;
        reader.click(".site-header .language-switcher__count").await?;
        reader.sees(".site-header .language-switcher__missing", "Name of mn").await?;
        let excess =
            number(&reader, "const root = document.documentElement; return root.scrollWidth - root.clientWidth");
        ensure!(excess.await? <= 0.0, "the page is too wide");
        Ok(())
    })
    .await;
}

/// A reader on a phone, once the server has read that there are more languages.
async fn amid_many(world: &World) -> Result<Rc<Browser>> {
    let reader = world.browser_with(Options { size: PHONE, ..Options::default() }).await?;
    hustings_e2e::eventually("the page knows of more languages", async || {
        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        let words = reader.text(".site-header .language-switcher__count").await?;
        ensure!(words == "Not yet in 37 other languages", "it says {words:?}");
        Ok(Some(()))
    })
    .await?;
    Ok(reader)
}
