//! What no rule of a checker sees: the keyboard alone, narrow pages, forced colours, what is said when the page changes.

use std::rc::Rc;

use anyhow::{Result, bail, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, journey};

use crate::steps::{ARTICLE, POLL_ID, reader_with, says, shows, vote};

/// Pages with what makes them what they are.
const PAGES: [(&str, &str); 13] = [
    ("/en/", ".article-card"),
    ("/de/sections/business", ".list-page__intro"),
    ("/ar/sections/students", ".list-page__intro"),
    ("/en/search?q=train", ".search-panel__article mark"),
    ("/ar/search?q=القطار", ".search-panel__article mark"),
    (ARTICLE, ".prose"),
    ("/ar/articles/night-trains", ".prose"),
    ("/de/articles/night-trains", ".way-on__link[lang]"),
    ("/ar/articles/library-of-things", ".way-on__link[lang]"),
    ("/ru/polls/night-trains", ".poll-card"),
    ("/en/polls/library-of-things", ".poll-card"),
    ("/en/polls/reading-spot", ".poll-option__image"),
    ("/en/nowhere", ".way-on__link"),
];

/// Presses Tab until what has the focus matches a selector, as often as a page has stops.
async fn tab_to(reader: &Browser, css: &str) -> Result<()> {
    for _ in 0..120 {
        reader.press(Key::Tab).await?;
        if reader.script_with("return document.activeElement.matches(arguments[0])", vec![css.into()]).await? == true {
            // What has the focus is seen to have it, and is on the screen (WCAG 2.2, 2.4.7 and 2.4.11).
            let seen = "
                const element = document.activeElement;
                const box = (element.labels?.[0] ?? element).getBoundingClientRect();
                const at = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
                return Boolean(at && (at === element || element.contains(at) || at.contains(element)
                    || [...(element.labels ?? [])].some((label) => label.contains(at))));";
            ensure!(reader.script(seen).await? == true, "`{css}` has the focus and lies hidden");
            return Ok(());
        }
    }
    bail!("no Tab leads to `{css}`")
}

async fn the_keyboard_is_enough(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader: Rc<Browser> = reader_with(world, Options::with(engine), "/en/").await?;
        tab_to(&reader, ".article-card__link[href$='night-trains']").await?;
        reader.press(Key::Enter).await?;
        reader.arrives_at(ARTICLE).await?;
        reader.holds("the heading has the focus", "return document.activeElement.matches('h1')").await?;
        let said = "return document.title === document.querySelector('.announcer').textContent
            && document.title.startsWith('The night train comes back')";
        reader.holds("the page's title is its own, and is said", said).await?;

        tab_to(&reader, ".star-rating input").await?;
        reader.press(Key::Space).await?;
        reader.sees(".star-rating__status", "Your rating has been counted").await?;
        tab_to(&reader, ".share-buttons__open").await?;
        reader.press(Key::Enter).await?;
        reader.named(".share-buttons button", "Copy link").await?;
        reader.press(Key::Enter).await?;

        tab_to(&reader, &format!("#poll-{POLL_ID} .poll-option__input")).await?;
        reader.press(Key::Space).await?;
        tab_to(&reader, &format!("#poll-{POLL_ID} .poll-card__send")).await?;
        reader.press(Key::Enter).await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        shows(&reader, POLL_ID, &["34 (31%)", "30 (28%)", "24 (22%)", "21 (19%)"]).await?;
        tab_to(&reader, ".site-footer a").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_is_enough_in_chromium() {
    the_keyboard_is_enough(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_is_enough_in_firefox() {
    the_keyboard_is_enough(Engine::Firefox).await;
}

/// 1,280 pixels at 400 % (WCAG 2.2, 1.4.10).
async fn nothing_is_wider(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { size: (320, 640), ..Options::with(engine) }).await?;
        reader.expect_error("404");
        for (path, what) in PAGES {
            reader.goto(path).await?;
            reader.comes_alive().await?;
            reader.find(what).await?;
            let wide = "
                const excess = document.documentElement.scrollWidth - document.documentElement.clientWidth;
                const wide = [...document.querySelectorAll('main *, header *, footer *')]
                    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
                    .filter((e) => !e.closest('pre, table, .announcer, .visually-hidden, .skip-link, input'))
                    .filter((e) => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden');
                return excess > 0 ? `${excess} pixels: ${wide.slice(0, 3).map((e) => e.className).join(', ')}` : '';";
            let wide = reader.script(wide).await?;
            ensure!(wide == "", "{path} is wider than 320 pixels by {wide}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_scrolls_both_ways_at_400_percent_in_chromium() {
    nothing_is_wider(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_scrolls_both_ways_at_400_percent_in_firefox() {
    nothing_is_wider(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_for_those_who_want_it_still() {
    journey(&[], async |world: &mut World| {
        for engine in [Engine::Chromium, Engine::Firefox] {
            let reader = reader_with(world, Options { still: true, ..Options::with(engine) }, ARTICLE).await?;
            let moving = "
                return [...document.querySelectorAll('*')].filter((e) => {
                    const { animationName, animationDuration, transitionDuration } = getComputedStyle(e);
                    const lasts = (times) => times.split(',').some((time) => parseFloat(time) > 0.01);
                    return (animationName !== 'none' && lasts(animationDuration)) || lasts(transitionDuration);
                }).map((e) => e.className).join(' ')";
            let moving = reader.script(moving).await?;
            ensure!(moving == "", "{engine:?}: these move: {moving}");
        }
        Ok(())
    })
    .await;
}

/// What is coloured by the theme although the reader's system gives the colours, of elements that are told apart by them.
const OWN_COLOURS: &str = "
    const probe = document.body.appendChild(document.createElement('span'));
    const named = (name) => { probe.style.color = name; return getComputedStyle(probe).color; };
    const allowed = ['CanvasText', 'Canvas', 'Highlight', 'HighlightText', 'GrayText', 'ButtonText', 'ButtonBorder',
        'LinkText', 'Mark', 'MarkText'].map(named);
    const faults = arguments[0].flatMap(([css, property, part]) => {
        const found = [...document.querySelectorAll(css)].map((e) => getComputedStyle(e, part || null)[property]);
        const wrong = found.filter((colour) => !allowed.includes(colour));
        return found.length === 0 ? [`${css} is not there`] : wrong.map((colour) => `${css} ${property}: ${colour}`);
    });
    probe.remove();
    return faults.join('\\n');";

async fn keeps_to_the_systems_colours(reader: &Browser, parts: &[[&str; 3]]) -> Result<()> {
    let faults = reader.script_with(OWN_COLOURS, vec![serde_json::json!(parts)]).await?;
    ensure!(faults == "", "{}", faults.as_str().unwrap_or_default());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn in_forced_colours_the_system_colours_what_is_told_apart() {
    journey(&[], async |world: &mut World| {
        for dark in [false, true] {
            let reader = reader_with(world, Options { dark, ..Options::default() }, ARTICLE).await?;
            let scheme = if dark { "dark" } else { "light" };
            let features = serde_json::json!({ "media": "", "features": [
                { "name": "forced-colors", "value": "active" }, { "name": "prefers-color-scheme", "value": scheme } ] });
            reader.devtools("Emulation.setEmulatedMedia", features).await?;
            vote(&reader, POLL_ID, &["cabin"]).await?;
            reader.click("label[for='rating-above-3']").await?;
            reader.sees(".star-rating__status", "Your rating has been counted").await?;
            reader.click(".reading-settings__open").await?;
            reader.find(".reading-settings__choice :checked").await?;
            keeps_to_the_systems_colours(
                &reader,
                &[
                    [".tally-bar__track", "fill", ""],
                    [".tally-bar__fill", "fill", ""],
                    [".star-rating__star", "backgroundColor", "::before"],
                    [".star-rating__withdraw", "borderBlockStartColor", ""],
                    [".live-badge", "backgroundColor", "::before"],
                    [".poll-option__mine", "borderBlockStartColor", ""],
                    [".reading-settings__choice:has(:checked)", "backgroundColor", ""],
                    [".reading-settings__choice:has(:checked)", "color", ""],
                    [".reading-settings__choice:has(:checked)", "outlineColor", ""],
                ],
            )
            .await?;
            let stars = "
                const star = (name) => getComputedStyle(document.querySelector(name), '::before').backgroundColor;
                return star('label[for=rating-above-3]') !== star('label[for=rating-above-4]');";
            ensure!(reader.script(stars).await? == true, "stars that are lit look like those that are not");
            let choices = "
                const of = (css) => getComputedStyle(document.querySelector(css)).backgroundColor;
                return of('.reading-settings__choice:has(:checked)') !== of('.reading-settings__choice:not(:has(:checked))');";
            ensure!(reader.script(choices).await? == true, "a choice that is pressed looks like the others");
        }
        Ok(())
    })
    .await;
}
