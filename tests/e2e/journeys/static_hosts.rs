//! The same front-end on a plain static host, with the backend elsewhere.

use std::{fs, rc::Rc};

use anyhow::{Result, ensure};
use hustings_e2e::{Browser, Options, StaticHost, World, journey};
use serde_json::json;

use crate::steps::{ARTICLE, FIGURES, FIGURES_PLUS_DIRECT, POLL_ID, counted, marks, shows, vote};

async fn reader_on(world: &mut World, host: &StaticHost, path: &str) -> Result<Rc<Browser>> {
    world.server.restart_with("--allow-origin", host.address()).await?;
    let reader = world.browser_with(Options { base: Some(host.address().to_owned()), ..Options::default() }).await?;
    reader.goto(path).await?;
    Ok(reader)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deep_address_shows_its_article_and_takes_a_vote() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let reader = reader_on(world, &host, ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;
        ensure!(reader.driver().title().await?.contains("The night train comes back"));
        shows(&reader, POLL_ID, &FIGURES).await?;
        reader.sees(".live-badge", "Live").await?;
        vote(&reader, POLL_ID, &["direct"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        ensure!(counted(world, POLL_ID).await? == [33, 30, 25, 21]);
        reader.reload().await?;
        marks(&reader, POLL_ID, &["direct"]).await?;
        reader.click_named(".language-switcher__link", "اقرأ بالعربية").await?;
        reader.sees("h1", "عودة القطار الليلي").await?;
        reader.holds("the document is Arabic", "return document.documentElement.dir === 'rtl'").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_brand_and_the_share_targets_are_set_at_deploy_time() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        host.configure("brand", json!({ "name": "Evening Paper", "home": "" }))?;
        host.configure("share", json!(["email", "mastodon"]))?;
        let reader = reader_on(world, &host, ARTICLE).await?;
        reader.sees(".site-header__name", "Evening Paper").await?;
        reader
            .holds(
                "there are just these targets",
                "
                const list = document.querySelector('.article-page .share-buttons__list');
                return [...list.children].map(i => i.dataset.target).join() === 'email,mastodon';",
            )
            .await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logo_is_found_also_below_a_path() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        host.configure("brand", json!({ "logo": "/brand/sign.svg", "alt": "Evening Paper" }))?;
        host.put("brand/sign.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='30'/>")?;
        host.move_below("press")?;
        let reader = reader_on(world, &host, &format!("/press{ARTICLE}")).await?;
        reader.named("a.site-header__name", "Evening Paper").await?;
        let drawn = "return document.querySelector('.site-header__logo').naturalWidth === 90";
        reader.holds("the logo is drawn", drawn).await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn slashes_too_many_in_the_public_url_lead_to_no_other_host() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let index = host.folder().join("index.html");
        // As Trunk does for a `--public-url` that ends in two slashes.
        let html = ["reader-", "boot.js"].iter().fold(fs::read_to_string(&index)?, |html, name| {
            html.replace(&format!("=/{name}"), &format!("={}//{name}", host.address()))
        });
        ensure!(html.contains("//boot.js"), "the page names its script in another way");
        fs::write(&index, html)?;
        let reader = reader_on(world, &host, ARTICLE).await?;
        reader.sees("h1", "The night train comes back").await?;
        let home = reader.script("return document.querySelector('a.site-header__name').href").await?;
        ensure!(home == format!("{}/en/", host.address()), "home is {home}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_configuration_shows_a_message() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        host.write_config("{ \"api_base\": ")?;
        let reader =
            world.browser_with(Options { base: Some(host.address().to_owned()), ..Options::default() }).await?;
        reader.goto(ARTICLE).await?;
        reader.sees("body", "config.json").await
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backend_that_cannot_be_reached_gives_a_page_with_a_way_on() {
    journey(&[], async |world: &mut World| {
        let host = world.static_host().await?;
        let reader =
            world.browser_with(Options { base: Some(host.address().to_owned()), ..Options::default() }).await?;
        reader.expect_error(&world.server.address());
        world.server.stop()?;
        reader.goto(ARTICLE).await?;
        reader.sees("h1", "This page could not be loaded").await?;
        reader.named("button", "Try again").await.map(drop)
    })
    .await;
}
