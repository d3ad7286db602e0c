//! An exported site: files below a path of one host, votes and ratings on another.

use std::rc::Rc;

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Engine, ExportedSite, Options, World, eventually, journey};

use crate::{
    search::search,
    steps::{
        FIGURES, FIGURES_PLUS_CABIN, FIGURES_PLUS_DIRECT, POLL_ID, counted, keeps, marks, says, send, shows, tick,
        vote, waiting,
    },
};

const ARTICLE: &str = "/en/articles/night-trains/";

async fn reader_at(world: &World, site: &ExportedSite, engine: Engine, path: &str) -> Result<Rc<Browser>> {
    let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::with(engine) }).await?;
    reader.goto(path).await?;
    reader.comes_alive().await?;
    Ok(reader)
}

async fn everything_a_reader_does(engine: Engine) {
    journey(&[], async move |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let other = reader_at(world, &site, engine, "/ru/polls/night-trains/").await?;
        let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::with(engine) }).await?;
        reader.goto("/").await?;
        reader.arrives_at("/en/").await?;
        reader.comes_alive().await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;
        shows(&reader, POLL_ID, &FIGURES).await?;
        reader.sees(".live-badge", "Live").await?;
        other.sees(".live-badge", "Онлайн").await?;

        vote(&reader, POLL_ID, &["direct"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        other.sees(&format!("#poll-{POLL_ID} .poll-option__count"), "25").await?;
        reader.click("label[for='rating-above-3']").await?;
        reader.sees(".star-rating__summary", "votes: 5, rating: 4.6").await?;

        reader.click_named(".language-switcher__link", "اقرأ بالعربية").await?;
        reader.sees("h1", "عودة القطار الليلي").await?;
        reader.arrives_at("/ar/articles/night-trains/").await?;
        marks(&reader, POLL_ID, &["direct"]).await?;
        reader.driver().back().await?;
        reader.sees("h1", "The night train comes back").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        marks(&reader, POLL_ID, &["direct"]).await?;
        reader.holds("the stars are the reader's", "return document.querySelector('#rating-above-3').checked").await?;
        reader
            .holds(
                "no figure is a file's any more",
                "return [...document.querySelectorAll('.as-of')].every(e => e.dataset.static === 'false')",
            )
            .await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 25, 21]);

        reader.click_named(".site-header__link", "For business").await?;
        reader.arrives_at("/en/sections/business/").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_reads_votes_rates_and_goes_about_in_chromium() {
    everything_a_reader_does(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_reads_votes_rates_and_goes_about_in_firefox() {
    everything_a_reader_does(Engine::Firefox).await;
}

async fn without_the_backend(engine: Engine) {
    journey(&[], async move |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        world.server.stop()?;
        let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::with(engine) }).await?;
        reader.expect_error(&world.server.address());
        reader.expect_outage();
        reader.goto("/en/").await?;
        reader.comes_alive().await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.sees("h1", "The night train comes back").await?;
        shows(&reader, POLL_ID, &FIGURES).await?;
        reader.sees(&format!("#poll-{POLL_ID} .as-of"), "As of").await?;
        reader.sees(".article-page__answers .as-of", "As of").await?;

        reader.click_named("a", "Search").await?;
        reader.arrives_at("/en/search/").await?;
        search(&reader, "rucksack").await?;
        reader.sees(".search-panel__article mark", "rucksack").await?;
        reader.sees(".search-panel__article h2", "The night train comes back").await?;
        reader.click_named(".site-header__link", "For business").await?;
        reader.arrives_at("/en/sections/business/").await?;
        reader.sees("h1", "For business").await?;
        reader.click_named(".list-page .article-card__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;

        tick(&reader, POLL_ID, "cabin").await?;
        send(&reader, POLL_ID).await?;
        says(&reader, POLL_ID, "Not sent yet").await?;
        reader.reload().await?;
        reader.comes_alive().await?;
        says(&reader, POLL_ID, "Not sent yet").await?;

        world.server.resume().await?;
        says(&reader, POLL_ID, "Your vote has been counted").await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_CABIN).await?;
        marks(&reader, POLL_ID, &["cabin"]).await?;
        reader
            .holds(
                "the poll's figures are no file's any more",
                "return document.querySelector('.poll-card .as-of').dataset.static === 'false'",
            )
            .await?;
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21]);
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_site_works_without_its_backend_in_chromium() {
    without_the_backend(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_site_works_without_its_backend_in_firefox() {
    without_the_backend(Engine::Firefox).await;
}

async fn without_a_network(engine: Engine) {
    journey(&[], async move |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let reader = reader_at(world, &site, engine, "/en/").await?;
        reader.expect_outage();
        reader.expect_error(&world.server.address());
        keeps(&reader, &site.url("/en/")).await?;
        // From here on all is opened within the app, so that of the pages only their files of data are kept.
        reader.click_named(".site-header__link", "For business").await?;
        reader.sees("h1", "For business").await?;
        keeps(&reader, &site.url("/en/sections/business/page.json")).await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.sees("h1", "The night train comes back").await?;
        keeps(&reader, &site.url("/en/articles/night-trains/page.json")).await?;
        reader.click_named(".language-switcher__link", "اقرأ بالعربية").await?;
        reader.sees("h1", "عودة القطار الليلي").await?;
        keeps(&reader, &site.url("/ar/articles/night-trains/page.json")).await?;
        keeps(&reader, &site.url("/locales/ar.json")).await?;
        site.stop().await?;
        world.server.stop()?;

        reader.reload().await?;
        reader.sees("h1", "عودة القطار الليلي").await?;
        reader.goto(ARTICLE).await?;
        reader.comes_alive().await?;
        reader.sees("h1", "The night train comes back").await?;
        reader.sees(&format!("#poll-{POLL_ID} .as-of"), "As of").await?;
        reader.goto("/en/sections/business/").await?;
        reader.sees("h1", "For business").await?;

        reader.goto("/en/articles/never-opened/").await?;
        reader.sees("h1", "You are offline").await?;
        reader.named(".way-on__link", "عودة القطار الليلي").await?;
        reader.click_named(".way-on__link", "The night train comes back").await?;
        reader.arrives_at(ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_a_site_reads_what_was_opened_in_chromium() {
    without_a_network(Engine::Chromium).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_a_site_reads_what_was_opened_in_firefox() {
    without_a_network(Engine::Firefox).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_backend_the_cached_tally_shows_with_its_date() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let reader = reader_at(world, &site, Engine::Chromium, ARTICLE).await?;
        reader.expect_error(&world.server.address());
        reader.expect_outage();
        keeps(&reader, &site.url(ARTICLE)).await?;
        vote(&reader, POLL_ID, &["direct"]).await?;
        reader.click("label[for='rating-above-3']").await?;
        let address = world.server.address();
        for (answer, mine) in [
            (format!("{address}/api/v1/polls/{POLL_ID}?lang=en"), "\"my_vote\":[\"direct\"]"),
            (format!("{address}/api/v1/articles/night-trains/rating"), "\"my_stars\":3"),
        ] {
            let kept = "
                const kept = await caches.match(arguments[0], { ignoreVary: true });
                return (await kept?.text() ?? '').includes(arguments[1]);";
            eventually(&format!("{answer} is kept with what the reader did"), async || {
                let arguments = vec![answer.clone().into(), mine.into()];
                Ok((reader.script_with(&waiting(kept), arguments).await? == true).then_some(()))
            })
            .await?;
        }
        world.server.stop()?;

        reader.reload().await?;
        reader.comes_alive().await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        marks(&reader, POLL_ID, &["direct"]).await?;
        reader.holds("the stars are the reader's", "return document.querySelector('#rating-above-3').checked").await?;
        let dated = "return [...document.querySelectorAll('.as-of')].every((line) => line.dataset.static === '{}')";
        reader.holds("the figures have their date", &dated.replace("{}", "true")).await?;

        world.server.resume().await?;
        reader.sees(".live-badge", "Live").await?;
        let dated = "return document.querySelector('.poll-card .as-of').dataset.static === 'false'";
        reader.holds("they are the backend's again", dated).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn features_can_be_turned_off_after_the_export() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("/sub/path").await?;
        let reader = reader_at(world, &site, Engine::Chromium, ARTICLE).await?;
        keeps(&reader, &site.url(ARTICLE)).await?;
        let off = ["contents", "progress", "settings", "footnotes", "continue", "bar", "related", "search"];
        for count in 1..=off.len() {
            site.configure("comforts", off[..count].iter().map(|name| (*name, false)).collect())?;
            reader.reload().await?;
            reader.comes_alive().await?;
            let whole = "
                const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
                const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
                const once = ['main', 'h1', 'header.site-header', '.site-header .language-switcher', '.site-footer'];
                const polls = document.querySelectorAll('.poll-card').length;
                const wrong = once.filter((css) => document.querySelectorAll(css).length !== 1);
                return JSON.stringify([twice, wrong, polls]);";
            let found = reader.script(whole).await?;
            ensure!(found == "[[],[],1]", "without {:?}: {found}", &off[..count]);
        }
        for gone in [".toc", ".reading-progress", ".article-bar", ".reading-settings__open", ".site-header__search"] {
            ensure!(reader.has_no(gone).await?, "{gone} is there");
        }
        shows(&reader, POLL_ID, &FIGURES).await?;
        vote(&reader, POLL_ID, &["direct"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_scripts_votes_at_the_backend() {
    journey(&[], async |world: &mut World| {
        let site = world.exported_site("").await?;
        let options = Options { base: Some(site.url("")), scripts: false, ..Options::default() };
        let reader = world.browser_with(options).await?;
        reader.goto("/").await?;
        reader.click_named(".language-switcher__link", "Read in English").await?;
        reader.click_named(".article-card__link", "The night train comes back").await?;
        reader.sees(&format!("#poll-{POLL_ID} .as-of"), "As of").await?;
        tick(&reader, POLL_ID, "cabin").await?;
        reader.click_named(&format!("#poll-{POLL_ID} button"), "Vote").await?;
        reader.sees(".poll-option--mine", "A cabin of my own").await?;
        ensure!(
            reader.place().await?.starts_with(&world.server.address()),
            "it came back to {}",
            reader.place().await?
        );
        ensure!(counted(world, POLL_ID).await? == [34, 30, 24, 21]);
        Ok(())
    })
    .await;
}
