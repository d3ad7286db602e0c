//! What hosts make of an exported site: nginx with the configuration that came with it, and one that sends files and
//! nothing else.

use std::fs;

use anyhow::{Context, Result, ensure};
use hustings_e2e::{Engine, ExportedSite, Options, World, journey};

use crate::steps::{FIGURES, FIGURES_PLUS_DIRECT, POLL_ID, counted, marks, shows, vote};

/// Status, and the headers of these names, joined.
async fn ask(world: &World, site: &ExportedSite, path: &str, names: &[&str]) -> Result<(u16, String)> {
    let request = world.http()?.get(site.url(path)).header("accept-encoding", "gzip");
    let answer = request.send().await.with_context(|| format!("asking for {path}"))?;
    let header =
        |name: &&str| answer.headers().get(*name).and_then(|value| value.to_str().ok()).unwrap_or("-").to_owned();
    Ok((answer.status().as_u16(), names.iter().map(header).collect::<Vec<_>>().join(" | ")))
}

async fn serves_below(path: &'static str) {
    journey(&[], async move |world: &mut World| {
        let site = world.exported_site_on_nginx(path).await?;
        let base = path;
        let usual = ["content-type", "content-encoding", "cache-control"];
        let page = "text/html; charset=utf-8 | gzip | public, max-age=0, must-revalidate";
        let reader_js = fs::read_dir(site.folder())?
            .filter_map(Result::ok)
            .filter_map(|entry| entry.file_name().into_string().ok())
            .find(|name| name.starts_with("reader-") && name.ends_with(".js"))
            .context("the app's script")?;
        for (path, status, expected) in [
            ("/", 200, page.to_owned()),
            ("/en/", 200, page.to_owned()),
            ("/ar/articles/night-trains/", 200, page.to_owned()),
            ("/en/sections/business/", 200, page.to_owned()),
            ("/en/nothing/", 404, page.to_owned()),
            ("/ru/nothing", 404, page.to_owned()),
            (
                &format!("/{reader_js}"),
                200,
                "text/javascript; charset=utf-8 | gzip | public, max-age=31536000, immutable".to_owned(),
            ),
            (
                "/en/articles/night-trains/page.json",
                200,
                "application/json | gzip | public, max-age=60, stale-while-revalidate=600".to_owned(),
            ),
            (
                "/en/feed.xml",
                200,
                "application/atom+xml; charset=utf-8 | gzip | public, max-age=60, stale-while-revalidate=600"
                    .to_owned(),
            ),
            (
                "/media/night-trains/hero.svg",
                200,
                "image/svg+xml | gzip | public, max-age=300, stale-while-revalidate=86400".to_owned(),
            ),
        ] {
            let answer = ask(world, &site, path, &usual).await?;
            ensure!(answer == (status, expected.clone()), "{path}: {answer:?}, and not {status} {expected}");
        }
        for hidden in ["/.hustings-export.json", "/_nginx.conf", "/_headers", "/_redirects"] {
            ensure!(ask(world, &site, hidden, &[]).await?.0 == 404, "{hidden} is served");
        }
        let policy = ask(world, &site, "/en/", &["content-security-policy"]).await?.1;
        ensure!(policy.contains(&format!("connect-src 'self' {};", world.server.address())), "{policy}");
        let moved = ask(world, &site, "/en/articles/night-trains", &["location"]).await?;
        ensure!(moved == (301, format!("{base}/en/articles/night-trains/")), "{moved:?}");

        let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::default() }).await?;
        reader.goto("/en/articles/night-trains/").await?;
        reader.comes_alive().await?;
        shows(&reader, POLL_ID, &FIGURES).await?;
        vote(&reader, POLL_ID, &["direct"]).await?;
        shows(&reader, POLL_ID, &FIGURES_PLUS_DIRECT).await?;
        reader.click_named(".language-switcher__link", "Читать на русском").await?;
        reader.sees("h1", "Ночной поезд возвращается").await?;
        reader.expect_error("/en/nothing/");
        reader.goto("/en/nothing/").await?;
        reader.sees("h1", "Page not found").await?;

        let said = site.renew(&world.server)?;
        ensure!(said.contains("wrote    en/articles/night-trains/index.html"), "{said}");
        ensure!(!said.contains("shorter-meetings/index.html"), "{said}");
        Ok(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_serves_a_site_below_a_path() {
    serves_below("/sub/path").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nginx_serves_a_site_at_its_root() {
    serves_below("").await;
}

/// What the options have before and after each browser's vote for the third.
const VOTES: [(Engine, [&str; 4], [&str; 4]); 2] = [
    (Engine::Chromium, FIGURES, FIGURES_PLUS_DIRECT),
    // 33, 30, 26 and 21 of 110.
    (Engine::Firefox, FIGURES_PLUS_DIRECT, ["33 (30%)", "30 (27%)", "26 (24%)", "21 (19%)"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_sends_no_headers_serves_a_site() {
    journey(&[], async move |world: &mut World| {
        let site = world.exported_site_without_headers("/answers").await?;
        let names = ["content-security-policy", "cache-control", "x-content-type-options", "content-type"];
        let sent = ask(world, &site, "/en/articles/night-trains/", &names).await?;
        ensure!(sent == (200, "- | - | - | text/html; charset=utf-8".to_owned()), "{sent:?}");

        for (engine, before, after) in VOTES {
            let reader = world.browser_with(Options { base: Some(site.url("")), ..Options::with(engine) }).await?;
            reader.goto("/en/articles/night-trains/").await?;
            reader.comes_alive().await?;
            reader.sees(".prose", "Shortly before eleven").await?;
            shows(&reader, POLL_ID, &before).await?;
            vote(&reader, POLL_ID, &["direct"]).await?;
            shows(&reader, POLL_ID, &after).await?;

            reader.script("window.sameDocument = true").await?;
            reader.click_named(".site-header__link", "For business").await?;
            reader.arrives_at("/en/sections/business/").await?;
            reader.click_named(".list-page .article-card__link", "The night train comes back").await?;
            reader.arrives_at("/en/articles/night-trains/").await?;
            reader.click_named(".language-switcher__link", "Читать на русском").await?;
            reader.arrives_at("/ru/articles/night-trains/").await?;
            reader.sees("h1", "Ночной поезд возвращается").await?;
            ensure!(reader.script("return window.sameDocument === true").await? == true, "a page was loaded anew");
            reader.reload().await?;
            reader.comes_alive().await?;
            reader.sees("h1", "Ночной поезд возвращается").await?;
            marks(&reader, POLL_ID, &["direct"]).await?;
        }
        ensure!(counted(world, POLL_ID).await? == [33, 30, 26, 21]);
        Ok(())
    })
    .await;
}
