//! Reading features: the table of contents, the progress bar, the offer to continue, print. The reader's own
//! settings are in `settings`, footnotes in `footnotes`.

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, eventually, journey};
use serde_json::json;

use crate::steps::{ARTICLE, reader_with};

/// What a script answers, as a number.
pub(crate) async fn number(reader: &Browser, script: &str) -> Result<f64> {
    reader.script(script).await?.as_f64().with_context(|| format!("{script} is no number"))
}

/// Turns the wheel until the block with this number lies at the top of the window.
pub(crate) async fn read_to(reader: &Browser, block: usize) -> Result<()> {
    reader.scrolls_to(".prose > [id]", block, 0.0).await
}

/// Waits until the place in the first article is kept, or is not.
pub(crate) async fn is_kept(reader: &Browser, kept: bool) -> Result<()> {
    let script = "return (localStorage.getItem('hustings.places / ') ?? '').includes('night-trains ')";
    eventually(&format!("the place is kept: {kept}"), async || Ok((reader.script(script).await? == kept).then_some(())))
        .await
}

async fn is_offered(reader: &Browser) -> Result<bool> {
    Ok(reader.find(".continue-offer button").await?.is_displayed().await?)
}

async fn the_contents_follow(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), ARTICLE).await?;
        let links = reader.all(".toc__side .toc__link").await?;
        ensure!(links.len() >= 3 && links[0].is_displayed().await?, "{} links", links.len());
        ensure!(reader.has_no(".toc [aria-current]").await?, "a section is marked before the first heading");
        for index in [0, 2, 1] {
            reader.scrolls_to(".prose > :is(h2, h3)", index, 60.0).await?;
            let marked = format!(
                "return document.querySelector('.toc__side [aria-current=location]')?.hash === '#' + \
                 document.querySelectorAll('.prose > :is(h2, h3)')[{index}].id"
            );
            reader.holds(&format!("section {index} is marked"), &marked).await?;
        }
        let box_of = "document.querySelector('.toc').getBoundingClientRect()";
        let (top, end) = (
            number(&reader, &format!("return {box_of}.top")).await?,
            number(&reader, &format!("return {box_of}.right")).await?,
        );
        ensure!((0.0..200.0).contains(&top), "the contents are at {top} pixels of the window");
        let text = number(&reader, "return document.querySelector('.prose').getBoundingClientRect().left").await?;
        ensure!(end <= text, "the contents reach to {end}, and the text begins at {text}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contents_follow_the_reader_in_chromium() {
    the_contents_follow(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contents_follow_the_reader_in_firefox() {
    the_contents_follow(Engine::Firefox).await;
}

async fn the_contents_are_folded(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let phone = Options { size: (360, 740), ..Options::with(engine) };
        let reader = reader_with(world, phone, ARTICLE).await?;
        ensure!(!reader.find(".toc__fold .toc__link").await?.is_displayed().await?);
        reader.click(".toc__fold .toc__title").await?;
        reader.click(".toc__fold .toc__link").await?;
        reader.holds("the address names the heading", "return location.hash !== ''").await?;
        world
            .server
            .edit("articles/null-results/en.md", |text| {
                text.lines()
                    .filter(|line| !line.starts_with("### "))
                    .collect::<Vec<_>>()
                    .join("\n")
                    .replacen("\n## ", "\n", 1)
                    + "\n"
            })
            .await?;
        reader.goto("/en/articles/null-results").await?;
        reader.comes_alive().await?;
        ensure!(reader.has_no(".toc").await?, "an article of two sections has contents");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contents_are_folded_on_a_phone_in_chromium() {
    the_contents_are_folded(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_contents_are_folded_on_a_phone_in_firefox() {
    the_contents_are_folded(Engine::Firefox).await;
}

/// Whether a script has moved the bar, which it does where style sheets cannot.
const MOVED_BY_SCRIPT: &str = "return document.querySelector('.reading-progress').style.transform !== ''";

async fn a_bar_says_how_much_is_read(options: Options, by_script: bool) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, options.clone(), ARTICLE).await?;
        let share = "new DOMMatrix(getComputedStyle(document.querySelector('.reading-progress')).transform).a";
        ensure!(number(&reader, &format!("return {share}")).await? == 0.0);
        read_to(&reader, 8).await?;
        reader
            .holds("some of it is read", &format!("const share = {share}; return share > 0.1 && share < 0.95"))
            .await?;
        ensure!(reader.script(MOVED_BY_SCRIPT).await? == by_script, "it is moved by the other way");
        reader.scrolls_to("#rating", 0, 20.0).await?;
        reader.holds("all of it is read", &format!("return {share} === 1")).await?;
        ensure!(reader.attribute(".reading-progress", "aria-hidden").await? == "true");
        let still = reader_with(world, Options { still: true, ..options }, ARTICLE).await?;
        ensure!(!still.find(".reading-progress").await?.is_displayed().await?, "it moves for those who want no motion");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bar_says_how_much_is_read_to_the_eyes_alone_in_chromium() {
    a_bar_says_how_much_is_read(Options::default(), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_progress_bar_moves_by_css_in_firefox() {
    let options = Options { scroll_timelines: Some(true), ..Options::with(Engine::Firefox) };
    a_bar_says_how_much_is_read(options, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_progress_bar_moves_by_script_in_firefox() {
    let options = Options { scroll_timelines: Some(false), ..Options::with(Engine::Firefox) };
    a_bar_says_how_much_is_read(options, true).await;
}

async fn who_comes_back_may_go_on(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options::with(engine), ARTICLE).await?;
        ensure!(!is_offered(&reader).await?, "there is nothing to go on with");
        read_to(&reader, 6).await?;
        is_kept(&reader, true).await?;
        let block = "return document.querySelectorAll('.prose > [id]')[6].id";
        let block = reader.script(block).await?.as_str().context("an id")?.to_owned();

        // In another language, another day: blocks have the same ids there.
        reader.goto("/ru/articles/night-trains").await?;
        reader.comes_alive().await?;
        reader.named(".continue-offer button", "Продолжить с того же места").await?;
        ensure!(number(&reader, "return scrollY").await? == 0.0, "the page moved by itself");
        reader.click_named(".continue-offer button", "Продолжить с того же места").await?;
        let near = format!(
            "const box = document.getElementById('{block}').getBoundingClientRect(); return Math.abs(box.top) < 200"
        );
        reader.holds("the place is on the screen", &near).await?;
        reader.holds("the focus is there", &format!("return document.activeElement.id === '{block}'")).await?;
        ensure!(!is_offered(&reader).await?, "the offer is still there");

        // A URL that names a place is gone to.
        reader.goto(&format!("{ARTICLE}#content")).await?;
        reader.comes_alive().await?;
        ensure!(!is_offered(&reader).await?, "it offers another place than the address");

        reader.goto(ARTICLE).await?;
        reader.named(".continue-offer button", "Not now").await?;
        // Firefox tells the page of the end of a scroll by keys, and not by a driver's wheel.
        reader.press(Key::End).await?;
        is_kept(&reader, false).await?;
        ensure!(!is_offered(&reader).await?, "it offers what is read");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_may_go_on_where_they_were_in_chromium() {
    who_comes_back_may_go_on(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_may_go_on_where_they_were_in_firefox() {
    who_comes_back_may_go_on(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_paper_there_are_words_figures_and_addresses_alone() {
    journey(&[], async |world: &mut World| {
        let reader = reader_with(world, Options { dark: true, ..Options::default() }, ARTICLE).await?;
        reader.devtools("Emulation.setEmulatedMedia", json!({ "media": "print", "features": [] })).await?;
        for gone in [
            ".site-header",
            ".article-bar",
            ".toc",
            ".star-rating",
            ".share-buttons",
            ".poll-option__bar",
            ".poll-card__send",
            ".footnote-back",
        ] {
            ensure!(!reader.find(gone).await?.is_displayed().await?, "{gone} is printed");
        }
        let looks = "
            const body = getComputedStyle(document.body);
            const link = document.querySelector('.prose a[href^=http]');
            const address = getComputedStyle(document.querySelector('.article-page'), '::after').content;
            return [body.backgroundColor, body.color, link ? getComputedStyle(link, '::after').content : '', address];";
        let looks = reader.script(looks).await?;
        ensure!(looks[0] == "rgb(255, 255, 255)" && looks[1] == "rgb(0, 0, 0)", "{looks}");
        ensure!(looks[3].as_str().is_some_and(|text| text.ends_with(&format!("{ARTICLE}\""))), "{looks}");
        reader.sees(".poll-option__count", "33 (31%)").await?;
        ensure!(reader.find("#fn-1").await?.is_displayed().await?, "the footnotes are not printed");
        for (what, property) in [
            (".prose h2", "breakAfter"),
            (".prose h2 + p", "breakAfter"),
            (".prose .figure", "breakInside"),
            (".prose tr", "breakInside"),
            (".poll-card", "breakInside"),
            ("#fn-1", "breakInside"),
        ] {
            let script = format!("return getComputedStyle(document.querySelector('{what}')).{property}");
            ensure!(reader.script(&script).await? == "avoid", "a page may end in the wrong place: {what}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn all_of_it_can_be_turned_off() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let off = ["contents", "progress", "settings", "print", "footnotes", "continue", "bar"];
        host.configure("comforts", off.into_iter().map(|name| (name, false)).collect())?;
        world.server.restart_with("--allow-origin", host.address()).await?;
        let options = Options { base: Some(host.address().to_owned()), ..Options::default() };
        let reader = reader_with(world, options, ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;
        for gone in [
            ".toc",
            ".reading-progress",
            ".reading-settings__open",
            ".continue-offer",
            ".article-bar",
            ".footnote-note",
            "link[media=print]",
        ] {
            ensure!(reader.has_no(gone).await?, "{gone} is there");
        }
        reader.click(".footnote-ref").await?;
        reader.arrives_at(&format!("{ARTICLE}#fn-1")).await?;

        host.write_config("{ \"comforts\": { \"sepia\": true } }")?;
        reader.expect_error("comforts");
        reader.goto("/en/").await?;
        reader.sees(".crash", "comforts").await
    })
    .await;
}
