//! Everybody, in what takes a reader or a fault to come about: axe-core finds nothing in any state of a page, in either
//! direction, by day and by night, in both browsers.

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, Key, Options, World, journey};

use crate::{
    accessibility::LANGUAGES,
    reading_features::{is_kept, read_to},
    search::search,
    steps::{Catalogue, POLL_ID, keeps, reader_with, says, send, tick, waiting},
};

/// A poll of several answers, and one whose votes are final.
const TOOLS: &str = "library-of-things";
const FINAL: &str = "study-guess";

fn article(lang: &str) -> String {
    format!("/{lang}/articles/night-trains")
}

async fn goes_to(reader: &Browser, path: &str) -> Result<()> {
    reader.goto(path).await?;
    reader.comes_alive().await
}

/// The panel of what can be set, which is left open.
async fn settings_are_accessible(reader: &Browser, what: &str) -> Result<()> {
    reader.click(".reading-settings__open").await?;
    reader.find(".reading-settings:popover-open .reading-settings__choice").await?;
    reader.is_accessible_by_night_and_day(&format!("{what}, its settings open")).await
}

/// A footnote beside its mark, which is left open.
async fn a_note_is_accessible(reader: &Browser, what: &str) -> Result<()> {
    reader.scrolls_to(".footnote-ref", 0, 300.0).await?;
    reader.click(".footnote-ref").await?;
    reader.find(".footnote-note:popover-open").await?;
    reader.is_accessible_by_night_and_day(&format!("{what}, a footnote open")).await
}

/// The bar that returns, with each of its panels.
async fn the_bar_is_accessible(reader: &Browser, what: &str) -> Result<()> {
    read_to(reader, 6).await?;
    reader.turn_wheel(-60.0).await?;
    reader.find("[data-bar=shown]").await?;
    reader.is_accessible_by_night_and_day(&format!("{what}, its bar there")).await?;
    // Where the contents stand beside the text, the bar has none.
    for panel in ["languages", "contents"] {
        if !reader.find(&format!("[data-menu={panel}]")).await?.is_displayed().await? {
            continue;
        }
        reader.click(&format!("[data-menu={panel}]")).await?;
        reader.find(&format!("[data-menu={panel}] + :popover-open")).await?;
        reader.is_accessible_by_night_and_day(&format!("{what}, the {panel} of its bar open")).await?;
        reader.press(Key::Escape).await?;
    }
    Ok(())
}

/// What opens, is offered or passes by on an article.
async fn what_opens_is_accessible(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let reader = world.browser_with(Options { still: true, ..Options::with(engine) }).await?;
        for lang in LANGUAGES {
            let path = article(lang);
            let what = |state: &str| format!("{path}, {state}");
            goes_to(&reader, &path).await?;
            settings_are_accessible(&reader, &path).await?;
            reader.press(Key::Escape).await?;
            a_note_is_accessible(&reader, &path).await?;
            reader.press(Key::Escape).await?;
            reader.click(".article-page__answers .share-buttons__open").await?;
            reader.find(".article-page__answers .share-buttons[open] .share-buttons__copy").await?;
            reader.is_accessible_by_night_and_day(&what("its share menu open")).await?;
            reader.reload().await?;
            reader.comes_alive().await?;
            reader.click(".prose [data-share]").await?;
            reader.find("dialog[open]").await?;
            reader.is_accessible_by_night_and_day(&what("its share dialog open")).await?;
            reader.reload().await?;
            reader.comes_alive().await?;
            reader.script("document.querySelector('.loading-bar').hidden = false").await?;
            reader.is_accessible_by_night_and_day(&what("the next page on its way")).await?;

            the_bar_is_accessible(&reader, &path).await?;
            read_to(&reader, 6).await?;
            is_kept(&reader, true).await?;
            goes_to(&reader, &format!("/{lang}/")).await?;
            goes_to(&reader, &path).await?;
            reader.find(".continue-offer__buttons:not([hidden])").await?;
            reader.is_accessible_by_night_and_day(&what("to be continued")).await?;
            // The place is the same in every language, and is to be one of the next.
            reader.script("localStorage.clear()").await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_is_accessible_by_night_and_day_in_chromium() {
    what_opens_is_accessible(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_opens_is_accessible_by_night_and_day_in_firefox() {
    what_opens_is_accessible(Engine::Firefox).await;
}

/// Choices that make no vote, a vote that is refused, one that is counted, one that cannot be sent, and no network.
async fn answers_are_accessible(engine: Engine) {
    journey(&[], async |world: &mut World| {
        for lang in LANGUAGES {
            let catalogue = Catalogue::of(world, lang).await?;
            // A reader who has not voted, for each.
            let options = Options { still: true, ..Options::with(engine) };
            let reader = reader_with(world, options, &format!("/{lang}/polls/{TOOLS}")).await?;
            reader.expect_outage();
            reader.expect_error("409");
            let what = |state: &str| format!("{lang}, {state}");
            send(&reader, TOOLS).await?;
            says(&reader, TOOLS, &catalogue.words("poll_too_few_one")?).await?;
            reader.is_accessible_by_night_and_day(&what("too few answers")).await?;
            for option in ["drill", "telescope", "guitar", "tent"] {
                tick(&reader, TOOLS, option).await?;
            }
            let too_many = if lang == "ar" { "poll_too_many_few" } else { "poll_too_many_other" };
            says(&reader, TOOLS, &catalogue.words(too_many)?).await?;
            reader.is_accessible_by_night_and_day(&what("too many answers")).await?;

            goes_to(&reader, &format!("/{lang}/polls/{FINAL}")).await?;
            vote_elsewhere(&reader).await?;
            tick(&reader, FINAL, "summary").await?;
            send(&reader, FINAL).await?;
            says(&reader, FINAL, &catalogue.words("problem_vote_not_changeable")?).await?;
            reader.is_accessible_by_night_and_day(&what("a vote refused")).await?;

            goes_to(&reader, &article(lang)).await?;
            tick(&reader, POLL_ID, "cabin").await?;
            send(&reader, POLL_ID).await?;
            says(&reader, POLL_ID, &catalogue.words("poll_delivered")?).await?;
            reader.click("label[for='rating-above-3']").await?;
            reader.sees(".star-rating__status", &catalogue.words("rating_delivered")?).await?;
            reader.is_accessible_by_night_and_day(&what("voted and rated")).await?;

            keeps(&reader, &article(lang)).await?;
            keeps(&reader, &format!("/locales/{lang}.json")).await?;
            world.server.stop()?;
            tick(&reader, POLL_ID, "direct").await?;
            send(&reader, POLL_ID).await?;
            says(&reader, POLL_ID, &catalogue.words("delivery_not_sent")?).await?;
            reader.is_accessible_by_night_and_day(&what("a vote not sent")).await?;
            reader.goto(&format!("/{lang}/articles/never-opened")).await?;
            reader.sees("h1", &catalogue.words("offline_title")?).await?;
            reader.is_accessible_by_night_and_day(&what("what is kept without a network")).await?;
            world.server.resume().await?;
        }
        Ok(())
    })
    .await;
}

/// Votes as in another tab, of which this one does not hear.
async fn vote_elsewhere(reader: &Browser) -> Result<()> {
    let script = "
        const answer = await fetch(`/api/v1/polls/${arguments[0]}/vote?lang=en`, {
            method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ options: ['reread'] }),
        });
        return answer.status;";
    let status = reader.script_with(&waiting(script), vec![FINAL.into()]).await?;
    ensure!(status == 200, "the vote in another tab was answered {status}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_every_outcome_are_accessible_by_night_and_day_in_chromium() {
    answers_are_accessible(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_every_outcome_are_accessible_by_night_and_day_in_firefox() {
    answers_are_accessible(Engine::Firefox).await;
}

/// On a phone: what is smaller there, or folded.
async fn a_phone_is_accessible(engine: Engine) {
    journey(&[], async |world: &mut World| {
        let phone = Options { size: (360, 740), still: true, ..Options::with(engine) };
        let reader = world.browser_with(phone).await?;
        for (lang, words) in LANGUAGES.into_iter().zip(["night", "القطار"]) {
            let what = format!("{}, on a phone", article(lang));
            goes_to(&reader, &article(lang)).await?;
            reader.is_accessible_by_night_and_day(&what).await?;
            reader.click(".toc__fold .toc__title").await?;
            reader.find(".toc__fold[open] .toc__link").await?;
            reader.is_accessible_by_night_and_day(&format!("{what}, its contents unfolded")).await?;
            a_note_is_accessible(&reader, &what).await?;
            reader.press(Key::Escape).await?;
            the_bar_is_accessible(&reader, &what).await?;
            settings_are_accessible(&reader, &what).await?;
            goes_to(&reader, &format!("/{lang}/")).await?;
            reader.is_accessible_by_night_and_day(&format!("/{lang}/, on a phone")).await?;
            goes_to(&reader, &format!("/{lang}/search")).await?;
            search(&reader, words).await?;
            reader.find(".search-panel__article mark").await?;
            reader.is_accessible_by_night_and_day(&format!("/{lang}/search, on a phone")).await?;
        }
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_accessible_in_chromium() {
    a_phone_is_accessible(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_accessible_in_firefox() {
    a_phone_is_accessible(Engine::Firefox).await;
}
